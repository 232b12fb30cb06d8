"""What a person's day holds: whatever has a deadline and is theirs, late first; and what is in their calendar."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, cast
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from akrab.engine import access, values
from akrab.engine.actions import actions_of
from akrab.engine.fields.base import Field
from akrab.engine.fields.links import target_of
from akrab.engine.record import Record
from akrab.engine.registry import objects, used
from akrab.engine.spec import Deadline, Spec
from akrab.identity.actor import Actor
from akrab.lib import clock
from akrab.web import addresses, directions, panels
from akrab.web.chrome import is_ability

MOST = 60
AHEAD = timedelta(days=7)


@dataclass(frozen=True)
class Duty:
    """One thing to do: what, by when, about what, and the verb that finishes it."""

    record: Record
    spec: Spec
    title: str
    address: str
    moment: datetime | None
    about: str = ""
    about_address: str = ""
    who: str = ""
    who_id: Any = None
    finish: str = ""
    is_call: bool = False
    phone: str = ""
    log_address: str = ""
    way: str = ""


@dataclass
class Day:
    """The duties of a person or a team in groups, and those a person waits for."""

    late: list[Duty] = field(default_factory=list)
    today: list[Duty] = field(default_factory=list)
    ahead: list[Duty] = field(default_factory=list)
    undated: list[Duty] = field(default_factory=list)
    waiting: list[Duty] = field(default_factory=list)
    is_cut: bool = False


def has_team(by: Actor) -> bool:
    """Whether the actor looks after others' work: the leader of a team, or a head who sees the company's reports."""
    if by.membership is None:
        return False
    team = by.membership.team
    return by.rights.everything or by.rights.sees_reports or bool(team and team.leader_id == by.membership_id)


def _whose(owner: str, by: Actor, team: bool) -> Q:
    """The rows that are mine; or my team's, which for a head is everybody's. The access rule comes on top."""
    if not team:
        return Q(**{f"{owner}_id": by.membership_id})
    if by.rights.everything or by.rights.sees_reports:
        return Q(**{f"{owner}__isnull": False})
    return Q(**{f"{owner}__team__leader_id": by.membership_id})


def duties_of(by: Actor, team: bool = False) -> Day:
    """Everything with a deadline that is mine or my team's and still open; one query an object, and the titles."""
    found = Day()
    seen = [(spec, deadline) for spec, deadline in dated() if access.reach(by, spec, "view") != "none"]
    read = [(spec, deadline, *_rows(spec, deadline, by, team)) for spec, deadline in seen]
    titles = _titles([(spec, [*own, *waiting]) for spec, _deadline, own, waiting in read], by)
    for spec, deadline, own, waiting in read:
        found.is_cut = found.is_cut or len(own) + len(waiting) == MOST
        for record in own:
            _sort_in(found, _duty(record, spec, deadline, by, titles))
        found.waiting += [_duty(record, spec, deadline, by, titles) for record in waiting]
    for group in (found.late, found.today, found.ahead, found.waiting):
        group.sort(key=lambda duty: duty.moment or clock.now())
    return found


def _titles(read: Iterable[tuple[Spec, list[Record]]], by: Actor) -> dict[UUID, str]:
    """The titles that duties are shown with: of what they are about, and of whose they are."""
    wanted: dict[str, set[UUID]] = defaultdict(set)
    for spec, records in read:
        for name, ids in values.wanted_titles(
            records, [*_subjects(spec), spec.fields[spec.owners[0]]]
        ).items():
            wanted[name] |= ids
    return access.titles(wanted, by, objects())


def _subjects(spec: Spec) -> list[Field]:
    """The links that say what a record is about."""
    return [link for link in [*spec.of_type("any_link"), *spec.links()] if not link.read_only]


def dated() -> list[tuple[Spec, Deadline]]:
    """The objects that are duties: their first deadline, and an owner; the business's own before the abilities'."""
    found = [
        (spec, spec.deadlines[0]) for spec in used() if spec.deadlines and spec.owners and not spec.shared
    ]
    return sorted(found, key=lambda one: is_ability(one[0]))


def next_step(spec: Spec, record: Record, by: Actor) -> str:
    """Where to plan what follows a call that was just noted, about the same record; empty after anything else."""
    if not spec.by_phone or spec.deadlines:
        return ""
    about = next((getattr(record, link.attname) for link in spec.of_type("any_link") if link.timeline), "")
    step = next((one for one, _deadline in dated() if access.reach(by, one, "create") != "none"), None)
    links = [link.name for link in step.of_type("any_link") if link.timeline] if step else []
    if not about or step is None or not links:
        return ""
    return f"{addresses.listing(by.workspace, step)}new?{links[0]}={about}"


def _rows(spec: Spec, deadline: Deadline, by: Actor, team: bool) -> tuple[list[Record], list[Record]]:
    """What is mine or my team's, and what I gave to somebody else; one query."""
    model = cast(type[Record], spec.model)
    owner = f"{spec.owners[0]}_id"
    wanted = _whose(spec.owners[0], by, team)
    if not team:
        wanted |= Q(created_by=by.membership_id, **{f"{owner}__isnull": False})
    open_ = {f"{name}__in": list(states) for name, states in deadline.while_.items()}
    rows = (
        panels.with_people(access.visible(model, by), spec, by)
        .defer("search")
        .filter(wanted, **open_)
        .order_by(deadline.field, "id")[:MOST]
    )
    own: list[Record] = []
    waiting: list[Record] = []
    for record in rows:
        record.workspace = by.workspace
        (own if team or getattr(record, owner) == by.membership_id else waiting).append(record)
    return own, waiting


