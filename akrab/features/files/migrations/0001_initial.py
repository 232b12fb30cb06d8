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
            name="FileType",
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
                ("name", akrab.engine.fields.texts.TextField(max_length=80, verbose_name="name")),
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
                "verbose_name": "file type",
                "verbose_name_plural": "file types",
                "abstract": False,
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["workspace", "search"],
                        name="filetype_search",
                        opclasses=["uuid_ops", "gin_trgm_ops"],
                    ),
                    models.Index(fields=["workspace", "sort_key", "id"], name="filetype_sort_key"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("workspace", "name"), name="filetype_name_unique")
                ],
            },
        ),
        migrations.CreateModel(
            name="File",
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
                    "about",
                    akrab.engine.fields.links.AnyLinkField(
                        blank=True, max_length=80, verbose_name="attached to"
                    ),
                ),
                ("name", akrab.engine.fields.texts.TextField(max_length=200, verbose_name="name")),
                (
                    "stored",
                    akrab.engine.fields.links.StoredFileField(blank=True, default=dict, verbose_name="file"),
                ),
                (
                    "note",
                    akrab.engine.fields.texts.TextField(blank=True, max_length=200, verbose_name="note"),
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
                (
                    "type",
                    akrab.engine.fields.links.LinkField(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="files.filetype",
                        verbose_name="type",
                    ),
                ),
            ],
            options={
                "verbose_name": "file",
                "verbose_name_plural": "files",
                "abstract": False,
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["workspace", "search"],
                        name="file_search",
                        opclasses=["uuid_ops", "gin_trgm_ops"],
                    ),
                    models.Index(fields=["workspace", "sort_key", "id"], name="file_sort_key"),
                    models.Index(fields=["workspace", "about", "type"], name="file_about"),
                    models.Index(fields=["workspace", "type"], name="file_type"),
                ],
            },
        ),
    ]
