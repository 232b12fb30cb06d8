"""What takes place when: the appointments and due dates of people and resources, and which of them overlap.

An object takes part when its records have a moment (`Spec.calendar`), are somebody's (`Spec.owners`) and stand on
other records' timelines. Those with `Spec.booked` need their people and resources for themselves: two of them at the
same time overlap. What lasts all day leaves its people room for other things, but not its resources.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any, cast
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from akrab.engine import access
from akrab.engine.record import Record
from akrab.engine.registry import objects
from akrab.engine.spec import Spec, spec_of
from akrab.identity.actor import Actor
from akrab.identity.models import Workspace
from akrab.tenancy import turns

SHORT = timedelta(minutes=30)
DAY = timedelta(days=1)
LONGEST = timedelta(days=14)  # what began earlier is looked for only if it lasts longer than this
FARTHEST = timedelta(days=366)  # and not at all if it began earlier than this
FIRST = datetime(1, 1, 3, tzinfo=UTC)  # as far as times go, with days to spare for any clock
LAST = datetime(9999, 12, 28, tzinfo=UTC)
MOST = 500


@dataclass(frozen=True)
class Slot:
    """One record's time: from when to when, whom and what it needs, and who of those asked said no."""

    record: Record
    spec: Spec
    start: datetime
    end: datetime
    is_all_day: bool
    people: frozenset[UUID]
    resources: frozenset[UUID]
    declined: frozenset[UUID] = frozenset()

    @property
    def holders(self) -> frozenset[UUID]:
        return self.people | self.resources

    @property
    def is_booked(self) -> bool:
        """Whether it needs its people and resources for itself."""
        return bool(self.spec.booked) and not is_off(self.record)

    def clashes_with(self, other: "Slot") -> frozenset[UUID]:
        """The people and resources that would have to be in both at once."""
        if self.record.pk == other.record.pk or self.start >= other.end or other.start >= self.end:
            return frozenset()
        lasts = self.is_all_day or other.is_all_day
        return self.resources & other.resources | (frozenset() if lasts else self.people & other.people)


def planned() -> list[Spec]:
    """The objects that stand in the calendar of people, those that need them for themselves first."""
    found = [spec for spec in objects().values() if _is_planned(spec)]
    return sorted(found, key=lambda spec: not spec.booked)


def _is_planned(spec: Spec) -> bool:
    on_timelines = any(field.timeline for field in spec.of_type("any_link"))
    has_moment = bool(spec.calendar) and spec.fields[spec.calendar[0]].type.name == "datetime"
    return on_timelines and has_moment and bool(spec.owners)


def is_off(record: Record) -> bool:
    """Whether a record says that it does not take place."""
    off = spec_of(type(record)).off
    return record.deleted_at is not None or any(
        getattr(record, name) in values for name, values in off.items()
    )