def _duty(record: Record, spec: Spec, deadline: Deadline, by: Actor, titles: Mapping[UUID, str]) -> Duty:
    about, about_address = _about(record, spec, by, titles)
    owner = getattr(record, f"{spec.owners[0]}_id")
    is_call = bool(spec.by_phone and getattr(record, spec.by_phone))
    subject = next(
        (str(getattr(record, link.attname)) for link in spec.of_type("any_link") if link.timeline), ""
    )
    line = panels.telephone(spec, record, by, subject) if is_call else None
    return Duty(
        record, spec, spec.title_of(record), addresses.of(record), getattr(record, deadline.field),
        about, about_address, titles.get(owner, ""), owner, _finish(record, spec), is_call,
        line["number"] if line else "", line["address"] if line else "", directions.to_record(spec, record, by),
    )  # fmt: skip


def _about(record: Record, spec: Spec, by: Actor, titles: Mapping[UUID, str]) -> tuple[str, str]:
    """What a duty is about: the title and address of the first record it links to."""
    for link in _subjects(spec):
        value = getattr(record, link.attname)
        if not value:
            continue
        name, _colon, id = str(value).rpartition(":")
        if title := titles.get(UUID(id)):
            return title, addresses.find(by.workspace, name or str(target_of(link)._meta.model_name), id)
    return "", ""


def _finish(record: Record, spec: Spec) -> str:
    """The address of the verb that finishes a duty, when it asks for nothing."""
    verbs = actions_of(spec.model).values()
    finishing = next(
        (one for one in verbs if one.icon == "check" and not one.params and one.shown(record)), None
    )
    return f"{addresses.of(record)}/actions/{finishing.name}" if finishing else ""


def _sort_in(found: Day, duty: Duty) -> None:
    """Put a duty into its group."""
    now = clock.now()
    if duty.moment is None:
        found.undated.append(duty)
    elif duty.moment < now:
        found.late.append(duty)
    elif timezone.localdate(duty.moment) == timezone.localdate(now):
        found.today.append(duty)
    else:
        found.ahead.append(duty)


@dataclass(frozen=True)
class Entry:
    """One line of the agenda."""

    moment: datetime
    title: str
    address: str
    kind: str
    is_deadline: bool
    about: str = ""

    @property
    def is_all_day(self) -> bool:
        """Midnight stands for a whole day."""
        return timezone.localtime(self.moment).time() == datetime.min.time()


def agenda(by: Actor, on: date, team: bool = False) -> tuple[list[Entry], dict[date, int]]:
    """A day's entries in order, and how many each day of its week has."""
    monday = on - timedelta(days=on.weekday())
    start = timezone.make_aware(datetime.combine(monday, datetime.min.time()))
    found: list[tuple[Spec, Any, datetime]] = []
    load = {monday + timedelta(days=step): 0 for step in range(7)}
    for spec in used():
        if (
            not spec.calendar
            or is_due_date(spec)
            or not spec.owners
            or access.reach(by, spec, "view") == "none"
        ):
            continue
        for row, moment in _dated(spec, by, start, start + timedelta(days=7), team):
            day = timezone.localdate(moment)
            load[day] = load.get(day, 0) + 1
            if day == on:
                found.append((spec, row, moment))
    titles = _titles([(spec, [row]) for spec, row, _moment in found], by) if found else {}
    entries = [
        Entry(
            moment,
            spec.title_of(row),
            addresses.record(by.workspace, spec, row.pk),
            spec.label,
            bool(spec.deadlines),
            _about(row, spec, by, titles)[0],
        )
        for spec, row, moment in found
    ]
    return sorted(entries, key=lambda entry: entry.moment), load


def is_due_date(spec: Spec) -> bool:
    """Whether the object's date is only when it is due: it stands among the duties then, not in the agenda."""
    return len(spec.calendar) == 1 and any(deadline.field == spec.calendar[0] for deadline in spec.deadlines)


def _dated(
    spec: Spec, by: Actor, start: datetime, end: datetime, team: bool
) -> Iterable[tuple[Any, datetime]]:
    """The rows of an object in a span with their moments, bare but for what their titles are made of."""
    described = spec.fields[spec.calendar[0]]
    if described.type.name != "datetime":
        return []
    moment = described.attname
    rows = access.visible(cast(type[Record], spec.model), by).filter(
        _whose(spec.owners[0], by, team), **{f"{moment}__gte": start, f"{moment}__lt": end}
    )
    subjects = [link.attname for link in _subjects(spec)]
    needed = dict.fromkeys(
        ["pk", spec.fields[spec.title].attname, moment, *subjects, spec.fields[spec.owners[0]].attname]
    )
    found = rows.order_by(moment).values_list(*needed, named=True)[:MOST]
    return [(row, getattr(row, moment)) for row in found]
