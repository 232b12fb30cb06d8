"""Watching: who wants to be told of a record or field, and telling them, many changes of one record in one notice."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast
from uuid import UUID

from django.db.models import Q
from django.utils import translation
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from akrab.engine import access, batch, write
from akrab.engine.actions import actions_of
from akrab.engine.fields import BadValue, Field
from akrab.engine.fields.links import target_of
from akrab.engine.models import Event, EventLink
from akrab.engine.record import Record
from akrab.engine.registry import find_object, objects
from akrab.engine.spec import Spec, spec_of
from akrab.features.notify.mentions import sees
from akrab.features.notify.models import Notice, Watch, WatchedField
from akrab.features.notify.notices import send
from akrab.identity.actor import Actor, person
from akrab.identity.members import active_members
from akrab.identity.models import Membership

LONGEST = 300


def watch(record: Record, by: Actor) -> None:
    """Be told of all that happens to a record one may see."""
    Watch.objects.get_or_create(
        member=by.membership, object=spec_of(type(record)).name, record=record.pk, field=""
    )


def unwatch(record: Record, by: Actor) -> None:
    Watch.objects.filter(member=by.membership_id, record=record.pk).delete()


def watch_field(spec: Spec, field: Field, by: Actor) -> None:
    """Be told when this field changes, of any record one may see."""
    Watch.objects.get_or_create(member=by.membership, object=spec.name, record=None, field=field.name)


def watchers(record: Record) -> list[Membership]:
    """Who watches a record, by name."""
    ids = Watch.objects.filter(record=record.pk).values("member")
    return list(active_members().filter(pk__in=ids))


def can_be_watched(spec: Spec) -> bool:
    """Records of the business can be; settings, notices and ledgers tell of themselves."""
    return not (spec.settings or spec.private or spec.logged)


def concerns(event: Event) -> bool:
    """Something people may watch was changed, by whomever; what was merely computed anew is no news."""
    spec = find_object(event.object)
    if spec is None or not can_be_watched(spec) or event.verb == "settled":
        return False
    fields = batch.once("watched fields", _watched_fields)
    if any((event.object, name) in fields for name in event.changes):
        return True
    open_ = batch.current()
    return open_ is None or event.pk in batch.once("watched events", lambda: _watched(open_.events))


def _watched_fields() -> set[tuple[str, str]]:
    """The fields that somebody watches, or that the company wants told to owners."""
    watched = Watch.objects.filter(record__isnull=True).values_list("object", "field")
    told = WatchedField.objects.filter(deleted_at__isnull=True).values_list("object", "field")
    return {*watched, *told}


def _watched(events: Sequence[Event]) -> set[UUID]:
    """The events that stand on the timeline of a watched record."""
    records = Watch.objects.filter(record__isnull=False).values("record")
    return set(EventLink.objects.filter(event__in=events, record__in=records).values_list("event", flat=True))


def tell_watchers(event: Event, by: Actor) -> None:
    """Everybody who watches, but who did it themselves, is told what they may see of it."""
    spec = objects()[event.object]
    record = cast(type[Record], spec.model)._default_manager.filter(pk=event.record).first()
    if record is None:
        return
    told: dict[UUID, tuple[Membership, Record]] = {}
    for member, about in [*_field_watchers(event, spec, record), *_record_watchers(event)]:
        if (
            member.pk != event.actor_id
            and member.pk not in told
            and sees(member, record)
            and sees(member, about)
        ):
            told[member.pk] = (member, about)
    for member, about in told.values():
        line = _line(event, spec, member, by)
        if line:
            _together(member, about, line, event, by)


def _record_watchers(event: Event) -> Iterable[tuple[Membership, Record]]:
    """Who watches one of the records on whose timeline the event stands, with that record."""
    ids = EventLink.objects.filter(event=event).values("record")
    rows = Watch.objects.filter(record__in=ids, created_at__lte=event.at).select_related(
        "member__user", "member__role", "member__team"
    )
    for row in rows:
        spec = find_object(row.object)
        model = cast(type[Record], spec.model) if spec else None
        about = model._default_manager.filter(pk__in=[row.record]).first() if model else None
        if about is not None and row.member.is_active:
            yield row.member, about


def _field_watchers(event: Event, spec: Spec, record: Record) -> Iterable[tuple[Membership, Record]]:
    """Who watches a field that changed, and the owner where the company wants them told."""
    if event.verb == "created" or not event.changes:
        return
    rows = Watch.objects.filter(object=spec.name, record__isnull=True, field__in=list(event.changes))
    rows = rows.filter(created_at__lte=event.at)
    for row in rows.select_related("member__user", "member__role", "member__team"):
        if row.member.is_active:
            yield row.member, record
    watched = WatchedField.objects.filter(
        object=spec.name, field__in=list(event.changes), deleted_at__isnull=True
    )
    owner = next((name for name in spec.owners if not spec.fields[name].read_only), "")
    if owner and watched.exists():
        yield from ((one, record) for one in active_members().filter(pk=getattr(record, f"{owner}_id")))


def _line(event: Event, spec: Spec, member: Membership, by: Actor) -> str:
    """What happened, in the member's language, without the fields that are closed to them."""
    reader = person(member)
    with translation.override(member.user.language or by.workspace.language):
        open_ = access.readable(reader, spec)
        words = {"who": event.actor_name, "object": spec.label.lower(), "title": event.title}
        if event.verb == "created":
            text = _("%(who)s added the %(object)s %(title)s") % words
        elif event.verb == "updated":
            changed = [
                _change(open_[name], pair, reader) for name, pair in event.changes.items() if name in open_
            ]
            if not changed:
                return ""
            text = _("%(who)s changed %(what)s") % {**words, "what": " · ".join(changed)}
        else:
            action = next((one for one in actions_of(spec.model).values() if one.past == event.verb), None)
            told = str(action.told) if action and action.told else _("%(who)s did “%(action)s” %(what)s")
            done = str(action.label) if action else event.verb
            text = told % {**words, "what": event.title, "action": done}
        return str(Truncator(text).chars(LONGEST))


