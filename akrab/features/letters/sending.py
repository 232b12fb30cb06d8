"""Sending letters: all are checked first, and each receiver has a mail of their own in the ledger."""

from collections.abc import Iterable, Sequence
from typing import cast
from uuid import UUID

from django.utils.translation import gettext as _

from akrab.engine import access
from akrab.engine.errors import Invalid, Refused
from akrab.engine.record import Record
from akrab.engine.registry import get_object
from akrab.features.letters.attaching import documents_of, gather
from akrab.features.letters.models import MessageTemplate
from akrab.features.letters.writing import Letter, Problem, left_in_braces, letter, sender_for
from akrab.features.mail.models import Mail
from akrab.features.mail.queueing import queue
from akrab.identity.actor import Actor
from akrab.identity.models import Membership

MOST, MOST_WITH_DOCUMENTS = 500, 50


def checked(
    template: MessageTemplate, records: Sequence[Record], by: Actor, chosen: Membership | None = None
) -> list[Letter]:
    """The letters to all of them, each with its problems; a second letter to one address is a problem too."""
    letters = [letter(template, record, by, sender_for(record, by, chosen)) for record in records]
    seen: dict[str, Record] = {}
    for one in letters:
        if not one.to:
            continue
        first = seen.setdefault(one.to.lower(), one.about)
        if first is not one.about:
            words = {"address": one.to, "record": first}
            text = _("%(address)s gets it already, about %(record)s.") % words
            one.problems.append(Problem("repeated", text, one.about))
    return letters


def records_of(object: str, ids: Iterable[UUID | str], by: Actor) -> list[Record]:
    """The records that the actor may see, in the order told."""
    model = cast(type[Record], get_object(object).model)
    found = {str(row.pk): row for row in access.visible(model, by).filter(pk__in=list(ids))}
    return [found[str(id)] for id in ids if str(id) in found]


def require_few_enough(template: MessageTemplate, number: int) -> None:
    """Raise `Refused` for more receivers than can be checked at once."""
    most = MOST_WITH_DOCUMENTS if documents_of(template.attachments) else MOST
    if number > most:
        text = _("At most %(most)s people can be written to at once with this template. Choose fewer.")
        raise Refused(text % {"most": most})


def problems_of(letters: Sequence[Letter]) -> list[str]:
    """What is wrong with any of them, each said once."""
    return list(dict.fromkeys(problem.text for one in letters for problem in one.problems))


def send_all(
    letters: Sequence[Letter], template: MessageTemplate, sender: Membership | None, key: str, by: Actor
) -> int:
    """Queue letters that have no problem, each once under `key`; returns how many."""
    for one in letters:
        files = gather(template.attachments, one.about, by)
        queue(
            [one.to], one.subject, one.body, one.about, by, files, key=f"{key}:{one.about.pk}",
            sender=sender_for(one.about, by, sender),
        )  # fmt: skip
    return len(letters)


def send_by_hand(
    record: Record,
    to: Sequence[str],
    subject: str,
    body: str,
    attachments: Sequence[str],
    key: str,
    by: Actor,
) -> Mail:
    """Queue a letter as a person wrote it; raises `Invalid` while a field still stands in braces, and `Refused`."""
    errors: dict[str, list[str]] = {}
    for name, text in (("subject", subject), ("body", body)):
        if left := left_in_braces(text):
            errors[name] = [_("Write something in place of %(fields)s.") % {"fields": ", ".join(left)}]
    if not subject.strip():
        errors["subject"] = [_("Fill this in.")]
    if errors:
        raise Invalid(errors)
    files = gather(attachments, record, by)
    return queue(to, subject, body, record, by, files, key=key, sender=sender_for(record, by))
