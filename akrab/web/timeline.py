"""A record's events as people read them: who did what when, what changed, and why a rule acted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.html import conditional_escape, escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from akrab.engine import access
from akrab.engine.actions import actions_of
from akrab.engine.fields import BadValue, Field
from akrab.engine.fields.links import target_of
from akrab.engine.models import Event
from akrab.engine.record import Record
from akrab.engine.registry import find_object, objects
from akrab.engine.spec import Spec
from akrab.features.automation.models import Deed
from akrab.features.automation.triggers import MOMENT
from akrab.identity.actor import Actor
from akrab.web import addresses, writings
from akrab.web.overruling import overruling
from akrab.web.writings import Writing

LINKS = ("link", "user", "any_link")
ORIGIN_ICONS = {"form": "world", "api": "plug", "import": "upload", "mail": "mail", "telephony": "phone"}
CHANGED = ("updated", "settled")
VERB_ICONS = {"updated": "pencil", "settled": "calculator", "deleted": "trash", "restored": "arrow-back-up"}
MOST_CHANGES = 8
# What an event says that no gesture of a person made, as in "Akrab sent …".
PASTS = {
    "sent": pgettext_lazy("event", "%(who)s sent the %(object)s %(what)s"),
    "refused": pgettext_lazy("event", "%(who)s could not send the %(object)s %(what)s"),
    "lost": pgettext_lazy("event", "%(who)s perhaps sent the %(object)s %(what)s"),
    "held": pgettext_lazy("event", "%(who)s held back the %(object)s %(what)s"),
    "settled": pgettext_lazy("event", "%(who)s recalculated the %(object)s %(what)s"),
}

# What happened to a thing without anybody's doing, as in "Request a measurement was sent".
HAPPENED = {
    "form.sent": pgettext_lazy("event", "%(what)s was sent"),
    "form.flooded": pgettext_lazy("event", "%(what)s was sent more often than it accepts"),
    "report.uncounted": pgettext_lazy("event", "%(what)s could not be worked out"),
}


@dataclass(frozen=True)
class Changed:
    """One field before and after, in words."""

    label: str
    old: str
    new: str


@dataclass(frozen=True)
class Brought:
    """A record that came into being with a gesture, beside the line that tells of it."""

    title: str
    address: str
    icon: str


@dataclass(frozen=True)
class Gesture:
    """One line to tell: the event that names what was done, and those of the same gesture that only go with it."""

    lead: Event
    along: list[Event] = field(default_factory=list)


@dataclass(frozen=True)
class Entry:
    """One gesture as the timeline shows it."""

    id: UUID
    at: datetime
    icon: str
    tone: str
    sentence: SafeString
    changes: list[Changed] = field(default_factory=list)
    text: str = ""
    rule: str = ""
    run: str = ""
    because: str = ""
    undo: str = ""
    brought: list[Brought] = field(default_factory=list)
    writing: Writing | None = None
    is_overruling: bool = False


@dataclass(frozen=True)
class Day:
    """What was done on one day."""

    date: date
    entries: list[Entry]


def days(events: Sequence[Event], record: Record, by: Actor) -> list[Day]:
    """What was done by day, newest first; one query an object that changed links name, one for reasons."""
    titles = access.titles(_wanted(events), by, objects())
    reasons = Event.objects.in_bulk([event.because for event in events if event.because])
    runs = _runs(events, by)
    written = writings.current(events, record, by)
    overruled = overruling(events)
    found: dict[date, list[Entry]] = {}
    for one in _gestures(events):
        entry = _entry(one, record, by, titles, reasons, runs)
        if one.lead.verb == "created" and one.lead.record in written:
            entry = replace(entry, writing=written[one.lead.record], text="")
        if one.lead.pk in overruled:
            entry = replace(entry, is_overruling=True)
        found.setdefault(timezone.localdate(one.lead.at), []).append(entry)
    return [Day(day, entries) for day, entries in found.items()]


def _runs(events: Sequence[Event], by: Actor) -> dict[UUID, str]:
    """The page of the run behind each gesture that a rule made; no query where no rule acted."""
    made = [event.operation_id for event in events if event.origin == "rule"]
    rows = Deed.objects.filter(operation__in=made).values_list("operation_id", "run_id") if made else ()
    return {operation: f"{addresses.home(by.workspace)}runs/{run}" for operation, run in rows}


def _gestures(events: Sequence[Event]) -> list[Gesture]:
    """One press is one line: what a verb made, sent or computed anew goes with the event that names the verb."""
    by_operation: dict[UUID, list[Event]] = {}
    for event in events:
        by_operation.setdefault(event.operation_id, []).append(event)
    told: list[Gesture] = []
    for together in by_operation.values():
        leads = [event for event in together if _action(event, find_object(event.object))]
        lead = leads[0] if leads else next((one for one in together if one.verb != "settled"), together[0])
        goes_along = ("created", "settled", *PASTS) if leads else ("settled",)
        for event in together:
            if event is lead:
                told.append(
                    Gesture(event, [one for one in together if one is not lead and one.verb in goes_along])
                )
            elif event.verb not in goes_along:
                told.append(Gesture(event))
    return told


def _wanted(events: Sequence[Event]) -> dict[str, set[UUID]]:
    """Which records the changed links of these events name, by object."""
    wanted: dict[str, set[UUID]] = {}
    for event in events:
        spec = find_object(event.object)
        if spec is None or event.verb == "created":
            continue
        for name, values in event.changes.items():
            described = spec.fields.get(name)
            if described is None or described.type.name not in ("link", "user"):
                continue
            ids = {UUID(value) for value in values if value}
            wanted.setdefault(str(target_of(described)._meta.model_name), set()).update(ids)
    return wanted


def _entry(
    told: Gesture,
    record: Record,
    by: Actor,
    titles: Mapping[UUID, str],
    reasons: Mapping[UUID, Event],
    runs: Mapping[UUID, str],
) -> Entry:
    event, spec = told.lead, find_object(told.lead.object)
    is_own = event.record == record.pk
    reason = reasons.get(event.because) if event.because else None
    passed = _deadline(event, spec)
    may_undo = event.actor_id == by.membership_id or by.rights.everything
    can_undo = may_undo and not (event.verb == "created" and is_own) and not passed
    changes = [] if event.verb == "created" or spec is None else _changes(event, spec, by, titles)
    sentence = _sentence(event, spec, is_own, by, changes)
    shown = changes[1:] if _moved(event, spec) else changes if len(changes) > 1 else []
    return Entry(
        id=event.pk,
        at=event.at,
        icon=_icon(event, spec),
        tone="late" if passed else "auto" if event.agent else "",
        sentence=sentence,
        changes=[*shown, *_settled(told, by, titles)],
        text=_text(event, spec),
        rule="" if passed or event.agent == event.actor_name else event.agent,
        run=runs.get(event.operation_id, ""),
        because=_because(reason) if reason else "",
        undo=addresses.undo(by.workspace, event.operation_id) if can_undo else "",
        brought=_brought(told, by),
    )


def _settled(told: Gesture, by: Actor, titles: Mapping[UUID, str]) -> list[Changed]:
    """What the gesture made the product compute anew, such as the amount when a line is added."""
    found: list[Changed] = []
    for event in told.along:
        spec = find_object(event.object)
        if spec is not None and event.verb == "settled":
            found += _changes(event, spec, by, titles)
    return found


def _brought(told: Gesture, by: Actor) -> list[Brought]:
    """The records that the gesture made besides."""
    found = []
    for event in told.along:
        spec = find_object(event.object)
        if spec is not None and event.verb == "created":
            address = addresses.find(by.workspace, event.object, event.record)
            found.append(Brought(event.title, address, spec.icon))
    return found


def _moved(event: Event, spec: Spec | None) -> bool:
    """Whether the record went from one column of its board to another."""
    return spec is not None and bool(spec.board) and spec.board in event.changes and event.verb == "updated"


def _icon(event: Event, spec: Spec | None) -> str:
    if _deadline(event, spec):
        return "clock-exclamation"
    if event.agent:
        return "bolt"
    if event.verb == "created":
        return ORIGIN_ICONS.get(event.origin) or (spec.icon if spec else "circle")
    if _moved(event, spec):
        return "arrow-right"
    action = _action(event, spec)
    return (
        (action.icon if action else "") or VERB_ICONS.get(event.verb, "") or (spec.icon if spec else "circle")
    )


def _deadline(event: Event, spec: Spec | None) -> str:
    """What passed, when the event is that a deadline did, or the moment that a rule waited for."""
    if event.verb.startswith(MOMENT):
        return event.agent
    return next((str(one.label) for one in spec.deadlines if one.name == event.verb), "") if spec else ""


def _action(event: Event, spec: Spec | None) -> Any:
    if spec is None:
        return None
    return next((one for one in actions_of(spec.model).values() if one.past == event.verb), None)


def _sentence(event: Event, spec: Spec | None, is_own: bool, by: Actor, changes: list[Changed]) -> SafeString:
    """The line as a whole sentence, so that each language orders who, what and the verb its own way."""
    link = format_html(
        '<a class="ak-name" href="{}">{}</a>',
        addresses.find(by.workspace, event.object, event.record),
        event.title,
    )
    if event.kind in HAPPENED:
        return _said(HAPPENED[event.kind], what=format_html("<b>{}</b>", event.title))
    if deadline := _deadline(event, spec):
        return format_html("<b>{}</b>: {}", link, deadline)
    is_writing = (
        spec is not None and spec.fields[spec.title].type.name == "long_text" and event.verb == "created"
    )
    action = _action(event, spec)
    words = {
        "who": format_html("<b>{}</b>", event.actor_name),
        "action": str(action.label) if action else event.verb,
        "what": "" if is_own or is_writing else link,
        "object": spec.label.lower() if spec else event.object,
    }
    if changes and (_moved(event, spec) or (event.verb in CHANGED and len(changes) == 1)):
        told = _one_change(changes[0], _moved(event, spec), is_own)
        new = format_html("<b>{}</b>", changes[0].new or "–")
        return _said(told, **words, label=changes[0].label, old=changes[0].old, new=new)
    return _said(_told(event, spec, is_own), **words)


def _said(sentence: str | Promise, **words: str) -> SafeString:
    """The sentence with these words in their places, escaped unless they are HTML already."""
    return mark_safe(
        (escape(sentence) % {name: conditional_escape(word) for name, word in words.items()}).strip()
    )


def _told(event: Event, spec: Spec | None, is_own: bool) -> str | Promise:
    """The sentence for what was done to one record, of its own page or of another's."""
    if event.verb == "created":
        return _("%(who)s made this %(object)s") if is_own else _("%(who)s added the %(object)s %(what)s")
    if event.verb in CHANGED:
        return (
            _("%(who)s changed this %(object)s") if is_own else _("%(who)s changed the %(object)s %(what)s")
        )
    if event.verb == "deleted":
        own, other = (
            _("%(who)s put this %(object)s into the bin"),
            _("%(who)s put the %(object)s %(what)s into the bin"),
        )
        return own if is_own else other
    if event.verb == "restored":
        own, other = (
            _("%(who)s brought back this %(object)s"),
            _("%(who)s brought back the %(object)s %(what)s"),
        )
        return own if is_own else other
    action = _action(event, spec)
    told = action.told if action else PASTS.get(event.verb, "")
    return told or _("%(who)s did “%(action)s” %(what)s")


