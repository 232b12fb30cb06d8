"""A letter from a template to whoever a record is about: to which address, in which language, and what it lacks."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import cast
from zoneinfo import ZoneInfo

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from akrab.engine import access
from akrab.engine.errors import Missing
from akrab.engine.fields.links import target_of
from akrab.engine.record import Record
from akrab.engine.registry import find_object
from akrab.engine.spec import spec_of
from akrab.features.letters.addressees import reaches_somebody
from akrab.features.letters.attaching import attached_to, check
from akrab.features.letters.models import MessageTemplate, MessageWording
from akrab.features.wording.languages import choose, language_of
from akrab.features.wording.paths import PLACE, Place, Reader, unknown
from akrab.identity.actor import Actor
from akrab.identity.models import Membership


@dataclass(frozen=True)
class Receiver:
    """Who a letter about a record goes to: the record itself or somebody it links to, with their addresses."""

    record: Record
    addresses: tuple[str, ...]


@dataclass(frozen=True)
class Problem:
    """What keeps one letter from being sent, and the record at which it is mended."""

    kind: str
    text: str
    at: Record


@dataclass
class Letter:
    """One letter as it would go out. A field that is missing still stands in braces in its text."""

    about: Record
    to: str
    subject: str
    body: str
    language: str
    problems: list[Problem] = field(default_factory=list)


def receiver_of(record: Record, by: Actor) -> Receiver:
    """The record's own addresses, else those of the first person or company it links to that has any."""
    own = _addresses(record, by)
    if own:
        return Receiver(record, own)
    spec = spec_of(type(record))
    somebody: Record | None = None
    for link in spec.links():
        id = getattr(record, link.attname)
        if not id or link.name not in access.readable(by, spec) or not reaches_somebody(link):
            continue
        linked = access.visible(cast(type[Record], target_of(link)), by).filter(pk=id).first()
        if linked is not None:
            somebody = somebody or linked
            if found := _addresses(linked, by):
                return Receiver(linked, found)
    return Receiver(somebody or record, ())


def _addresses(record: Record, by: Actor) -> tuple[str, ...]:
    spec = spec_of(type(record))
    open_ = access.readable(by, spec)
    return tuple(
        address
        for described in spec.of_type("emails")
        if described.name in open_
        for address in getattr(record, described.attname) or []
    )


def sender_for(record: Record | None, by: Actor, chosen: Membership | None = None) -> Membership | None:
    """The employee a letter comes from: the one chosen, whoever sends it, else the record's owner."""
    if chosen is not None or by.membership is not None:
        return chosen or by.membership
    owners = spec_of(type(record)).owners if record is not None else ()
    owner = getattr(record, owners[0], None) if owners else None
    return owner if isinstance(owner, Membership) and owner.is_active else None


def letter(
    template: MessageTemplate,
    record: Record,
    by: Actor,
    sender: Membership | None,
    attached: bool = True,
    words: MessageTemplate | MessageWording | None = None,
) -> Letter:
    """The letter about one record, with every problem it has; in the customer's language unless `words` are told."""
    to = receiver_of(record, by)
    words = words or _words_for(template, record, by)
    language = words.language or template.language or by.workspace.language
    reader = Reader(record, by, sender=str(sender.user) if sender else "")
    problems = [] if to.addresses else [_no_address(to.record)]
    if sender is None:
        problems.append(Problem("sender", _("Nobody is responsible for it: give it an owner."), record))
    lacks = [*reader.lacks(words.subject), *reader.lacks(words.body)]
    problems += [Problem("field", text, record) for text in dict.fromkeys(one.text for one in lacks)]
    problems += [Problem("template", text, template) for text in _unknown(words, template)]
    if attached and template.attachments:
        lacking = attached_to(template.attachments, record, by).lacks
        problems += [Problem("attachment", text, record) for text in dict.fromkeys(lacking)]
    with translation.override(language), timezone.override(ZoneInfo(by.workspace.time_zone)):
        subject, body = _fill(words.subject, reader), _fill(words.body, reader)
    first = to.addresses[0] if to.addresses else ""
    return Letter(record, first, " ".join(subject.split()), body, language, problems)


def _words_for(template: MessageTemplate, record: Record, by: Actor) -> MessageTemplate | MessageWording:
    wordings = {one.language: one for one in _wordings(template)}
    return wordings.get(choose(set(wordings), language_of(record, by))) or template


def _wordings(template: MessageTemplate) -> Iterable[MessageWording]:
    return MessageWording.objects.filter(template=template, deleted_at__isnull=True)


def _no_address(record: Record) -> Problem:
    return Problem("address", _("%(who)s has no e-mail address.") % {"who": record}, record)


def _unknown(words: MessageTemplate | MessageWording, template: MessageTemplate) -> list[str]:
    spec = find_object(template.object)
    return [*unknown(words.subject, spec), *unknown(words.body, spec)] if spec else []


def _fill(text: str, reader: Reader) -> str:
    """The text with its values; what is missing stays in its braces, for a person to see."""

    def said(found: object) -> str:
        whole, inner = found[0], found[1]  # type: ignore[index]
        place = Place.read(inner)
        value = reader.say(place.path)
        if not isinstance(value, Missing):
            return value
        return place.instead if place.is_optional else str(whole)

    lines = []
    for line in text.splitlines():
        filled = PLACE.sub(said, line)
        if filled.strip() or not line.strip():
            lines.append(filled)
    return "\n".join(lines)


def left_in_braces(text: str) -> list[str]:
    """The fields that a text still names instead of saying them."""
    return [found[0] for found in PLACE.finditer(text)]


def faults(template: MessageTemplate) -> list[str]:
    """What is wrong with a template in any of its languages."""
    spec = find_object(template.object)
    if spec is None:
        return [_("There is no object “%(name)s”.") % {"name": template.object}]
    texts = [template.subject, template.body]
    texts += [text for one in _wordings(template) for text in (one.subject, one.body)]
    wrong = [said for text in texts for said in unknown(text, spec)]
    return list(dict.fromkeys([*wrong, *check(template.attachments, template.object)]))
