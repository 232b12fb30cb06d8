import akrab.engine.fields.choices
import akrab.engine.fields.links
import akrab.engine.fields.numbers
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
        ("contacts", "0001_initial"),
        ("documents", "0001_initial"),
        ("files", "0001_initial"),
        ("identity", "0002_places"),
    ]

    operations = [
        migrations.CreateModel(
            name="LostReason",
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
                "verbose_name": "lost reason",
                "verbose_name_plural": "lost reasons",
                "abstract": False,
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["workspace", "search"],
                        name="lostreason_search",
                        opclasses=["uuid_ops", "gin_trgm_ops"],
                    ),
                    models.Index(fields=["workspace", "sort_key", "id"], name="lostreason_sort_key"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("workspace", "name"), name="lostreason_name_unique")
                ],
            },
        ),
        migrations.CreateModel(
            name="Pipeline",
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
                    "assign_role",
                    akrab.engine.fields.links.LinkField(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="identity.role",
                        verbose_name="new deals go round among",
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
                    "last_owner",
                    akrab.tenancy.fields.WorkspaceForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="identity.membership",
                    ),
                ),
                ("workspace", akrab.tenancy.fields.WorkspaceField(to="identity.workspace")),
            ],
            options={
                "verbose_name": "pipeline",
                "verbose_name_plural": "pipelines",
                "abstract": False,
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["workspace", "search"],
                        name="pipeline_search",
                        opclasses=["uuid_ops", "gin_trgm_ops"],
                    ),
                    models.Index(fields=["workspace", "sort_key", "id"], name="pipeline_sort_key"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("workspace", "name"), name="pipeline_name_unique")
                ],
            },
        ),
        migrations.CreateModel(
            name="Stage",
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
                    "probability",
                    akrab.engine.fields.numbers.PercentField(default=0, verbose_name="probability"),
                ),
                (
                    "required_fields",
                    akrab.engine.fields.texts.TagsField(
                        blank=True, default=list, verbose_name="fields required to go on"
                    ),
                ),
                (
                    "limit_minutes",
                    akrab.engine.fields.numbers.IntegerField(
                        null=True, verbose_name="longest stay in minutes"
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
                    "pipeline",
                    akrab.engine.fields.links.LinkField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="sales.pipeline",
                        verbose_name="pipeline",
                    ),
                ),
                (
                    "required_file",
                    akrab.engine.fields.links.LinkField(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="files.filetype",
                        verbose_name="file required to go on",
                    ),
                ),
                (
                    "responsible_role",
                    akrab.engine.fields.links.LinkField(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="identity.role",
                        verbose_name="responsible role",
                    ),
                ),
                ("workspace", akrab.tenancy.fields.WorkspaceField(to="identity.workspace")),
            ],
            options={
                "verbose_name": "stage",
                "verbose_name_plural": "stages",
                "abstract": False,
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["workspace", "search"],
                        name="stage_search",
                        opclasses=["uuid_ops", "gin_trgm_ops"],
                    ),
                    models.Index(fields=["workspace", "sort_key", "id"], name="stage_sort_key"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("workspace", "pipeline", "name"), name="stage_name_unique"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Deal",
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
                    "service",
                    akrab.engine.fields.texts.TextField(
                        blank=True, max_length=200, verbose_name="product or service"
                    ),
                ),
                ("amount", akrab.engine.fields.numbers.MoneyField(null=True, verbose_name="amount")),
                (
                    "currency",
                    akrab.engine.fields.texts.TextField(blank=True, max_length=3, verbose_name="currency"),
                ),
                ("paid", akrab.engine.fields.numbers.MoneyField(default=0, verbose_name="paid")),
                ("balance", akrab.engine.fields.numbers.MoneyField(null=True, verbose_name="balance")),
                (
                    "probability",
                    akrab.engine.fields.numbers.PercentField(default=0, verbose_name="probability"),
                ),
                ("visit_at", akrab.engine.fields.times.DateTimeField(null=True, verbose_name="visit date")),
                ("delivery_on", akrab.engine.fields.times.DateField(null=True, verbose_name="delivery date")),
                ("closes_on", akrab.engine.fields.times.DateField(null=True, verbose_name="expected close")),
                (
                    "next_step",
                    akrab.engine.fields.texts.TextField(blank=True, max_length=200, verbose_name="next step"),
                ),
                (
                    "state",
                    akrab.engine.fields.choices.ChoiceField(
                        default="open", max_length=40, verbose_name="state"
                    ),
                ),
                (
                    "stage_since",
                    akrab.engine.fields.times.DateTimeField(
                        default=akrab.lib.clock.now, verbose_name="in stage since"
                    ),
                ),
                (
                    "next_due_at",
                    akrab.engine.fields.times.DateTimeField(null=True, verbose_name="next activity"),
                ),
                ("closed_at", akrab.engine.fields.times.DateTimeField(null=True, verbose_name="closed")),
                (
                    "competitor",
                    akrab.engine.fields.texts.TextField(
                        blank=True, max_length=200, verbose_name="winning competitor"
                    ),
                ),
                ("tags", akrab.engine.fields.texts.TagsField(blank=True, default=list, verbose_name="tags")),
                (
                    "description",
                    akrab.engine.fields.texts.LongTextField(blank=True, verbose_name="description"),
                ),
                (
                    "assignee",
                    akrab.engine.fields.links.UserField(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="identity.membership",
                        verbose_name="in hand of",
                    ),
                ),
                (
                    "channel",
                    akrab.engine.fields.links.LinkField(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="contacts.channel",
                        verbose_name="channel",
                    ),
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
                    "source",
                    akrab.engine.fields.links.LinkField(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="contacts.source",
                        verbose_name="source",
                    ),
                ),
                ("workspace", akrab.tenancy.fields.WorkspaceField(to="identity.workspace")),
                (
                    "lost_reason",
                    akrab.engine.fields.links.LinkField(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="sales.lostreason",
                        verbose_name="lost reason",
                    ),
                ),
                (
                    "pipeline",
                    akrab.engine.fields.links.LinkField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="sales.pipeline",
                        verbose_name="pipeline",
                    ),
                ),
                (
                    "stage",
                    akrab.engine.fields.links.LinkField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="sales.stage",
                        verbose_name="stage",
                    ),
                ),
            ],
            options={
                "verbose_name": "deal",
                "verbose_name_plural": "deals",
                "abstract": False,
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["workspace", "search"],
                        name="deal_search",
                        opclasses=["uuid_ops", "gin_trgm_ops"],
                    ),
                    models.Index(fields=["workspace", "sort_key", "id"], name="deal_sort_key"),
                    models.Index(
                        fields=["workspace", "stage", "-id"],
                        include=("amount", "state", "deleted_at"),
                        name="deal_stage",
                    ),
                    models.Index(fields=["workspace", "state", "-id"], name="deal_state"),
                    models.Index(fields=["workspace", "owner", "-id"], name="deal_owner"),
                    models.Index(fields=["workspace", "assignee", "-id"], name="deal_assignee"),
                    models.Index(fields=["workspace", "contact", "-id"], name="deal_contact"),
                    models.Index(fields=["workspace", "company", "-id"], name="deal_company"),
                    models.Index(
                        fields=["workspace", "closed_at"],
                        include=("id", "pipeline", "stage", "amount", "deleted_at"),
                        name="deal_closed",
                    ),
                    models.Index(fields=["workspace", "amount", "id"], name="deal_amount"),
                    models.Index(fields=["workspace", "next_due_at", "id"], name="deal_next_due"),
                    models.Index(fields=["workspace", "stage_since", "id"], name="deal_stage_since"),
                    models.Index(fields=["workspace", "visit_at"], name="deal_visit"),
                    models.Index(fields=["workspace", "created_at"], name="deal_created"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Payment",
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
                ("amount", akrab.engine.fields.numbers.MoneyField(verbose_name="amount")),
                (
                    "method",
                    akrab.engine.fields.choices.ChoiceField(
                        default="transfer", max_length=40, verbose_name="method"
                    ),
                ),
                ("paid_on", akrab.engine.fields.times.DateField(null=True, verbose_name="paid on")),
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
                (
                    "deal",
                    akrab.engine.fields.links.LinkField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="sales.deal",
                        verbose_name="deal",
                    ),
                ),
                ("workspace", akrab.tenancy.fields.WorkspaceField(to="identity.workspace")),
            ],
            options={
                "verbose_name": "payment",
                "verbose_name_plural": "payments",
                "abstract": False,
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["workspace", "search"],
                        name="payment_search",
                        opclasses=["uuid_ops", "gin_trgm_ops"],
                    ),
                    models.Index(fields=["workspace", "sort_key", "id"], name="payment_sort_key"),
                    models.Index(fields=["workspace", "deal"], name="payment_deal"),
                ],
            },
        ),
        migrations.CreateModel(
            name="StageRule",
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
                    "kind",
                    akrab.engine.fields.choices.ChoiceField(
                        default="task", max_length=40, verbose_name="what"
                    ),
                ),
                ("text", akrab.engine.fields.texts.TextField(max_length=200, verbose_name="text")),
                (
                    "due_minutes",
                    akrab.engine.fields.numbers.IntegerField(null=True, verbose_name="due after minutes"),
                ),
                (
                    "due_field",
                    akrab.engine.fields.texts.TextField(
                        blank=True, max_length=60, verbose_name="due at the field"
                    ),
                ),
                (
                    "priority",
                    akrab.engine.fields.choices.ChoiceField(
                        default="normal", max_length=40, verbose_name="priority"
                    ),
                ),
                (
                    "done_by_call",
                    akrab.engine.fields.numbers.BooleanField(
                        default=False, verbose_name="a connected call completes it"
                    ),
                ),
                (
                    "closes_deal",
                    akrab.engine.fields.numbers.BooleanField(
                        default=False, verbose_name="its completion wins the deal"
                    ),
                ),
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
                (
                    "person",
                    akrab.engine.fields.links.UserField(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="identity.membership",
                        verbose_name="always this person",
                    ),
                ),
                (
                    "role",
                    akrab.engine.fields.links.LinkField(
                        help_text="Nobody chosen: the owner of the deal.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="identity.role",
                        verbose_name="for the role",
                    ),
                ),
                (
                    "stage",
                    akrab.engine.fields.links.LinkField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="sales.stage",
                        verbose_name="stage",
                    ),
                ),
                (
                    "template",
                    akrab.engine.fields.links.LinkField(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="documents.template",
                        verbose_name="document template",
                    ),
                ),
                ("workspace", akrab.tenancy.fields.WorkspaceField(to="identity.workspace")),
            ],
            options={
                "verbose_name": "stage rule",
                "verbose_name_plural": "stage rules",
                "abstract": False,
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["workspace", "search"],
                        name="stagerule_search",
                        opclasses=["uuid_ops", "gin_trgm_ops"],
                    ),
                    models.Index(fields=["workspace", "sort_key", "id"], name="stagerule_sort_key"),
                    models.Index(fields=["workspace", "stage"], name="stagerule_stage"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Line",
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
                ("name", akrab.engine.fields.texts.TextField(max_length=200, verbose_name="item")),
                ("quantity", akrab.engine.fields.numbers.DecimalField(default=1, verbose_name="quantity")),
                ("price", akrab.engine.fields.numbers.MoneyField(verbose_name="price")),
                ("total", akrab.engine.fields.numbers.MoneyField(null=True, verbose_name="total")),
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
                (
                    "deal",
                    akrab.engine.fields.links.LinkField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="sales.deal",
                        verbose_name="deal",
                    ),
                ),
                ("workspace", akrab.tenancy.fields.WorkspaceField(to="identity.workspace")),
            ],
            options={
                "verbose_name": "line",
                "verbose_name_plural": "lines",
                "abstract": False,
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["workspace", "search"],
                        name="line_search",
                        opclasses=["uuid_ops", "gin_trgm_ops"],
                    ),
                    models.Index(fields=["workspace", "sort_key", "id"], name="line_sort_key"),
                    models.Index(fields=["workspace", "deal"], name="line_deal"),
                ],
            },
        ),
    ]
