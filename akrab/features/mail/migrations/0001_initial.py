import akrab.engine.contents
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
            name="Mail",
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
                ("to", akrab.engine.fields.texts.EmailsField(blank=True, default=list, verbose_name="to")),
                ("subject", akrab.engine.fields.texts.TextField(max_length=200, verbose_name="subject")),
                ("body", akrab.engine.fields.texts.LongTextField(blank=True, verbose_name="text")),
                (
                    "state",
                    akrab.engine.fields.choices.ChoiceField(
                        default="queued", max_length=40, verbose_name="state"
                    ),
                ),
                ("error", akrab.engine.fields.texts.LongTextField(blank=True, verbose_name="what happened")),
                (
                    "message_id",
                    akrab.engine.fields.texts.TextField(
                        blank=True, max_length=200, verbose_name="message id"
                    ),
                ),
                ("sent_at", akrab.engine.fields.times.DateTimeField(null=True, verbose_name="sent")),
                ("attachments", akrab.engine.contents.StoredFilesField(blank=True, default=list)),
                ("key", models.CharField(default="", editable=False, max_length=200)),
                ("claimed_at", models.DateTimeField(editable=False, null=True)),
                ("sealed", models.CharField(default="", editable=False, max_length=500)),
                ("attempts", models.PositiveIntegerField(default=0, editable=False)),
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
                "verbose_name": "mail",
                "verbose_name_plural": "mails",
                "abstract": False,
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["workspace", "search"],
                        name="mail_search",
                        opclasses=["uuid_ops", "gin_trgm_ops"],
                    ),
                    models.Index(fields=["workspace", "sort_key", "id"], name="mail_sort_key"),
                    models.Index(fields=["workspace", "about"], name="mail_about"),
                    models.Index(fields=["workspace", "state", "-id"], name="mail_state"),
                    models.Index(fields=["workspace", "claimed_at"], name="mail_claimed"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("key", ""), _negated=True),
                        fields=("workspace", "key"),
                        name="mail_key_unique",
                    )
                ],
            },
        ),
    ]
