"""Pipelines and their stages, deals, what they cost and what was paid."""

from typing import ClassVar

from django.db import models

from akrab.engine.fields import (
    AnyLinkField,
    BooleanField,
    ChoiceField,
    DateField,
    DateTimeField,
    DecimalField,
    DurationField,
    IntegerField,
    LinkField,
    LongTextField,
    MoneyField,
    PercentField,
    TagsField,
    TextField,
    UserField,
)  # fmt: skip
from akrab.engine.lists import ListEntry
from akrab.engine.record import Record
from akrab.features.wording.objects import gettext_lazy as _
from akrab.lib import clock
from akrab.modules.activities.models import YEAR
from akrab.tenancy.fields import WorkspaceForeignKey


class Pipeline(Record):
    """A way deals go: its stages in order, and whose turn it is to get the next one."""

    name = TextField(_("name"), max_length=80)
    position = IntegerField(_("position"), default=0)
    assign_role = LinkField(
        "identity.Role", _("new [deals] go round among"), null=True, on_delete=models.SET_NULL
    )
    last_owner = WorkspaceForeignKey(
        "identity.Membership", models.SET_NULL, null=True, related_name="+", db_index=False, editable=False
    )

    class Meta(Record.Meta):
        verbose_name = _("pipeline")
        verbose_name_plural = _("pipelines")
        constraints = [models.UniqueConstraint(fields=["workspace", "name"], name="pipeline_name_unique")]

    class Spec:
        icon = "git-branch"
        columns = ("name", "assign_role", "position")
        settings = True
        sort = "position"


class Stage(Record):
    """One step of a pipeline: who is responsible, and what must be there before a deal goes on."""

    name = TextField(_("name"), max_length=80)
    pipeline = LinkField("sales.Pipeline", _("pipeline"), on_delete=models.CASCADE)
    position = IntegerField(_("position"), default=0)
    probability = PercentField(_("probability"), default=0)
    responsible_role = LinkField("identity.Role", _("responsible role"), null=True, on_delete=models.SET_NULL)
    required_fields = TagsField(_("fields required to go on"))
    required_file = LinkField(
        "files.FileType", _("file required to go on"), null=True, on_delete=models.SET_NULL
    )
    limit_minutes = IntegerField(_("longest stay in minutes"), null=True, within=(1, YEAR))

    class Meta(Record.Meta):
        verbose_name = _("stage")
        verbose_name_plural = _("stages")
        constraints = [
            models.UniqueConstraint(fields=["workspace", "pipeline", "name"], name="stage_name_unique")
        ]

    class Spec:
        beside = ("pipeline",)
        icon = "stairs-up"
        columns = ("name", "pipeline", "position", "probability", "responsible_role", "required_file")
        settings = True
        sort = "position"


class LostReason(ListEntry):
    """Why a deal was lost: an open list. Some reasons ask who won instead."""

    asks_competitor = BooleanField(_("asks for the winning competitor"))

    class Meta(ListEntry.Meta):
        verbose_name = _("lost reason")
        verbose_name_plural = _("lost reasons")
        constraints = [models.UniqueConstraint(fields=["workspace", "name"], name="lostreason_name_unique")]

    class Spec:
        icon = "mood-sad"
        columns = ("name", "position", "asks_competitor", "retired")
        settings = True
        sort = "position"


