"""Boards: the columns that a link or choice makes, and how far along them a record is."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, cast
from uuid import UUID

from akrab.engine import access
from akrab.engine.fields import Field
from akrab.engine.fields.links import target_of
from akrab.engine.record import Record
from akrab.engine.spec import Spec, spec_of
from akrab.identity.actor import Actor


@dataclass(frozen=True)
class Column:
    """One column: the value that puts a record there, its title, its place in order."""

    value: Any
    title: str
    place: int


@dataclass(frozen=True)
class Way:
    """What a board runs along: a pipeline among several, or nothing where the columns are fixed."""

    id: UUID | None = None
    title: str = ""


@dataclass(frozen=True)
class Steps:
    """How far each value of the board's field is, and the titles learned on the way, for cells with ticks."""

    known: frozenset[str] = frozenset()
    places: dict[str, tuple[int, int]] = field(default_factory=dict)
    titles: dict[UUID, str] = field(default_factory=dict)


def way_field(spec: Spec) -> Field | None:
    """The link that an object shares with its board's columns: a deal and a stage both have a pipeline."""
    board = spec.fields.get(spec.board)
    if board is None or board.type.name != "link":
        return None
    target = spec_of(cast(type[Record], target_of(board)))
    for link in target.links():
        own = spec.fields.get(link.name)
        if own is not None and own.type.name == "link" and target_of(own) is target_of(link):
            return own
    return None


def ways(spec: Spec, by: Actor) -> list[Way]:
    """What the board can run along, in order."""
    link = way_field(spec)
    if link is None:
        return []
    target = cast(type[Record], target_of(link))
    names = [name for name in ("position",) if name in spec_of(target).fields]
    return [Way(row.pk, str(row)) for row in access.visible(target, by).order_by(*names, "id")]


def columns(spec: Spec, by: Actor, way: Way | None = None) -> list[Column]:
    """The board's columns in order; of one way where there are several."""
    board = spec.fields[spec.board]
    if board.type.name == "choice":
        return [
            Column(value, str(text), place) for place, (value, text) in enumerate(board.flatchoices, start=1)
        ]
    rows = _targets(board, by)
    link = way_field(spec)
    if link is not None and way is not None:
        rows = [row for row in rows if getattr(row, link.attname) == way.id]
    called = spec_of(cast(type[Record], target_of(board))).title_of
    return [Column(row.pk, called(row), place) for place, row in enumerate(rows, start=1)]


def _targets(board: Field, by: Actor) -> list[Any]:
    """What the board's field may lead to, in order, as bare rows of title and links."""
    target = cast(type[Record], target_of(board))
    spec = spec_of(target)
    names = [name for name in ("position",) if name in spec.fields]
    needed = dict.fromkeys(["pk", spec.fields[spec.title].attname, *(link.attname for link in spec.links())])
    return list(access.visible(target, by).order_by(*names, "id").values_list(*needed, named=True))


def steps(spec: Spec, shown: Iterable[Field], by: Actor) -> Steps:
    """How far along its way each value of the board's field is, when the field is among those shown; one query."""
    board = spec.fields.get(spec.board)
    if board is None or board.type.name != "link" or board not in list(shown):
        return Steps()
    link = way_field(spec)
    called = spec_of(cast(type[Record], target_of(board))).title_of
    groups: dict[Any, list[Any]] = {}
    for row in _targets(board, by):
        groups.setdefault(getattr(row, link.attname) if link else None, []).append(row)
    places = {
        str(row.pk): (place, len(rows)) for rows in groups.values() for place, row in enumerate(rows, start=1)
    }
    titles = {row.pk: called(row) for rows in groups.values() for row in rows}
    return Steps(frozenset({board.name}), places, titles)