def slot_of(
    record: Record, zone: str, guests: Iterable[UUID] = (), declined: Iterable[UUID] = ()
) -> Slot | None:
    """A record's time; None while it has none. Whole days are those of the time zone `zone`; `guests` take part."""
    spec = spec_of(type(record))
    start = getattr(record, spec.calendar[0])
    if start is None:
        return None
    start = min(max(start, FIRST), LAST)
    length = getattr(record, spec.calendar[1]) if len(spec.calendar) > 1 else SHORT
    is_all_day = bool(getattr(record, "all_day", False))
    if is_all_day:
        local = start.astimezone(ZoneInfo(zone))
        start = datetime.combine(local.date(), time.min, ZoneInfo(zone))
        length = DAY * max(1, -(-(length or DAY) // DAY))
    if len(spec.calendar) == 1:  # a due date is drawn with some length, within its day
        local = start.astimezone(ZoneInfo(zone))
        length = min(SHORT, datetime.combine(local.date() + DAY, time.min, local.tzinfo) - local)
    names = spec.booked or spec.owners[:1]
    held = {name: getattr(record, f"{name}_id") for name in names}
    people = {id for name, id in held.items() if id and spec.fields[name].type.name == "user"}
    return Slot(
        record, spec, start, start + min(length or SHORT, LAST + DAY - start), is_all_day,
        frozenset({*people, *guests}), frozenset({id for id in held.values() if id} - people), frozenset(declined),
    )  # fmt: skip


def slots(
    by: Actor, start: datetime, end: datetime, holders: Iterable[UUID], names: Iterable[str] = ()
) -> list[Slot]:
    """What the actor may see of these people's and resources' time; of the objects named, or of all.

    What the actor said no to is there too, as long as their own time is asked for: it takes nobody's time of theirs.
    """
    wanted, only = set(holders), set(names)
    own = by.membership_id if by.membership_id in wanted else None
    found: list[Slot] = []
    for spec in planned():
        if (only and spec.name not in only) or access.reach(by, spec, "view") == "none":
            continue
        rows = access.visible(cast(type[Record], spec.model), by).defer("search")
        found += _read(_within(rows, spec, start, end, wanted, own)[:MOST], by.time_zone, own)
    return [one for one in found if one.end > start]


def _within(
    rows: QuerySet[Record],
    spec: Spec,
    start: datetime,
    end: datetime,
    holders: set[UUID],
    own: UUID | None = None,
) -> QuerySet[Record]:
    """Rows that may touch a span and need these holders; those too that `own` was asked to and declined."""
    moment = spec.calendar[0]
    near = Q(**{f"{moment}__gt": _before(start, LONGEST)})
    if len(spec.calendar) > 1:
        near |= Q(**{f"{spec.calendar[1]}__gt": LONGEST})
    whose = Q()
    for name in spec.booked or spec.owners[:1]:
        whose |= Q(**{f"{name}__in": holders})
    for other in access.joining(spec):
        whose |= Q(pk__in=_joined(other).filter(**{f"{other.owners[0]}__in": holders}).values(other.joins))
        if own:
            whose |= Q(pk__in=_declined(other).filter(**{other.owners[0]: own}).values(other.joins))
    asked = {f"{moment}__gt": _before(start, FARTHEST), f"{moment}__lt": end}
    return rows.filter(whose, near, **asked).order_by(moment, "id")


def _before(moment: datetime, length: timedelta) -> datetime:
    """So much earlier, or as early as moments go."""
    return moment - length if moment - FIRST > length else FIRST


def _joined(other: Spec) -> QuerySet[Record]:
    """Who takes part in something, and has not said no."""
    rows = cast(type[Record], other.model)._default_manager.filter(deleted_at__isnull=True)
    for name, values in other.off.items():
        rows = rows.exclude(**{f"{name}__in": values})
    return rows


def _declined(other: Spec) -> QuerySet[Record]:
    """Who was asked to take part in something, and said no."""
    rows = cast(type[Record], other.model)._default_manager.filter(deleted_at__isnull=True)
    off = [Q(**{f"{name}__in": values}) for name, values in other.off.items()]
    return rows.filter(Q(*off, _connector=Q.OR)) if off else rows.none()


def guests_of(records: Iterable[Record]) -> Mapping[UUID, list[UUID]]:
    """Who takes part in these records besides whose they are, by record; one query an object that people join."""
    found: dict[UUID, list[UUID]] = {}
    by_object: dict[type[Record], list[UUID]] = {}
    for record in records:
        by_object.setdefault(type(record), []).append(record.pk)
    for model, ids in by_object.items():
        for other in access.joining(spec_of(model)):
            rows = _joined(other).filter(**{f"{other.joins}__in": ids})
            for id, person in rows.values_list(other.joins, other.owners[0]):
                found.setdefault(id, []).append(person)
    return found


def _read(rows: Iterable[Record], zone: str, own: UUID | None = None) -> list[Slot]:
    records = list(rows)
    guests, refused = guests_of(records), _refused(records, own) if own else set()
    found = (
        slot_of(record, zone, guests.get(record.pk, ()), [own] if own and record.pk in refused else ())
        for record in records
    )
    return [one for one in found if one is not None]


def _refused(records: Sequence[Record], own: UUID) -> set[UUID]:
    """Which of these somebody was asked to and declined."""
    ids: dict[type[Record], list[UUID]] = {}
    for record in records:
        ids.setdefault(type(record), []).append(record.pk)
    found: set[UUID] = set()
    for model, wanted in ids.items():
        for other in access.joining(spec_of(model)):
            rows = _declined(other).filter(**{f"{other.joins}__in": wanted, other.owners[0]: own})
            found |= set(rows.values_list(other.joins, flat=True))
    return found


def overlapping(wanted: Sequence[Slot], by: Actor) -> Mapping[UUID, list[Slot]]:
    """By a slot's record: what needs the same people or resources at the same time, whether or not it may be seen."""
    asked = [one for one in wanted if one.is_booked and one.holders]
    if not asked:
        return {}
    start, end = min(one.start for one in asked), max(one.end for one in asked)
    holders = {id for one in asked for id in one.holders}
    others: list[Slot] = []
    for spec in planned():
        if spec.booked:
            rows = (
                cast(type[Record], spec.model)
                ._default_manager.defer("search")
                .filter(deleted_at__isnull=True)
            )
            others += _read(_within(rows, spec, start, end, holders)[:MOST], by.time_zone)
    others = [one for one in others if one.is_booked]
    found = {one.record.pk: [other for other in others if one.clashes_with(other)] for one in asked}
    return {id: clashing for id, clashing in found.items() if clashing}


def one_by_one(workspace: Workspace) -> None:
    """Wait for whoever books at this moment, until this transaction ends: of two that want the same, one sees."""
    turns.wait(f"slots:{workspace.pk}")


def clashes_of(record: Record, by: Actor) -> list[Slot]:
    """What a record, saved or not, would overlap with."""
    if not spec_of(type(record)).booked:
        return []
    one = slot_of(record, by.time_zone, guests_of([record]).get(record.pk, ()))
    return list(overlapping([one], by).get(record.pk, [])) if one else []


def seen(found: Sequence[Slot], by: Actor) -> set[UUID]:
    """Which of these the actor may see; of the others only that somebody or something is taken may be said."""
    by_object: dict[type[Record], set[UUID]] = {}
    for one in found:
        by_object.setdefault(type(one.record), set()).add(one.record.pk)
    ids: set[UUID] = set()
    for model, wanted in by_object.items():
        ids |= set(access.visible(model, by).filter(pk__in=wanted).values_list("pk", flat=True))
    return ids


def draft_of(spec: Spec, values: Mapping[str, Any], record: Record | None = None) -> Record:
    """The record as it would be with these values by attribute name, not saved."""
    made = cast(Record, spec.model())
    for field in spec.fields.values():
        if record is not None:
            setattr(made, field.attname, getattr(record, field.attname))
    if record is not None:
        made.pk = record.pk
    for attname, value in values.items():
        setattr(made, attname, value)
    return made
