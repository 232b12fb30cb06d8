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
            name="Answer",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=akrab.tenancy.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("key", models.CharField(max_length=200)),
                ("request", models.CharField(max_length=64)),
                ("status", models.PositiveSmallIntegerField(default=0)),
                ("headers", models.JSONField(default=dict)),
                ("body", models.TextField(default="")),
                ("created_at", models.DateTimeField(default=akrab.lib.clock.now)),
                (
                    "membership",
                    akrab.tenancy.fields.WorkspaceForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="identity.membership",
                    ),
                ),
                ("workspace", akrab.tenancy.fields.WorkspaceField(to="identity.workspace")),
            ],
            options={
                "verbose_name": "API answer",
                "verbose_name_plural": "API answers",
                "indexes": [models.Index(fields=["workspace", "created_at"], name="answer_created_at")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("workspace", "membership", "key"), name="answer_key_unique"
                    )
                ],
            },
        ),
    ]
