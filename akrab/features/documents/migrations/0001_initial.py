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
            name="Template",
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
                ("object", akrab.engine.fields.choices.ChoiceField(max_length=40, verbose_name="made from")),
                (
                    "heading",
                    akrab.engine.fields.texts.TextField(blank=True, max_length=200, verbose_name="heading"),
                ),
                (
                    "recipient",
                    akrab.engine.fields.texts.LongTextField(
                        blank=True,
                        help_text="The address lines, such as {contact.name} and {contact.address}.",
                        verbose_name="recipient",
                    ),
                ),
                ("body", akrab.engine.fields.texts.LongTextField(blank=True, verbose_name="text")),
                (
                    "facts",
                    akrab.engine.fields.texts.LongTextField(
                        blank=True, help_text="One a line: Amount = amount", verbose_name="facts"
                    ),
                ),
                (
                    "shows_lines",
                    akrab.engine.fields.numbers.BooleanField(
                        default=False, verbose_name="shows a table of lines"
                    ),
                ),
                (
                    "lines_object",
                    akrab.engine.fields.choices.ChoiceField(
                        blank=True, max_length=40, verbose_name="object of the lines"
                    ),
                ),
                (
                    "lines_link",
                    akrab.engine.fields.texts.TextField(
                        blank=True,
                        help_text="Left empty: the first.",
                        max_length=60,
                        verbose_name="link from a line to the record",
                    ),
                ),
                (
                    "lines_columns",
                    akrab.engine.fields.texts.TextField(
                        blank=True,
                        help_text="Left empty: those of the list.",
                        max_length=200,
                        verbose_name="columns of the table",
                    ),
                ),
                ("closing", akrab.engine.fields.texts.LongTextField(blank=True, verbose_name="closing")),
                (
                    "number_prefix",
                    akrab.engine.fields.texts.TextField(
                        blank=True, max_length=20, verbose_name="number begins with"
                    ),
                ),
                (
                    "language",
                    akrab.engine.fields.choices.ChoiceField(
                        blank=True, max_length=40, verbose_name="language"
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
                "verbose_name": "document template",
                "verbose_name_plural": "document templates",
                "abstract": False,
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["workspace", "search"],
                        name="template_search",
                        opclasses=["uuid_ops", "gin_trgm_ops"],
                    ),
                    models.Index(fields=["workspace", "sort_key", "id"], name="template_sort_key"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("workspace", "name"), name="template_name_unique")
                ],
            },
        ),
        migrations.CreateModel(
            name="Document",
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
                        blank=True, max_length=80, verbose_name="made for"
                    ),
                ),
                (
                    "name",
                    akrab.engine.fields.texts.TextField(blank=True, max_length=200, verbose_name="name"),
                ),
                (
                    "number",
                    akrab.engine.fields.texts.TextField(blank=True, max_length=60, verbose_name="number"),
                ),
                (
                    "file",
                    akrab.engine.fields.links.StoredFileField(blank=True, default=dict, verbose_name="file"),
                ),
                (
                    "state",
                    akrab.engine.fields.choices.ChoiceField(
                        default="incomplete", max_length=40, verbose_name="state"
                    ),
                ),
                (
                    "missing",
                    akrab.engine.fields.texts.TagsField(blank=True, default=list, verbose_name="missing"),
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
                    "template",
                    akrab.engine.fields.links.LinkField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.template",
                        verbose_name="template",
                    ),
                ),
            ],
            options={
                "verbose_name": "document",
                "verbose_name_plural": "documents",
                "abstract": False,
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["workspace", "search"],
                        name="document_search",
                        opclasses=["uuid_ops", "gin_trgm_ops"],
                    ),
                    models.Index(fields=["workspace", "sort_key", "id"], name="document_sort_key"),
                    models.Index(fields=["workspace", "template"], name="document_template"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("deleted_at", None)),
                        fields=("workspace", "about", "template"),
                        name="document_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CompanyDetails",
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
                    "address",
                    akrab.engine.fields.places.AddressField(blank=True, default=dict, verbose_name="address"),
                ),
                (
                    "tax_id",
                    akrab.engine.fields.texts.TextField(blank=True, max_length=60, verbose_name="tax number"),
                ),
                (
                    "payment_details",
                    akrab.engine.fields.texts.LongTextField(blank=True, verbose_name="payment details"),
                ),
                (
                    "email",
                    akrab.engine.fields.texts.EmailsField(
                        blank=True, default=list, verbose_name="e-mail address"
                    ),
                ),
                (
                    "phone",
                    akrab.engine.fields.texts.PhonesField(blank=True, default=list, verbose_name="phone"),
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
                "verbose_name": "company details",
                "verbose_name_plural": "company details",
                "abstract": False,
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["workspace", "search"],
                        name="companydetails_search",
                        opclasses=["uuid_ops", "gin_trgm_ops"],
                    ),
                    models.Index(fields=["workspace", "sort_key", "id"], name="companydetails_sort_key"),
                ],
                "constraints": [models.UniqueConstraint(fields=("workspace",), name="companydetails_one")],
            },
        ),
        migrations.CreateModel(
            name="Counter",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=akrab.tenancy.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("prefix", models.CharField(max_length=20)),
                ("last", models.PositiveIntegerField(default=0)),
                ("workspace", akrab.tenancy.fields.WorkspaceField(to="identity.workspace")),
            ],
            options={
                "verbose_name": "counter",
                "verbose_name_plural": "counters",
                "constraints": [
                    models.UniqueConstraint(fields=("workspace", "prefix"), name="counter_prefix_unique")
                ],
            },
        ),
    ]
