import akrab.tenancy.fields
import akrab.tenancy.ids
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("identity", "0002_places"),
    ]

    operations = [
        migrations.CreateModel(
            name="Timer",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=akrab.tenancy.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("object", models.CharField(max_length=60)),
                ("record", models.UUIDField()),
                ("name", models.CharField(max_length=60)),
                ("due_at", models.DateTimeField()),
                ("workspace", akrab.tenancy.fields.WorkspaceField(to="identity.workspace")),
            ],
            options={
                "verbose_name": "timer",
                "verbose_name_plural": "timers",
                "indexes": [models.Index(fields=["workspace", "due_at"], name="timer_due")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("workspace", "object", "record", "name"), name="timer_one_each"
                    )
                ],
            },
        ),
    ]