def _change(field: Field, pair: list[Any], reader: Actor) -> str:
    words = {
        "field": field.label,
        "old": _value(field, pair[0], reader) or "–",
        "new": _value(field, pair[1], reader) or "–",
    }
    return _("%(field)s: %(old)s → %(new)s") % words


def _value(field: Field, plain: Any, reader: Actor) -> str:
    """A plain value in words; a link by its title where the reader may see it."""
    if plain in (None, "", [], {}):
        return ""
    if field.type.name in ("link", "user"):
        wanted = {str(target_of(field)._meta.model_name): {UUID(str(plain))}}
        return next(iter(access.titles(wanted, reader, objects()).values()), "…")
    try:
        return field.type.text(field, field.type.from_plain(field, plain, reader), reader.workspace.currency)
    except BadValue:
        return str(plain)


def _together(member: Membership, about: Record, line: str, event: Event, by: Actor) -> None:
    """One unread notice a record: further changes are counted in it, and it says the last."""
    link = f"{spec_of(type(about)).name}:{about.pk}"
    rows = Notice.objects.filter(
        to=member.pk, kind="watched", about=link, read_at__isnull=True, deleted_at__isnull=True
    )
    waiting = rows.first()
    words: Mapping[str, object] = {"about": about, "line": line}
    if waiting is None:
        key = f"watched:{event.pk}"
        send(member, "%(about)s · %(line)s", by, words, kind="watched", about=about, key=key)
        return
    number = waiting.count + 1
    with translation.override(member.user.language or by.workspace.language):
        text = _("%(about)s · %(count)d changes, the last: %(line)s") % {**words, "count": number}
    write.keep(waiting, by, text=text[:500], count=number)


def watched_by(member: UUID) -> list[Watch]:
    """All that a person watches, the newest first."""
    return list(Watch.objects.filter(Q(member=member)).order_by("-created_at", "-id")[:200])
