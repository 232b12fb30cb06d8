"""What a trade says and writes to customers from the first day: messages with the paper, and scripts for calls."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from akrab.engine import write
from akrab.features.documents.models import Template
from akrab.features.letters.models import MessageTemplate
from akrab.features.playbooks.models import Playbook
from akrab.identity.actor import Actor
from akrab.modules.sales.models import Stage
from akrab.modules.start.trades.shape import Trade, Words

FIRST, OFFER, AFTER = (
    pgettext_lazy("messages", "First contact"),
    pgettext_lazy("messages", "Offer"),
    pgettext_lazy("messages", "Afterwards"),
)


@dataclass(frozen=True)
class Message:
    """A message about a deal; `has_paper` lets the trade's document go with it."""

    name: Words
    category: Words
    subject: Words
    body: Words
    has_paper: bool = False


MESSAGES = (
    Message(
        gettext_lazy("Thank you for your enquiry"), FIRST, gettext_lazy("Your enquiry: {service|thank you}"),
        gettext_lazy(
            "Dear {contact.name|customer},\n\nthank you for writing to us. We will call you to talk "
            "about it. If another time suits you better, just answer this mail."
        ),
    ),
    Message(
        gettext_lazy("We could not reach you"), FIRST, gettext_lazy("We tried to call you"),
        gettext_lazy(
            "Dear {contact.name|customer},\n\nwe tried to call you about {service|your enquiry} and "
            "could not reach you. When may we call again? Just answer this mail with a day and an hour."
        ),
    ),
    Message(
        gettext_lazy("Our offer"), OFFER, gettext_lazy("Our offer: {service|as agreed}"),
        gettext_lazy(
            "Dear {contact.name|customer},\n\nplease find our offer attached. If something is not as "
            "you wish, tell me, and I change it. I will call you in a few days."
        ),
        has_paper=True,
    ),
    Message(
        gettext_lazy("Do you have questions about our offer?"), OFFER, gettext_lazy("Your questions about our offer"),
        gettext_lazy(
            "Dear {contact.name|customer},\n\nsome days ago you got our offer for {service|your "
            "enquiry}. Is there anything I can explain, or change? Just answer this mail."
        ),
    ),
    Message(
        gettext_lazy("Were you satisfied?"), AFTER, gettext_lazy("Were you satisfied with us?"),
        gettext_lazy(
            "Dear {contact.name|customer},\n\nthank you for your trust. Was everything as you wished? "
            "Tell me what we can do better. If you were satisfied, please recommend us."
        ),
    ),
)  # fmt: skip


def install_messages(paper: Template, by: Actor) -> None:
    """The messages, in the language that is spoken now; one whose name is taken stays as it is."""
    taken = set(MessageTemplate.objects.filter(deleted_at__isnull=True).values_list("name", flat=True))
    rows = [
        {
            "name": str(one.name), "object": "deal", "category": str(one.category), "subject": str(one.subject),
            "body": f"{one.body}\n\n{{sender}}\n{{company.name}}", "language": by.workspace.language,
            "attachments": [f"document:{paper.pk}"] if one.has_paper else [],
        }
        for one in MESSAGES
        if str(one.name) not in taken
    ]  # fmt: skip
    if rows:
        write.create_many(MessageTemplate, rows, by)


def install_scripts(trade: Trade, stages: Mapping[str, Stage], by: Actor) -> None:
    """A script for the first call, with what this trade must find out, and one for asking for a decision."""
    steps = [step.key for step in trade.steps]
    decision = next((step.key for step in trade.steps if "amount" in step.required), steps[len(steps) // 2])
    scripts = [
        (steps[0], _("The first call"), _first_call(trade)),
        (decision, _("Asking for the decision"), _decision()),
    ]
    rows = [
        {"name": name, "kind": "script", "object": "deal", "place": stages[key], "text": text}
        for key, name, text in scripts
    ]
    write.create_many(Playbook, rows, by)


def _first_call(trade: Trade) -> str:
    return "\n\n".join(
        (
            _(
                "Say who you are and from which company, and that you call about their enquiry. Ask whether "
                "it suits now."
            ),
            _("Find out:"),
            _listed([str(one) for one in trade.asks]),
            _("Say in one sentence what happens next, and agree on a day and an hour for it."),
            _(
                "If nobody answers: say on the machine when you call again, and send “We could not reach you”."
            ),
        )
    )


def _decision() -> str:
    return "\n\n".join(
        (
            _("Ask first, and listen: what do they like about the offer, and what is missing?"),
            _listed(
                [
                    _(
                        "Too expensive: against what do they compare? Show what is in it; leave something out "
                        "before you lower the price."
                    ),
                    _("Not now: what has to happen first, and by when? Agree on a day to call."),
                    _("Somebody else decides: offer to talk to them together."),
                ]
            ),
            _(
                "Ask for the decision in plain words, then be silent. Write down what was said before you hang up."
            ),
        )
    )


def _listed(lines: Sequence[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)
