"""What can be done with deals, their lines and payments, and what the stages ask for."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from django.db.models import Sum

from akrab.engine import access, write
from akrab.engine.actions import action, prepares
from akrab.engine.errors import Invalid, Missing, Refused
from akrab.engine.fields import (
    ChoiceField,
    DateField,
    LinkField,
    LongTextField,
    MoneyField,
    TextField,
    is_absent,
)
from akrab.engine.spec import named, spec_of
from akrab.features.documents.making import note_sent, require_ready
from akrab.features.documents.models import Document
from akrab.features.files.models import File
from akrab.features.letters.writing import sender_for
from akrab.features.mail.queueing import queue
from akrab.features.playbooks import guidance
from akrab.features.wording.objects import gettext
from akrab.features.wording.objects import gettext_lazy as _
from akrab.identity.actor import Actor
from akrab.lib import clock
from akrab.modules.sales import (
    handing,
    people,
    rules,
    stage_actions,  # noqa: F401 (its verbs are known by importing them)
)
from akrab.modules.sales.entering import enter, stages_of
from akrab.modules.sales.models import Deal, Line, LostReason, Payment, Stage


@prepares("update")
def advance(deal: Deal, *, before: Mapping[str, Any], by: Actor) -> None:
    """A changed stage must be one of the pipeline's, and going on asks for what the left stage requires."""
    deal.balance = rules.balance(deal.amount, deal.paid)
    if str(deal.pipeline_id) != before["pipeline"] and str(deal.stage_id) == before["stage"]:
        deal.stage = stages_of(deal.pipeline_id).first() if deal.pipeline_id else None
    if str(deal.stage_id) == before["stage"]:
        return
    new = Stage.objects.filter(pk=deal.stage_id).first() if deal.stage_id else None
    if new is None or new.pipeline_id != deal.pipeline_id:
        raise Invalid({"stage": [gettext("Choose a stage of the [deal]'s pipeline.")]})
    if deal.state != "open":
        raise Refused(gettext("This [deal] is closed. Reopen it before moving it."))
    old = Stage.objects.filter(pk=before["stage"]).first()
    if old is not None and rules.is_forward(old.position, new.position):
        _require_leaving(deal, old, new)
    enter(deal, new, left=old)


@prepares("undo")
def rebalance(deal: Deal, *, by: Actor) -> None:
    """The balance follows an amount that was put back."""
    deal.balance = rules.balance(deal.amount, deal.paid)


def _require_leaving(deal: Deal, old: Stage, new: Stage) -> None:
    """Raise `Refused` with each thing that the left stage requires and the deal lacks."""
    missing = [
        Missing(field.label, field=field.name)
        for name in old.required_fields
        if (field := spec_of(Deal).fields.get(name)) is not None and is_absent(getattr(deal, field.attname))
    ]
    if old.required_file is not None:
        files = File.objects.filter(about=named(deal), type=old.required_file, deleted_at__isnull=True)
        if not files.exists():
            text = gettext("A file of the type “%(type)s”") % {"type": old.required_file.name}
            missing.append(Missing(text, file_type=str(old.required_file_id)))
    for place in filter(None, (old, deal.channel, deal.source)):
        missing += [Missing(item.name) for item in guidance.lacking(deal, place)]
    if missing:
        words = {"stage": new.name, "what": ", ".join(one.text for one in missing)}
        raise Refused(gettext("Not moved to %(stage)s. Still missing: %(what)s.") % words, missing)


@action(
    label=_("Mark as won"),
    past="won",
    told=_("%(who)s won the [deal] %(what)s"),
    icon="trophy",
    shown=lambda deal: deal.state == "open",
)
def win(
    deal: Deal, *, by: Actor, closed_on: Annotated[date | None, DateField(_("closed on"))] = None
) -> Deal:
    """Close the deal as won, today unless told; its contact and company become customers."""
    _close(deal, "won", closed_on, by)
    deal.probability = Decimal(100)
    for client in filter(None, [deal.contact, deal.company]):
        if client.standing != "customer":
            write.keep(client, by, standing="customer")
    return deal


Lost = Annotated[LostReason, LinkField(LostReason, _("reason"))]


@action(
    label=_("Mark as lost"),
    past="lost",
    told=_("%(who)s marked the [deal] %(what)s as lost"),
    icon="mood-sad",
    shown=lambda deal: deal.state == "open",
)
def lose(
    deal: Deal, *, by: Actor, reason: Lost,
    competitor: Annotated[str, TextField(_("winning competitor"))] = "",
    closed_on: Annotated[date | None, DateField(_("closed on"))] = None,
) -> Deal:  # fmt: skip
    """Close the deal as lost, with the reason and, where it asks who won instead, the competitor."""
    if reason.asks_competitor and not competitor.strip():
        asked = gettext("Write who won it: the reason “%(reason)s” asks for that.")
        raise Invalid({"competitor": [asked % {"reason": reason}]})
    _close(deal, "lost", closed_on, by)
    deal.lost_reason, deal.competitor, deal.probability = reason, competitor, Decimal(0)
    return deal


@action(
    label=_("Reopen"),
    past="reopened",
    told=_("%(who)s reopened the [deal] %(what)s"),
    icon="rotate",
    shown=lambda deal: deal.state != "open",
)
def reopen(deal: Deal, *, by: Actor) -> Deal:
    """Take a closed deal back into its stage."""
    deal.state, deal.closed_at, deal.lost_reason, deal.competitor = "open", None, None, ""
    deal.took = None
    deal.probability = deal.stage.probability if deal.stage else Decimal(0)
    return deal


