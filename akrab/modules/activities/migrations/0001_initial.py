import akrab.engine.fields.choices
import akrab.engine.fields.links
import akrab.engine.fields.numbers
import akrab.engine.fields.places
import akrab.engine.fields.texts
import akrab.engine.fields.times
import akrab.lib.clock
import akrab.tenancy.fields
import akrab.tenancy.ids
import datetime
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("contacts", "0001_initial"),
        ("identity", "0002_places"),
    ]

    operations = [
        migrations.CreateModel(
            name="Call",
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
                    akrab.engine.fields.links.AnyLinkField(blank=True, max_length=80, verbose_name="about"),
                ),
                (
                    "direction",
                    akrab.engine.fields.choices.ChoiceField(
                        default="out", max_length=40, verbose_name="direction"
                    ),
                ),
                (
                    "result",
                    akrab.engine.fields.choices.ChoiceField(
                        default="reached", max_length=40, verbose_name="result"
                    ),
                ),
                (
                    "outcome",
                    akrab.engine.fields.texts.TextField(
                        help_text="What was said, in a few words.", max_length=200, verbose_name="outcome"
                    ),
                ),
                (
                    "number",
                    akrab.engine.fields.texts.TextField(blank=True, max_length=40, verbose_name="number"),
                ),
                (
                    "started_at",
                    akrab.engine.fields.times.DateTimeField(
                        default=akrab.lib.clock.now, verbose_name="started"
                    ),
                ),
                (
                    "duration",
                    akrab.engine.fields.times.DurationField(
                        default=datetime.timedelta, verbose_name="duration"
                    ),
                ),
                ("notes", akrab.engine.fields.texts.LongTextField(blank=True, verbose_name="notes")),
                (
                    "contact",
                    akrab.engine.fields.links.LinkField(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="contacts.contact",
                        verbose_name="contact",
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
                    "user",
                    akrab.engine.fields.links.UserField(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="identity.membership",
                        verbose_name="made by",
                    ),
                ),
                ("workspace", akrab.tenancy.fields.WorkspaceField(to="identity.workspace")),
            ],
            options={
                "verbose_name": "call",
                "verbose_name_plural": "calls",
                "abstract": False,
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["workspace", "search"],
                        name="call_search",
                        opclasses=["uuid_ops", "gin_trgm_ops"],
                    ),
                    models.Index(fields=["workspace", "sort_key", "id"], name="call_sort_key"),
                    models.Index(fields=["workspace", "about"], name="call_about"),
                    models.Index(fields=["workspace", "contact"], name="call_contact"),
                    models.Index(fields=["workspace", "user", "started_at"], name="call_user"),
                    models.Index(fields=["workspace", "started_at"], name="call_started"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Note",
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
                    akrab.engine.fields.links.AnyLinkField(blank=True, max_length=80, verbose_name="about"),
                ),
                ("text", akrab.engine.fields.texts.LongTextField(verbose_name="note")),
                (
                    "contact",
                    akrab.engine.fields.links.LinkField(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="contacts.contact",
                        verbose_name="contact",
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
                "verbose_name": "note",
                "verbose_name_plural": "notes",
                "abstract": False,
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["workspace", "search"],
                        name="note_search",
                        opclasses=["uuid_ops", "gin_trgm_ops"],
                    ),
                    models.Index(fields=["workspace", "sort_key", "id"], name="note_sort_key"),
                    models.Index(fields=["workspace", "about"], name="note_about"),
                    models.Index(fields=["workspace", "contact"], name="note_contact"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Task",
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
                    akrab.engine.fields.links.AnyLinkField(blank=True, max_length=80, verbose_name="about"),
                ),
                ("name", akrab.engine.fields.texts.TextField(max_length=200, verbose_name="task")),
                ("due_at", akrab.engine.fields.times.DateTimeField(null=True, verbose_name="due")),
                ("remind_at", akrab.engine.fields.times.DateTimeField(null=True, verbose_name="remind at")),
                (
                    "priority",
                    akrab.engine.fields.choices.ChoiceField(
                        default="normal", max_length=40, verbose_name="priority"
                    ),
                ),
                (
                    "status",
                    akrab.engine.fields.choices.ChoiceField(
                        default="open", max_length=40, verbose_name="status"
                    ),
                ),
                ("done_at", akrab.engine.fields.times.DateTimeField(null=True, verbose_name="done at")),
                (
                    "done_by_call",
                    akrab.engine.fields.numbers.BooleanField(
                        default=False, verbose_name="a connected call completes it"
                    ),
                ),
                (
                    "description",
                    akrab.engine.fields.texts.LongTextField(blank=True, verbose_name="description"),
                ),
                (
                    "rule",
                    akrab.engine.fields.links.AnyLinkField(blank=True, max_length=80, verbose_name="made by"),
                ),
                (
                    "assignee",
                    akrab.engine.fields.links.UserField(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="identity.membership",
                        verbose_name="assignee",
                    ),
                ),
                (
                    "contact",
                    akrab.engine.fields.links.LinkField(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="contacts.contact",
                        verbose_name="contact",
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
                "verbose_name": "task",
                "verbose_name_plural": "tasks",
                "abstract": False,
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["workspace", "search"],
                        name="task_search",
                        opclasses=["uuid_ops", "gin_trgm_ops"],
                    ),
                    models.Index(fields=["workspace", "sort_key", "id"], name="task_sort_key"),
                    models.Index(fields=["workspace", "about"], name="task_about"),
                    models.Index(fields=["workspace", "contact"], name="task_contact"),
                    models.Index(fields=["workspace", "assignee", "status", "due_at"], name="task_assignee"),
                    models.Index(fields=["workspace", "status", "due_at"], name="task_due"),
                    models.Index(fields=["workspace", "due_at", "id"], name="task_by_due"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Visit",
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
                    akrab.engine.fields.links.AnyLinkField(blank=True, max_length=80, verbose_name="about"),
                ),
                ("name", akrab.engine.fields.texts.TextField(max_length=200, verbose_name="visit")),
                ("starts_at", akrab.engine.fields.times.DateTimeField(verbose_name="starts")),
                (
                    "duration",
                    akrab.engine.fields.times.DurationField(
                        default=datetime.timedelta(seconds=3600), verbose_name="duration"
                    ),
                ),
                ("all_day", akrab.engine.fields.numbers.BooleanField(default=False, verbose_name="all day")),
                (
                    "address",
                    akrab.engine.fields.places.AddressField(blank=True, default=dict, verbose_name="address"),
                ),
                (
                    "status",
                    akrab.engine.fields.choices.ChoiceField(
                        default="planned", max_length=40, verbose_name="status"
                    ),
                ),
                (
                    "outcome",
                    akrab.engine.fields.texts.TextField(blank=True, max_length=200, verbose_name="outcome"),
                ),
                (
                    "grace_minutes",
                    akrab.engine.fields.numbers.IntegerField(
                        default=30, verbose_name="grace time in minutes"
                    ),
                ),
                ("done_at", akrab.engine.fields.times.DateTimeField(null=True, verbose_name="done at")),
                (
                    "rule",
                    akrab.engine.fields.links.AnyLinkField(blank=True, max_length=80, verbose_name="made by"),
                ),
                (
                    "contact",
                    akrab.engine.fields.links.LinkField(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="contacts.contact",
                        verbose_name="contact",
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
                    "user",
                    akrab.engine.fields.links.UserField(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="identity.membership",
                        verbose_name="who goes",
                    ),
                ),
                ("workspace", akrab.tenancy.fields.WorkspaceField(to="identity.workspace")),
            ],
            options={
                "verbose_name": "visit",
                "verbose_name_plural": "visits",
                "abstract": False,
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["workspace", "search"],
                        name="visit_search",
                        opclasses=["uuid_ops", "gin_trgm_ops"],
                    ),
                    models.Index(fields=["workspace", "sort_key", "id"], name="visit_sort_key"),
                    models.Index(fields=["workspace", "about"], name="visit_about"),
                    models.Index(fields=["workspace", "contact"], name="visit_contact"),
                    models.Index(fields=["workspace", "user", "starts_at"], name="visit_user"),
                    models.Index(fields=["workspace", "starts_at"], name="visit_starts"),
                    models.Index(fields=["workspace", "status", "starts_at"], name="visit_status"),
                ],
            },
        ),
    ]
