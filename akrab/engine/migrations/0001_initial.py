import akrab.lib.clock
import akrab.tenancy.fields
import akrab.tenancy.ids
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("identity", "0002_places"),
    ]

    operations = [
        migrations.CreateModel(
            name="Operation",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=akrab.tenancy.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("label", models.CharField(max_length=120, verbose_name="gesture")),
                ("origin", models.CharField(max_length=20)),
                ("at", models.DateTimeField(default=akrab.lib.clock.now)),
                ("undoes", models.UUIDField(null=True)),
                (
                    "actor",
                    akrab.tenancy.fields.WorkspaceForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="identity.membership",
                    ),
                ),
                ("workspace", akrab.tenancy.fields.WorkspaceField(to="identity.workspace")),
            ],
            options={
                "verbose_name": "operation",
                "verbose_name_plural": "operations",
                "indexes": [
                    models.Index(fields=["workspace", "actor", "-id"], name="operation_actor"),
                    models.Index(fields=["workspace", "undoes"], name="operation_undoes"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Event",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=akrab.tenancy.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("at", models.DateTimeField(default=akrab.lib.clock.now)),
                ("object", models.CharField(max_length=60)),
                ("record", models.UUIDField()),
                ("title", models.CharField(max_length=200)),
                ("kind", models.CharField(max_length=80)),
                ("changes", models.JSONField(default=dict)),
                ("version", models.PositiveIntegerField(default=1)),
                ("actor_name", models.CharField(max_length=120)),
                ("origin", models.CharField(max_length=20)),
                ("agent", models.CharField(blank=True, max_length=120)),
                ("because", models.UUIDField(null=True)),
                (
                    "actor",
                    akrab.tenancy.fields.WorkspaceForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="identity.membership",
                    ),
                ),
                ("workspace", akrab.tenancy.fields.WorkspaceField(to="identity.workspace")),
                (
                    "operation",
                    akrab.tenancy.fields.WorkspaceForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="engine.operation",
                    ),
                ),
            ],
            options={
                "verbose_name": "event",
                "verbose_name_plural": "events",
                "indexes": [
                    models.Index(fields=["workspace", "operation"], name="event_operation"),
                    models.Index(fields=["workspace", "record", "-id"], name="event_record"),
                    models.Index(fields=["workspace", "at"], name="event_at"),
                    models.Index(fields=["workspace", "because"], name="event_because"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Unfollowed",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=akrab.tenancy.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "event",
                    akrab.tenancy.fields.WorkspaceForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="engine.event"
                    ),
                ),
                ("workspace", akrab.tenancy.fields.WorkspaceField(to="identity.workspace")),
            ],
            options={
                "verbose_name": "unfollowed event",
                "verbose_name_plural": "unfollowed events",
                "constraints": [
                    models.UniqueConstraint(fields=("workspace", "event"), name="unfollowed_event")
                ],
            },
        ),
        migrations.CreateModel(
            name="EventLink",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=akrab.tenancy.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("record", models.UUIDField()),
                (
                    "event",
                    akrab.tenancy.fields.WorkspaceForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="links", to="engine.event"
                    ),
                ),
                ("workspace", akrab.tenancy.fields.WorkspaceField(to="identity.workspace")),
            ],
            options={
                "verbose_name": "timeline entry",
                "verbose_name_plural": "timeline entries",
                "indexes": [
                    models.Index(fields=["workspace", "record", "-event"], name="eventlink_timeline"),
                    models.Index(fields=["workspace", "event"], name="eventlink_event"),
                ],
            },
        ),
        migrations.CreateModel(
            name="FailedReaction",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=akrab.tenancy.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("reaction", models.CharField(max_length=120, verbose_name="reaction")),
                ("error", models.TextField(verbose_name="error")),
                ("attempts", models.PositiveIntegerField(default=1, verbose_name="attempts")),
                ("next_at", models.DateTimeField(null=True, verbose_name="tried again")),
                ("created_at", models.DateTimeField(default=akrab.lib.clock.now, verbose_name="since")),
                (
                    "event",
                    akrab.tenancy.fields.WorkspaceForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="failures",
                        to="engine.event",
                    ),
                ),
                ("workspace", akrab.tenancy.fields.WorkspaceField(to="identity.workspace")),
            ],
            options={
                "verbose_name": "failed reaction",
                "verbose_name_plural": "failed reactions",
                "indexes": [models.Index(fields=["workspace", "next_at"], name="failedreaction_next")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("workspace", "event", "reaction"), name="failedreaction_once"
                    )
                ],
            },
        ),
    ]
