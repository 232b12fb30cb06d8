import akrab.engine.fields.choices
import akrab.engine.fields.links
import akrab.engine.fields.numbers
import akrab.engine.fields.texts
import akrab.engine.fields.times
import akrab.engine.fields.trees
import akrab.features.reports.fields
import akrab.features.reports.measures
import akrab.lib.clock
import akrab.tenancy.fields
import akrab.tenancy.ids
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("identity", "0002_places"),
    ]

    operations = [
        migrations.CreateModel(
            name="Dashboard",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=akrab.tenancy.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "created_at",
                    akrab.engine.fields.times.DateTimeField(
                        default=akrab.lib.clock.now, editable=False, verbose_name="created"
                    ),
                ),
                (
                    "updated_at",
                    akrab.engine.fields.times.DateTimeField(
                        default=akrab.lib.clock.now, editable=False, verbose_name="changed"
                    ),
                ),
                (
                    "origin",
                    akrab.engine.fields.choices.ChoiceField(
                        default="system", editable=False, max_length=40, verbose_name="origin"
                    ),
                ),
                ("deleted_at", models.DateTimeField(editable=False, null=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("search", models.TextField(default="", editable=False)),
                ("sort_key", models.CharField(default="", editable=False, max_length=80)),
                ("name", akrab.engine.fields.texts.TextField(max_length=120, verbose_name="name")),
                (
                    "description",
                    akrab.engine.fields.texts.LongTextField(blank=True, verbose_name="description"),
                ),
                (
                    "period",
                    akrab.engine.fields.choices.ChoiceField(
                        blank=True, max_length=40, verbose_name="period unless asked"
                    ),
                ),
                ("position", akrab.engine.fields.numbers.IntegerField(default=0, verbose_name="position")),
                (
                    "reserved",
                    akrab.engine.fields.numbers.BooleanField(
                        default=False, verbose_name="only for roles that see the company's reports"
                    ),
                ),
                (
                    "created_by",
                    akrab.engine.fields.links.UserField(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="identity.membership",
                        verbose_name="created by",
                    ),
                ),
                ("workspace", akrab.tenancy.fields.WorkspaceField(to="identity.workspace")),
            ],
            options={
                "verbose_name": "dashboard",
                "verbose_name_plural": "dashboards",
                "abstract": False,
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["workspace", "search"],
                        name="dashboard_search",
                        opclasses=["uuid_ops", "gin_trgm_ops"],
                    ),
                    models.Index(fields=["workspace", "sort_key", "id"], name="dashboard_sort_key"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Report",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=akrab.tenancy.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "created_at",
                    akrab.engine.fields.times.DateTimeField(
                        default=akrab.lib.clock.now, editable=False, verbose_name="created"
                    ),
                ),
                (
                    "updated_at",
                    akrab.engine.fields.times.DateTimeField(
                        default=akrab.lib.clock.now, editable=False, verbose_name="changed"
                    ),
                ),
                (
                    "origin",
                    akrab.engine.fields.choices.ChoiceField(
                        default="system", editable=False, max_length=40, verbose_name="origin"
                    ),
                ),
                ("deleted_at", models.DateTimeField(editable=False, null=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("search", models.TextField(default="", editable=False)),
                ("sort_key", models.CharField(default="", editable=False, max_length=80)),
                ("name", akrab.engine.fields.texts.TextField(max_length=120, verbose_name="name")),
                (
                    "description",
                    akrab.engine.fields.texts.LongTextField(blank=True, verbose_name="definition used"),
                ),
                ("object", akrab.engine.fields.choices.ChoiceField(max_length=40, verbose_name="object")),
                (
                    "where",
                    akrab.engine.fields.trees.FilterField(
                        blank=True, default=dict, verbose_name="which records"
                    ),
                ),
                (
                    "measures",
                    akrab.features.reports.fields.MeasuresField(
                        blank=True, default=akrab.features.reports.measures.one_count, verbose_name="measures"
                    ),
                ),
                (
                    "group_by",
                    akrab.engine.fields.texts.TextField(
                        blank=True, max_length=120, verbose_name="grouped by"
                    ),
                ),
                (
                    "date_field",
                    akrab.engine.fields.texts.TextField(
                        blank=True, max_length=120, verbose_name="date the period is about"
                    ),
                ),
                (
                    "period",
                    akrab.engine.fields.choices.ChoiceField(
                        blank=True, max_length=40, verbose_name="period unless asked"
                    ),
                ),
                (
                    "rank",
                    akrab.engine.fields.texts.TextField(blank=True, max_length=40, verbose_name="ranked by"),
                ),
                (
                    "kind",
                    akrab.engine.fields.choices.ChoiceField(
                        default="table", max_length=40, verbose_name="shown as"
                    ),
                ),
                (
                    "reserved",
                    akrab.engine.fields.numbers.BooleanField(
                        default=False, verbose_name="only for roles that see the company's reports"
                    ),
                ),
                (
                    "created_by",
                    akrab.engine.fields.links.UserField(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="identity.membership",
                        verbose_name="created by",
                    ),
                ),
                ("workspace", akrab.tenancy.fields.WorkspaceField(to="identity.workspace")),
            ],
            options={
                "verbose_name": "report",
                "verbose_name_plural": "reports",
                "abstract": False,
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["workspace", "search"],
                        name="report_search",
                        opclasses=["uuid_ops", "gin_trgm_ops"],
                    ),
                    models.Index(fields=["workspace", "sort_key", "id"], name="report_sort_key"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Tile",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=akrab.tenancy.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "created_at",
                    akrab.engine.fields.times.DateTimeField(
                        default=akrab.lib.clock.now, editable=False, verbose_name="created"
                    ),
                ),
                (
                    "updated_at",
                    akrab.engine.fields.times.DateTimeField(
                        default=akrab.lib.clock.now, editable=False, verbose_name="changed"
                    ),
                ),
                (
                    "origin",
                    akrab.engine.fields.choices.ChoiceField(
                        default="system", editable=False, max_length=40, verbose_name="origin"
                    ),
                ),
                ("deleted_at", models.DateTimeField(editable=False, null=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("search", models.TextField(default="", editable=False)),
                ("sort_key", models.CharField(default="", editable=False, max_length=80)),
                (
                    "name",
                    akrab.engine.fields.texts.TextField(blank=True, max_length=120, verbose_name="heading"),
                ),
                ("position", akrab.engine.fields.numbers.IntegerField(default=0, verbose_name="position")),
                (
                    "width",
                    akrab.engine.fields.choices.ChoiceField(
                        default="half", max_length=40, verbose_name="width"
                    ),
                ),
                (
                    "created_by",
                    akrab.engine.fields.links.UserField(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="identity.membership",
                        verbose_name="created by",
                    ),
                ),
                (
                    "dashboard",
                    akrab.engine.fields.links.LinkField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="reports.dashboard",
                        verbose_name="dashboard",
                    ),
                ),
                (
                    "report",
                    akrab.engine.fields.links.LinkField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="reports.report",
                        verbose_name="report",
                    ),
                ),
                ("workspace", akrab.tenancy.fields.WorkspaceField(to="identity.workspace")),
            ],
            options={
                "verbose_name": "tile",
                "verbose_name_plural": "tiles",
                "abstract": False,
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["workspace", "search"],
                        name="tile_search",
                        opclasses=["uuid_ops", "gin_trgm_ops"],
                    ),
                    models.Index(fields=["workspace", "sort_key", "id"], name="tile_sort_key"),
                    models.Index(fields=["workspace", "dashboard", "position"], name="tile_dashboard"),
                    models.Index(fields=["workspace", "report"], name="tile_report"),
                ],
            },
        ),
    ]