def _close(deal: Deal, state: str, closed_on: date | None, by: Actor) -> None:
    now = clock.now()
    zone = people.zone_of(by)
    deal.state = state
    deal.closed_at = (
        now if closed_on in (None, now.astimezone(zone).date()) else rules.moment(closed_on, zone)
    )
    deal.took = max(deal.closed_at - deal.created_at, timedelta(0))


@action(
    label=_("Send to the client"),
    leads=True,
    past="dispatched",
    told=_("%(who)s sent the document %(what)s"),
    icon="send",
    shown=lambda document: document.state != "sent",
)
def send(
    document: Document, *, by: Actor, message: Annotated[str, LongTextField(_("message"))] = ""
) -> Document:  # fmt: skip
    """Mail the document to the client of its deal, once; raises `Refused`, naming what is missing for that."""
    document = require_ready(document, by)
    kind, _colon, id = document.about.partition(":")
    deal = access.get(Deal, id, by) if kind == "deal" else None
    addresses = deal.contact.emails if deal and deal.contact else []
    if not addresses:
        lack = Missing(gettext("The client's e-mail address"), field="contact.emails")
        raise Refused(gettext("Not sent: the client has no e-mail address. Add one and send again."), [lack])
    sender = sender_for(deal, by)
    if sender is None:
        raise Refused(
            gettext("Not sent: nobody is responsible for the [deal]. Give it an owner and send again.")
        )
    subject = f"{document.name} · {by.workspace.name}"
    body = message or gettext("Please find the document attached.")
    queue(addresses[:1], subject, body, deal, by, [document.file], f"document:{document.pk}", sender=sender)
    return note_sent(document, by)


METHODS = Payment._meta.get_field("method").choices


@action(
    label=_("Record [payment]"),
    past="paid",
    told=_("%(who)s recorded [a payment] %(what)s"),
    icon="cash",
    shown=lambda deal: deal.state != "lost",
)
def record_payment(
    deal: Deal, *, by: Actor, amount: Annotated[Decimal, MoneyField(_("amount"))],
    method: Annotated[str, ChoiceField(_("method"), choices=METHODS)] = "transfer",
    paid_on: Annotated[date | None, DateField(_("paid on"))] = None,
) -> Deal:  # fmt: skip
    """Take in money for the deal; its balance follows."""
    values = {"deal": deal.pk, "amount": amount, "method": method or "transfer", "paid_on": paid_on}
    write.create(Payment, values, by)
    deal.refresh_from_db()
    return deal


@prepares("create", "restore")
def count_payment(payment: Payment, *, by: Actor) -> None:
    """A payment is of something, today unless told, and lowers the balance."""
    if payment.amount is None or payment.amount <= 0:
        raise Invalid({"amount": [gettext("Write an amount above zero.")]})
    payment.paid_on = payment.paid_on or clock.now().astimezone(people.zone_of(by)).date()
    _settle(payment, payment.amount, by)


@prepares("update")
def recount_payment(payment: Payment, *, before: Mapping[str, Any], by: Actor) -> None:
    if str(payment.deal_id) != before["deal"]:
        raise Invalid({"deal": [gettext("[A payment] stays with its [deal]: delete it and record it anew.")]})
    if payment.amount <= 0:
        raise Invalid({"amount": [gettext("Write an amount above zero.")]})
    _settle(payment, payment.amount, by)


@prepares("undo")
def settle_payment(payment: Payment, *, by: Actor) -> None:
    _settle(payment, payment.amount, by)


@prepares("delete")
def uncount_payment(payment: Payment, *, by: Actor) -> None:
    _settle(payment, Decimal(0), by)


def _settle(payment: Payment, amount: Decimal, by: Actor) -> None:
    """Bring the deal's paid sum and balance up to all its payments, this one counting `amount`."""
    deal = _changing(payment.deal_id, by)
    others = Payment.objects.filter(deal=deal, deleted_at__isnull=True).exclude(pk=payment.pk)
    paid = (others.aggregate(sum=Sum("amount"))["sum"] or Decimal(0)) + amount
    write.settle(deal, by, paid=paid, balance=rules.balance(deal.amount, paid))


def _changing(id: UUID, by: Actor) -> Deal:
    """The deal whose sums change, locked; whoever may not change it may not change them."""
    deal = Deal.objects.select_for_update(of=("self",)).get(pk=id)
    access.require(by, deal, "change")
    return deal


@prepares("create", "restore", "undo")
def count_line(line: Line, *, by: Actor) -> None:
    """A line's total follows its quantity and price, and the deal's amount its lines."""
    price = line.price or Decimal(0)
    if abs(line.quantity * price) >= rules.TOO_MUCH:
        raise Invalid({"price": [gettext("This number is too large.")]})
    line.total = rules.line_total(line.quantity, price)
    _calculate(line, line.total, by)


@prepares("update")
def recount_line(line: Line, *, before: Mapping[str, Any], by: Actor) -> None:
    if str(line.deal_id) != before["deal"]:
        raise Invalid({"deal": [gettext("[A line] stays with its [deal].")]})
    count_line(line, by=by)


@prepares("delete")
def uncount_line(line: Line, *, by: Actor) -> None:
    _calculate(line, Decimal(0), by)


def _calculate(line: Line, total: Decimal, by: Actor) -> None:
    """The sum of a deal's lines is its amount."""
    deal = _changing(line.deal_id, by)
    others = Line.objects.filter(deal=deal, deleted_at__isnull=True).exclude(pk=line.pk)
    amount = (others.aggregate(sum=Sum("total"))["sum"] or Decimal(0)) + total
    write.settle(deal, by, amount=amount, balance=rules.balance(amount, deal.paid))


hand_over = action(
    label=_("Hand over"),
    past="handed_over",
    told=_("%(who)s wants to hand over %(what)s"),
    icon="transfer",
    shown=lambda deal: deal.state == "open",
)(handing.hand_over)
