"""How the blocks of a document look in its editor: each with its inputs, what it can be set to, and what is wrong."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from akrab.engine import access
from akrab.engine.fields import Field
from akrab.engine.registry import find_object
from akrab.engine.spec import Spec
from akrab.features.documents import design as parts
from akrab.features.documents.design import Block
from akrab.features.documents.related import TO_THE_RIGHT, related_to
from akrab.identity.actor import Actor
from akrab.web import conditions, designs

Choices = list[tuple[str, str]]


@dataclass(frozen=True)
class BlockView:
    """One block of the editor. `object` is whose fields its texts name, `rows` whose its columns are."""

    block: Any
    kind: str
    label: str
    icon: str
    parent: str
    object: str
    errors: Sequence[str] = ()
    only: str = ""
    only_words: str = ""
    where: str = ""
    where_words: str = ""
    rows: str = ""
    objects: Choices = field(default_factory=list)
    columns: list[tuple[str, str, bool]] = field(default_factory=list)
    file: str = ""
    children: list["BlockView"] = field(default_factory=list)
    may_hold: bool = False

    @property
    def name(self) -> str:
        """How its inputs begin."""
        return f"b.{self.block.id}"

    @property
    def only_name(self) -> str:
        return f"{self.name}.only"

    @property
    def only_slot(self) -> str:
        return slot(self.only_name)

    @property
    def where_name(self) -> str:
        return f"{self.name}.where"

    @property
    def where_slot(self) -> str:
        return slot(self.where_name)

    @property
    def chosen(self) -> str:
        """Which rows are chosen."""
        return chosen_rows(self.block) if isinstance(self.block, parts.Rows) else ""


def slot(name: str) -> str:
    """What the element is called that holds the condition of this name."""
    return name.replace(".", "-")


def views(
    blocks: Sequence[Block],
    spec: Spec,
    by: Actor,
    wrong: Mapping[str, list[str]],
    parent: str = "",
    depth: int = 1,
) -> list[BlockView]:
    """The blocks of a variant, with those inside others."""
    return [_view(block, spec, by, wrong, parent, depth) for block in blocks]


def _view(
    block: Block, spec: Spec, by: Actor, wrong: Mapping[str, list[str]], parent: str, depth: int
) -> BlockView:
    kind = str(getattr(block, "kind", ""))
    label, icon, _hint = designs.labels()[kind]
    more: dict[str, Any] = {}
    inner = spec
    if isinstance(block, parts.Rows):
        more = _rows(block, spec, by)
        inner = find_object(block.object) or spec
    if isinstance(block, parts.Image):
        more["file"] = json.dumps(block.file) if block.file else ""
    if isinstance(block, parts.Group | parts.Each):
        held = inner if isinstance(block, parts.Each) else spec
        more["children"] = views(block.blocks, held, by, wrong, block.id, depth + 1)
        more["may_hold"] = designs.may_nest(depth)
    return BlockView(
        block, kind, label, icon, parent, spec.name, wrong.get(block.id, ()),
        only=json.dumps(block.only) if block.only else "", only_words=conditions.sentence(block.only, spec, by),
        **more,
    )  # fmt: skip


def _rows(block: parts.Rows, spec: Spec, by: Actor) -> dict[str, Any]:
    """Which records can be rows, and what columns they have."""
    other = find_object(block.object)
    found: dict[str, Any] = {
        "objects": _objects(block, spec),
        "where": json.dumps(block.where) if block.where else "",
        "rows": block.object if other else "",
    }
    if other is not None:
        found["where_words"] = conditions.sentence(block.where, other, by)
        found["columns"] = [
            (name, described.label, described.type.name in TO_THE_RIGHT)
            for name, described in access.readable(by, other).items()
            if described.type.name not in ("file", "design", "filter", "measures")
        ]
    return found


def _objects(block: parts.Rows, spec: Spec) -> Choices:
    """The objects that link here; one with several links once for each, and what is chosen even if it is gone."""
    links: dict[str, list[tuple[Spec, Field]]] = {}
    for other, link in related_to(spec):
        links.setdefault(other.name, []).append((other, link))
    found = []
    for several in links.values():
        for place, (other, link) in enumerate(several):
            value = f"{other.name}.{link.name}" if place or block.link == link.name else other.name
            found.append(
                (value, f"{other.label_plural} · {link.label}" if len(several) > 1 else other.label_plural)
            )
    chosen = chosen_rows(block)
    return found if chosen in dict(found) else [(chosen, chosen or "–"), *found]


def chosen_rows(block: parts.Rows) -> str:
    """What the choice of rows stands at."""
    return f"{block.object}.{block.link}" if block.link else block.object