class Deal(Record):
    """A possible sale, moving through the stages of a pipeline.

    `owner` answers for it from beginning to end; `assignee` is who has it in hand at the present stage, to which it
    `came_back` where it had been there before a later one. Amount and balance are kept by lines and payments; a deal is
    closed when it is won or lost.
    """

    name = TextField(_("name"))
    contact = LinkField(
        "contacts.Contact", _("[contact]"), null=True, on_delete=models.SET_NULL, timeline=True
    )
    company = LinkField(
        "contacts.Company", _("[company]"), null=True, on_delete=models.SET_NULL, timeline=True
    )
    pipeline = LinkField("sales.Pipeline", _("pipeline"), null=True)
    stage = LinkField("sales.Stage", _("stage"), null=True)
    service = TextField(_("product or service"), blank=True)
    amount = MoneyField(_("amount"), null=True)
    currency = TextField(_("currency"), max_length=3, blank=True, read_only=True)
    paid = MoneyField(_("paid"), default=0, read_only=True)
    balance = MoneyField(_("balance"), null=True, read_only=True)
    probability = PercentField(_("probability"), default=0)
    owner = UserField(_("owner"), null=True, on_delete=models.SET_NULL)
    assignee = UserField(_("in hand of"), null=True, on_delete=models.SET_NULL)
    source = LinkField("contacts.Source", _("source"), null=True, on_delete=models.SET_NULL)
    channel = LinkField("contacts.Channel", _("channel"), null=True, on_delete=models.SET_NULL)
    visit_at = DateTimeField(_("[visit] date"), null=True)
    delivery_on = DateField(_("delivery date"), null=True)
    closes_on = DateField(_("expected close"), null=True)
    next_step = TextField(_("next step"), blank=True)
    state = ChoiceField(
        _("state"),
        choices=[("open", _("open")), ("won", _("won")), ("lost", _("lost"))],
        default="open",
        read_only=True,
    )
    stage_since = DateTimeField(_("in stage since"), default=clock.now, read_only=True)
    came_back = BooleanField(_("came back to its stage"), read_only=True)
    next_due_at = DateTimeField(_("next activity"), null=True, read_only=True)
    closed_at = DateTimeField(_("closed"), null=True, read_only=True)
    took = DurationField(_("time until closed"), null=True, read_only=True)
    lost_reason = LinkField(
        "sales.LostReason", _("lost reason"), null=True, on_delete=models.SET_NULL, read_only=True
    )
    competitor = TextField(_("winning competitor"), blank=True, read_only=True)
    branch = LinkField("identity.Branch", _("branch"), null=True, on_delete=models.SET_NULL, is_dormant=True)
    tags = TagsField(_("tags"))
    description = LongTextField(_("description"), blank=True)

    class Meta(Record.Meta):
        verbose_name = _("deal")
        verbose_name_plural = _("deals")
        indexes = [
            *Record.Meta.indexes,
            models.Index(
                fields=["workspace", "stage", "-id"],
                include=["amount", "state", "deleted_at"],
                name="deal_stage",
            ),
            models.Index(fields=["workspace", "state", "-id"], name="deal_state"),
            models.Index(fields=["workspace", "owner", "-id"], name="deal_owner"),
            models.Index(fields=["workspace", "branch"], name="deal_branch"),
            models.Index(fields=["workspace", "assignee", "-id"], name="deal_assignee"),
            models.Index(fields=["workspace", "contact", "-id"], name="deal_contact"),
            models.Index(fields=["workspace", "company", "-id"], name="deal_company"),
            models.Index(
                fields=["workspace", "closed_at"],
                name="deal_closed",
                include=[
                    "id",
                    "pipeline",
                    "stage",
                    "state",
                    "owner",
                    "amount",
                    "currency",
                    "took",
                    "lost_reason",
                    "deleted_at",
                ],
            ),
            models.Index(fields=["workspace", "amount", "id"], name="deal_amount"),
            models.Index(fields=["workspace", "next_due_at", "id"], name="deal_next_due"),
            models.Index(fields=["workspace", "stage_since", "id"], name="deal_stage_since"),
            models.Index(fields=["workspace", "visit_at"], name="deal_visit"),
            models.Index(fields=["workspace", "created_at"], name="deal_created"),
        ]

    class Spec:
        beside = ("contact", "company")
        icon = "briefcase"
        columns = ("name", "contact", "stage", "amount", "owner", "next_due_at", "stage_since", "source")
        facts = ("amount", "balance", "delivery_on", "owner", "assignee", "channel", "stage_since")
        quick = ("name", "contact", "company", "pipeline", "service", "amount", "source", "channel", "owner")
        board = "stage"
        totals = ("amount",)
        calendar = ("visit_at",)
        search = ("name", "contact.name", "contact.phones", "contact.emails", "company.name", "service")
        match = ("name", "contact")
        owners = ("owner", "assignee")


class Line(Record):
    """One line of a deal's calculation; its total follows from quantity and price."""

    deal = LinkField("sales.Deal", _("[deal]"), on_delete=models.CASCADE, timeline=True)
    name = TextField(_("item"))
    quantity = DecimalField(_("quantity"), default=1)
    price = MoneyField(_("price"))
    total = MoneyField(_("total"), null=True, read_only=True)
    position = IntegerField(_("position"), default=0)

    class Meta(Record.Meta):
        verbose_name = _("line")
        verbose_name_plural = _("lines")
        indexes = [*Record.Meta.indexes, models.Index(fields=["workspace", "deal"], name="line_deal")]

    class Spec:
        within = "deal"
        beside = ("deal",)
        icon = "calculator"
        columns = ("name", "quantity", "price", "total", "deal")
        quick = ("name", "quantity", "price", "deal")
        totals = ("total",)
        owners = ("created_by",)
        sort = "position"


