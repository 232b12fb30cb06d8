"""Where the names in a run's texts lead: to its record, what its steps made, a loop's item, people, a payload."""

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any, cast
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from akrab.engine import query, values
from akrab.engine.errors import EngineError
from akrab.engine.fields import Field
from akrab.engine.record import Record
from akrab.engine.registry import find_object
from akrab.engine.spec import spec_of
from akrab.features.automation import choosing
from akrab.features.calendars import finding as calendars
from akrab.identity.actor import Actor
from akrab.identity.members import active_members, find_supervisor
from akrab.lib import clock, dates, working

# A path, and what is said where it has no value.
BRACES = re.compile(r"\{([a-z][A-Za-z0-9_.-]*)(?:\|([^{}]*))?\}")
# A part that is left out where a value in it is empty; single brackets may stand for anything, such as a list in JSON.
PART = re.compile(r"\[\[([^\[\]{}]*\{[^\[\]]*)\]\]")
LONGEST = 5000


def paths_in(raw: Any) -> Iterator[str]:
    """Every path that a step's value names, in the order they are written."""
    if isinstance(raw, str):
        yield from (match[1] for match in BRACES.finditer(raw))
    elif isinstance(raw, dict):
        for value in raw.values():
            yield from paths_in(value)
    elif isinstance(raw, list):
        for value in raw:
            yield from paths_in(value)


def alone_in(raw: str) -> re.Match[str] | None:
    """The brace that is the whole text and says nothing instead of its value, which is then taken as it is."""
    found = BRACES.fullmatch(raw)
    return found if found and found[2] is None else None


class Broken(EngineError):
    """A step can't be taken as it is written; the text says what is wrong."""


class Scope:
    """The names of one run of a `rule`. `memory` maps a root to `object:id`, and `who` to a membership's id.

    `worker` is who gets what a step makes: working time is theirs, else that of whoever the record belongs to.
    """

    def __init__(self, memory: Mapping[str, Any], by: Actor, rule: UUID | None = None) -> None:
        self.memory, self.by, self.rule = memory, by, rule
        self.worker: UUID | None = None

    def record(self, root: str) -> Record:
        """The record a root stands for, as it is now; raises `Broken` when there is none."""
        kind, _colon, id = str(self.memory.get(root) or "").partition(":")
        spec = find_object(kind)
        model = cast(type[Record], spec.model) if spec else None
        found = model._default_manager.filter(pk=id, deleted_at__isnull=True).first() if model else None
        if found is None:
            raise Broken(_("“%(name)s” is not there, or no more.") % {"name": root})
        return found

    def value(self, raw: Any) -> Any:
        """What a step's value stands for, plain: braces filled in, and `after` with `minutes` as a moment.

        Minutes said to be `working` pass in working time alone.
        """
        if isinstance(raw, list):
            return [self.value(one) for one in raw]
        if isinstance(raw, dict):
            if "after" in raw:
                return self._moment(raw)
            if set(raw) == {"leader_of"}:
                return self._leader(self.value(raw["leader_of"]))
            if choosing.is_group(raw):
                return [str(one.pk) for one in choosing.people_of(raw)]
            return {name: self.value(one) for name, one in raw.items()}
        if not isinstance(raw, str):
            return raw
        alone = alone_in(raw)
        return self._plain(alone[1]) if alone else self.text(raw)

    def text(self, raw: str) -> str:
        """A text with each brace as a person reads it; one without a value says what stands after its bar, or nothing.

        A part in double square brackets is there only where all values in it are.
        """

        def whole(match: re.Match[str]) -> str:
            return match[1] if all(map(self._said, BRACES.finditer(match[1]))) else ""

        filled = BRACES.sub(self._said, PART.sub(whole, raw))
        return re.sub(r"[ \t]+", " ", filled).strip()[:LONGEST]

    def _said(self, place: re.Match[str]) -> str:
        return self._written(place[1]) or (place[2] or "").strip()

    def moment(self, raw: str) -> datetime | None:
        """The moment a name stands for; `now`, or a date or moment field."""
        return self._moment({"after": raw})

    def _moment(self, said: Mapping[str, Any]) -> datetime | None:
        after = str(said["after"])
        start = clock.now()
        if after != "now":
            held = self._held(after.strip("{}"))
            if held is None:
                return None
            record, field = held
            value = getattr(record, field.attname)
            if value is None:
                return None
            start = dates.instant(value, ZoneInfo(self.by.workspace.time_zone))
        return self.later(start, int(said.get("minutes", 0)), bool(said.get("working")))

    def later(self, start: datetime, minutes: int, working_time: bool) -> datetime:
        """So many minutes after a moment, or before it; by the clock, or in working time.

        Working time is that of the team of the worker, or of whoever the run's record belongs to, else the company's;
        where a calendar has no hours at all, the clock counts.
        """
        if working_time and minutes:
            with suppress(working.NeverOpen):
                return working.add(calendars.for_member(self._keeper(), self.by.workspace), start, minutes)
        return start + timedelta(minutes=minutes)

    def _keeper(self) -> UUID | None:
        """Whose working time counts."""
        if self.worker is not None or "record" not in self.memory:
            return self.worker
        return next(iter(choosing.owners_of(self.record("record"))), None)

    def _leader(self, member: Any) -> str | None:
        """Who leads the team of a member, the member of it alone excepted."""
        leader = find_supervisor(UUID(str(member))) if member else None
        return str(leader.pk) if leader else None

    def _plain(self, path: str) -> Any:
        if path.startswith("payload"):
            return self._sent(path.split(".")[1:])
        if path in self.memory and "." not in path:
            return self.memory[path]
        held = self._held(path)
        if held is None:
            return None
        record, field = held
        return field.type.plain(field, getattr(record, field.attname))

    def _sent(self, names: list[str]) -> Any:
        """A value of what the calling program sent; None where it sent none of that name."""
        found = self.memory.get("payload")
        for name in names:
            if isinstance(found, list) and name.isdigit():
                found = found[int(name)] if int(name) < len(found) else None
            else:
                found = found.get(name) if isinstance(found, dict) else None
        return found

    def _written(self, path: str) -> str:
        if path.startswith("payload"):
            sent = self._sent(path.split(".")[1:])
            return "" if sent is None else str(sent)
        if path == "who":
            return self._person_behind()
        held = self._held(path)
        if held is None:
            return ""
        record, field = held
        titles = query.titles_for([record], [field], self.by)
        return values.written(record, field, titles, self.by.workspace.currency)

    def _person_behind(self) -> str:
        id = self.memory.get("who")
        return str(active_members().filter(pk=UUID(id)).first() or "") if id else ""

    def _held(self, path: str) -> tuple[Record, Field] | None:
        """The record and field at the end of a path; None where a link on the way is empty."""
        root, *links, last = path.split(".") if "." in path else (path, "")
        record: Record | None = self.record(root)
        for link in links:
            record = getattr(record, self._field(record, link).name) if record else None
            if not isinstance(record, Record):
                return None
        if record is None:
            return None
        return record, self._field(record, last or spec_of(type(record)).title)

    def _field(self, record: Record | None, name: str) -> Field:
        fields = spec_of(type(record)).fields if record else {}
        if name not in fields:
            raise Broken(_("There is no field “%(name)s” any more.") % {"name": name})
        return fields[name]