def _one_change(change: Changed, is_move: bool, is_own: bool) -> str:
    """The sentence for one field that changed; a step on the board is a move."""
    if is_move:
        own, other = _("%(who)s moved it: %(old)s → %(new)s"), _("%(who)s moved %(what)s: %(old)s → %(new)s")
    elif change.old:
        own = _("%(who)s changed %(label)s: %(old)s → %(new)s")
        other = _("%(who)s changed %(label)s of %(what)s: %(old)s → %(new)s")
    else:
        own, other = _("%(who)s set %(label)s: %(new)s"), _("%(who)s set %(label)s of %(what)s: %(new)s")
    return own if is_own else other


def _changes(event: Event, spec: Spec, by: Actor, titles: Mapping[UUID, str]) -> list[Changed]:
    """What changed, in words; the step on the board first."""
    found = []
    for name, (old, new) in sorted(event.changes.items(), key=lambda change: change[0] != spec.board):
        described = spec.fields.get(name)
        if described is not None and (not described.read_only or len(event.changes) == 1):
            currency = by.workspace.currency
            found.append(
                Changed(
                    described.label,
                    _words(described, old, by, titles, currency),
                    _words(described, new, by, titles, currency),
                )
            )
    return found[:MOST_CHANGES]


def _words(described: Field, plain: Any, by: Actor, titles: Mapping[UUID, str], currency: str) -> str:
    """A plain value of an event in words."""
    if plain in (None, "", [], {}):
        return ""
    if described.type.name in ("link", "user"):
        return titles.get(UUID(plain), _("somebody or something you may not see"))
    try:
        return described.type.text(described, described.type.from_plain(described, plain, by), currency)
    except BadValue:
        return str(plain)


def _text(event: Event, spec: Spec | None) -> str:
    """The long texts that a new record brought, shown in full."""
    if event.kind in HAPPENED:
        return " · ".join(str(event.new(name)) for name in ("source", "campaign", "page") if event.new(name))
    if spec is None or event.verb != "created":
        return ""
    texts = [str(event.new(one.name) or "") for one in spec.of_type("long_text")]
    return "\n\n".join(text for text in texts if text)


def _because(reason: Event) -> str:
    spec = find_object(reason.object)
    words = {
        "who": reason.actor_name,
        "object": spec.label.lower() if spec else reason.object,
        "title": reason.title,
    }
    if reason.verb == "created":
        return _("%(who)s made the %(object)s %(title)s") % words
    return _("%(who)s changed the %(object)s %(title)s") % words