class Payment(Record):
    """Money received for a deal."""

    deal = LinkField("sales.Deal", _("[deal]"), on_delete=models.CASCADE, timeline=True)
    amount = MoneyField(_("amount"))
    method = ChoiceField(
        _("method"), default="transfer",
        choices=[("transfer", _("bank transfer")), ("cash", _("cash")), ("card", _("card")), ("wallet", _("e-wallet")),
                 ("cheque", _("cheque"))],
    )  # fmt: skip
    paid_on = DateField(_("paid on"), null=True)
    note = TextField(_("note"), blank=True)

    class Meta(Record.Meta):
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        indexes = [*Record.Meta.indexes, models.Index(fields=["workspace", "deal"], name="payment_deal")]

    class Spec:
        within = "deal"
        beside = ("deal",)
        icon = "cash"
        title = "amount"
        columns = ("amount", "method", "paid_on", "deal", "note")
        quick = ("amount", "method", "paid_on", "note", "deal")
        totals = ("amount",)
        owners = ("created_by",)


class Party(Record):
    """Somebody who has a part in a deal besides its contact: who uses, buys, pays, decides or sells on."""

    ROLES: ClassVar = [
        ("user", _("end user")),
        ("buyer", _("buyer")),
        ("payer", _("payer")),
        ("decider", _("decision maker")),
        ("reseller", _("reseller")),
        ("adviser", _("adviser")),
    ]

    name = TextField(_("[party]"), read_only=True)
    deal = LinkField("sales.Deal", _("[deal]"), on_delete=models.CASCADE, timeline=True)
    who = AnyLinkField(_("who"), blank=False, timeline=True)
    role = ChoiceField(_("role"), choices=ROLES, default="buyer")
    note = TextField(_("note"), blank=True)

    class Meta(Record.Meta):
        verbose_name = _("party")
        verbose_name_plural = _("parties")
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "deal", "who", "role"],
                condition=models.Q(deleted_at__isnull=True),
                name="party_once",
            )
        ]
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["workspace", "deal"], name="party_deal"),
            models.Index(fields=["workspace", "who"], name="party_who"),
        ]

    class Spec:
        icon = "user-star"
        plural = "parties"
        columns = ("name", "deal", "who", "role", "note")
        quick = ("deal", "who", "role", "note")
        facts = ("note",)
        beside = ("deal", "who")
        ends = ("deal", "who")
        within = "deal"

    def seen_from(self, end: str) -> str:
        """Which part they have in the deal, on either page."""
        return str(dict(self.ROLES)[self.role])


class Stay(Record):
    """How long a deal was in a stage, from its history: from when, until when, in whose hands. Undone moves leave none.

    Kept by the product (`stays`): the stages a deal ever reached, and the time it took in each.
    """

    deal = LinkField("sales.Deal", _("[deal]"), on_delete=models.CASCADE)
    stage = LinkField("sales.Stage", _("stage"), null=True, on_delete=models.SET_NULL)
    person = UserField(_("in hand of"), null=True, on_delete=models.SET_NULL)
    since = DateTimeField(_("from"))
    until = DateTimeField(_("until"), null=True)
    spent = DurationField(_("time spent"), null=True)

    class Meta(Record.Meta):
        verbose_name = _("stay in a stage")
        verbose_name_plural = _("stays in stages")
        indexes = [
            *Record.Meta.indexes,
            models.Index(
                fields=["workspace", "deal", "since"], name="stay_deal", include=["id", "stage", "deleted_at"]
            ),
            models.Index(
                fields=["workspace", "since"], name="stay_since", include=["stage", "deal", "spent"]
            ),
            models.Index(
                fields=["workspace", "until"],
                name="stay_until",
                include=["id", "stage", "spent", "deleted_at"],
            ),
        ]

    class Spec:
        within = "deal"
        icon = "hourglass"
        title = "since"
        columns = ("since", "deal", "stage", "person", "until", "spent")
        owners = ("person",)
        sort = "-since"
        logged = True
