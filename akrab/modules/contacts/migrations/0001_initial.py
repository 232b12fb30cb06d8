import akrab.engine.fields.choices
import akrab.engine.fields.links
import akrab.engine.fields.numbers
import akrab.engine.fields.places
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
            name="Company",
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
                ("name", akrab.engine.fields.texts.TextField(max_length=200, verbose_name="name")),
                (
                    "website",
                    akrab.engine.fields.texts.UrlField(blank=True, max_length=500, verbose_name="website"),
                ),
                (
                    "phones",
                    akrab.engine.fields.texts.PhonesField(blank=True, default=list, verbose_name="phones"),
                ),
                (
                    "emails",
                    akrab.engine.fields.texts.EmailsField(
                        blank=True, default=list, verbose_name="e-mail addresses"
                    ),
                ),
                (
                    "address",
                    akrab.engine.fields.places.AddressField(blank=True, default=dict, verbose_name="address"),
                ),
                (
                    "billing_address",
                    akrab.engine.fields.places.AddressField(
                        blank=True, default=dict, verbose_name="billing address"
                    ),
                ),
                (
                    "standing",
                    akrab.engine.fields.choices.ChoiceField(
                        default="prospect", max_length=40, verbose_name="status"
                    ),
                ),
                (
                    "roles",
                    akrab.engine.fields.texts.TagsField(
                        blank=True,
                        default=list,
                        help_text="customer, partner, supplier, competitor",
                        verbose_name="roles",
                    ),
                ),
                ("tags", akrab.engine.fields.texts.TagsField(blank=True, default=list, verbose_name="tags")),
                (
                    "description",
                    akrab.engine.fields.texts.LongTextField(blank=True, verbose_name="description"),
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
                    "owner",
                    akrab.engine.fields.links.UserField(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="identity.membership",
                        verbose_name="owner",
                    ),
                ),
                (
                    "parent",
                    akrab.engine.fields.links.LinkField(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="contacts.company",
                        verbose_name="part of",
                    ),
                ),
                ("workspace", akrab.tenancy.fields.WorkspaceField(to="identity.workspace")),
            ],
            options={
                "verbose_name": "company",
                "verbose_name_plural": "companies",
                "abstract": False,
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["workspace", "search"],
                        name="company_search",
                        opclasses=["uuid_ops", "gin_trgm_ops"],
                    ),
                    models.Index(fields=["workspace", "sort_key", "id"], name="company_sort_key"),
                    models.Index(fields=["workspace", "owner"], name="company_owner"),
                    models.Index(fields=["workspace", "parent"], name="company_parent"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Source",
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
                ("position", akrab.engine.fields.numbers.IntegerField(default=0, verbose_name="position")),
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
                "verbose_name": "source",
                "verbose_name_plural": "sources",
                "abstract": False,
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["workspace", "search"],
                        name="source_search",
                        opclasses=["uuid_ops", "gin_trgm_ops"],
                    ),
                    models.Index(fields=["workspace", "sort_key", "id"], name="source_sort_key"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("workspace", "name"), name="source_name_unique")
                ],
            },
        ),
        migrations.CreateModel(
            name="Contact",
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
                ("name", akrab.engine.fields.texts.TextField(max_length=200, verbose_name="name")),
                (
                    "job_title",
                    akrab.engine.fields.texts.TextField(blank=True, max_length=200, verbose_name="job title"),
                ),
                (
                    "phones",
                    akrab.engine.fields.texts.PhonesField(blank=True, default=list, verbose_name="phones"),
                ),
                (
                    "emails",
                    akrab.engine.fields.texts.EmailsField(
                        blank=True, default=list, verbose_name="e-mail addresses"
                    ),
                ),
                (
                    "address",
                    akrab.engine.fields.places.AddressField(blank=True, default=dict, verbose_name="address"),
                ),
                (
                    "other_address",
                    akrab.engine.fields.places.AddressField(
                        blank=True, default=dict, verbose_name="other address"
                    ),
                ),
                (
                    "standing",
                    akrab.engine.fields.choices.ChoiceField(
                        default="prospect", max_length=40, verbose_name="status"
                    ),
                ),
                (
                    "language",
                    akrab.engine.fields.choices.ChoiceField(
                        blank=True, max_length=40, verbose_name="language"
                    ),
                ),
                ("tags", akrab.engine.fields.texts.TagsField(blank=True, default=list, verbose_name="tags")),
                (
                    "description",
                    akrab.engine.fields.texts.LongTextField(blank=True, verbose_name="description"),
                ),
                (
                    "company",
                    akrab.engine.fields.links.LinkField(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="contacts.company",
                        verbose_name="company",
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
                    "owner",
                    akrab.engine.fields.links.UserField(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="identity.membership",
                        verbose_name="owner",
                    ),
                ),
                (
                    "referred_by",
                    akrab.engine.fields.links.LinkField(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="contacts.contact",
                        verbose_name="referred by",
                    ),
                ),
                ("workspace", akrab.tenancy.fields.WorkspaceField(to="identity.workspace")),
                (
                    "source",
                    akrab.engine.fields.links.LinkField(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="contacts.source",
                        verbose_name="source",
                    ),
                ),
            ],
            options={
                "verbose_name": "contact",
                "verbose_name_plural": "contacts",
                "abstract": False,
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["workspace", "search"],
                        name="contact_search",
                        opclasses=["uuid_ops", "gin_trgm_ops"],
                    ),
                    models.Index(fields=["workspace", "sort_key", "id"], name="contact_sort_key"),
                    models.Index(fields=["workspace", "owner", "-id"], name="contact_owner"),
                    models.Index(fields=["workspace", "company", "-id"], name="contact_company"),
                    models.Index(fields=["workspace", "standing", "-id"], name="contact_standing"),
                    models.Index(fields=["workspace", "source", "-id"], name="contact_source"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Channel",
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
                ("position", akrab.engine.fields.numbers.IntegerField(default=0, verbose_name="position")),
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
                "verbose_name": "channel",
                "verbose_name_plural": "channels",
                "abstract": False,
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["workspace", "search"],
                        name="channel_search",
                        opclasses=["uuid_ops", "gin_trgm_ops"],
                    ),
                    models.Index(fields=["workspace", "sort_key", "id"], name="channel_sort_key"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("workspace", "name"), name="channel_name_unique")
                ],
            },
        ),
    ]
