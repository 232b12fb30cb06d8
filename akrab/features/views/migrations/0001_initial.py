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
            name="SavedView",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=akrab.tenancy.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("object", models.CharField(max_length=60, verbose_name="object")),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                ("shared", models.BooleanField(default=False, verbose_name="shared")),
                ("filter", models.JSONField(blank=True, default=dict, verbose_name="filter")),
                ("columns", models.JSONField(blank=True, default=list, verbose_name="columns")),
                ("sort", models.CharField(blank=True, max_length=80, verbose_name="sorted by")),
                (
                    "shape",
                    models.CharField(
                        choices=[("list", "list"), ("board", "board"), ("calendar", "calendar")],
                        default="list",
                        max_length=20,
                        verbose_name="shape",
                    ),
                ),
                ("position", models.PositiveIntegerField(default=0, verbose_name="position")),
                ("created_at", models.DateTimeField(default=akrab.lib.clock.now, editable=False)),
                (
                    "owner",
                    akrab.tenancy.fields.WorkspaceForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="identity.membership",
                    ),
                ),
                ("workspace", akrab.tenancy.fields.WorkspaceField(to="identity.workspace")),
            ],
            options={
                "verbose_name": "saved view",
                "verbose_name_plural": "saved views",
                "indexes": [
                    models.Index(fields=["workspace", "object", "position"], name="savedview_object"),
                    models.Index(fields=["workspace", "owner"], name="savedview_owner"),
                ],
            },
        ),
    ]
