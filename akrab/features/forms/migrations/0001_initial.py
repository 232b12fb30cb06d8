import akrab.engine.fields.choices
import akrab.engine.fields.links
import akrab.engine.fields.texts
import akrab.engine.fields.times
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
            name="Form",
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
                ("name", akrab.engine.fields.texts.TextField(max_length=200, verbose_name="title")),
                ("key", akrab.engine.fields.texts.TextField(max_length=80, verbose_name="address")),
                ("intro", akrab.engine.fields.texts.LongTextField(blank=True, verbose_name="introduction")),
                ("object", akrab.engine.fields.texts.TextField(max_length=60, verbose_name="object")),
                ("questions", models.JSONField(default=list, verbose_name="questions")),
                ("presets", models.JSONField(blank=True, default=dict, verbose_name="presets")),
                ("thanks", akrab.engine.fields.texts.LongTextField(blank=True, verbose_name="thanks")),
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
                "verbose_name": "form",
                "verbose_name_plural": "forms",
                "abstract": False,
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["workspace", "search"],
                        name="form_search",
                        opclasses=["uuid_ops", "gin_trgm_ops"],
                    ),
                    models.Index(fields=["workspace", "sort_key", "id"], name="form_sort_key"),
                ],
                "constraints": [models.UniqueConstraint(fields=("workspace", "key"), name="form_key_unique")],
            },
        ),
        migrations.CreateModel(
            name="PublicAddress",
            fields=[
                ("key", models.SlugField(max_length=80, primary_key=True, serialize=False)),
                (
                    "workspace",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="identity.workspace"
                    ),
                ),
            ],
            options={
                "verbose_name": "public address",
                "verbose_name_plural": "public addresses",
            },
        ),
        migrations.CreateModel(
            name="Submission",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=akrab.tenancy.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("key", models.CharField(max_length=120)),
                ("answers", models.JSONField(default=dict)),
                ("page", models.CharField(blank=True, max_length=500)),
                ("sender", models.CharField(blank=True, max_length=64)),
                (
                    "state",
                    models.CharField(
                        choices=[("taken", "taken"), ("spam", "spam")], default="taken", max_length=10
                    ),
                ),
                ("record", models.CharField(blank=True, max_length=80)),
                ("at", models.DateTimeField(default=akrab.lib.clock.now)),
                (
                    "form",
                    akrab.tenancy.fields.WorkspaceForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="submissions",
                        to="forms.form",
                    ),
                ),
                ("workspace", akrab.tenancy.fields.WorkspaceField(to="identity.workspace")),
            ],
            options={
                "verbose_name": "submission",
                "verbose_name_plural": "submissions",
                "indexes": [models.Index(fields=["workspace", "sender", "at"], name="submission_sender")],
                "constraints": [
                    models.UniqueConstraint(fields=("workspace", "form", "key"), name="submission_once")
                ],
            },
        ),
    ]
