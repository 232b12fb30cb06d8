"""What a company says of its own objects: further fields, its words for them, their order, and what it does without.

The engine knows how a shape is applied; an ability reads it from its own tables (`read_by`). The workspace's row
carries a stamp that is new after each change, so that a process reads a shape once, and once more when it was changed,
here or in another process. A page that was opened with the workspace's row asks nothing for it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils.translation import get_language

from akrab.identity.models import Workspace
from akrab.tenancy.current import current_workspace, find_notes
from akrab.tenancy.ids import new_id

if TYPE_CHECKING:
    from akrab.engine.fields.base import Field

Words = Mapping[str, str]  # a text by language
MOST_KEPT = 500


@dataclass(frozen=True)
class Outline:
    """What is said of one object. Fields are custom ones, in order; `order` names all fields as forms have them."""

    fields: "Mapping[str, Field]" = field(default_factory=dict)
    label: Words = field(default_factory=dict)
    label_plural: Words = field(default_factory=dict)
    field_labels: Mapping[str, Words] = field(default_factory=dict)
    order: tuple[str, ...] = ()
    quick: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    is_off: bool = False


@dataclass(frozen=True)
class Shape:
    """All outlines of a workspace by object, and what is made of them once; `awake` is what dormant links lead to."""

    outlines: Mapping[str, Outline] = field(default_factory=dict)
    awake: frozenset[str] = frozenset()
    made: dict[Any, Any] = field(default_factory=dict)


PLAIN = Shape()
NOTHING = Outline()
_readers: list[Callable[[], Shape]] = []
_known: dict[UUID, tuple[UUID, Shape]] = {}
_superseded: set[tuple[UUID, UUID | None]] = set()
_turns: list[None] = []  # one more with each change made by this process


def read_by(reader: Callable[[], Shape]) -> None:
    """Name the function that reads the current workspace's shape."""
    _readers[:] = [reader]


def current() -> Shape:
    """The shape of the current workspace; a plain one where there is none."""
    notes = find_notes()
    if notes is None:
        return PLAIN
    turn = len(_turns)
    held: tuple[int, Shape] | None = notes.get("shape")
    if held is not None and held[0] == turn:
        return held[1]
    notes["shape"] = (turn, PLAIN)  # what reading asks on its way is plain
    found = _find(notes.get("row") if held is None else None)
    notes["shape"] = (turn, found)
    return found


def _find(row: Any) -> Shape:
    id = current_workspace()
    is_fresh = isinstance(row, Workspace) and (id, row.shape) not in _superseded
    stamp = row.shape if is_fresh else _stamp(id)
    if stamp is None or not _readers:
        return PLAIN
    known = _known.get(id)
    if known is None or known[0] != stamp:
        while len(_known) >= MOST_KEPT:
            _known.pop(next(iter(_known)), None)
        known = _known[id] = (stamp, _readers[0]())
    return known[1]


def _stamp(id: UUID) -> UUID | None:
    return Workspace.objects.filter(pk=id).values_list("shape", flat=True).first()


def own_currency() -> str:
    """The currency of the current workspace, asked for once while it is open; nothing where there is none."""
    notes = find_notes()
    if notes is None:
        return ""
    if "currency" not in notes:
        row = notes.get("row")
        held = Workspace.objects.filter(pk=current_workspace()).values_list("currency", flat=True)
        notes["currency"] = row.currency if isinstance(row, Workspace) else held.first() or ""
    found: str = notes["currency"]
    return found


def renew() -> None:
    """Say that the current workspace's shape was changed: from now on everyone reads it anew."""
    id = current_workspace()
    _superseded.add((id, _stamp(id)))
    Workspace.objects.filter(pk=id).update(shape=new_id())
    _turns.append(None)


def outline_of(name: str) -> Outline:
    """What is said of an object of the current workspace."""
    return current().outlines.get(name, NOTHING)


def find_custom(object: str, name: str) -> "Field | None":
    return outline_of(object).fields.get(name)


def worded(words: Words | None) -> str:
    """The text in the active language; nothing where the company says none."""
    return (words or {}).get(get_language() or "", "")
