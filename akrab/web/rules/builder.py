"""The filter builder inside a form: filled with a tree, and read back."""

import json
from collections.abc import Mapping
from typing import Any

from django.http import QueryDict

from akrab.engine.spec import Spec
from akrab.identity.actor import Actor
from akrab.web import addresses, conditions


def builder(spec: Spec, tree: Mapping[str, Any], by: Actor, label: str = "") -> dict[str, Any]:
    """What the builder's template asks for, filled with a tree; what is deeper than it can show is kept aside."""
    join, parts = conditions.flat(tree)
    titles = conditions.titles(tree, spec, by)
    return {
        "label": label,
        "conditions": [conditions.row(spec, by, part, titles) for part in parts if "field" in part],
        "deeper": json.dumps(deeper) if (deeper := [part for part in parts if "field" not in part]) else "",
        "join": join,
        "fields": conditions.grouped(conditions.askable(spec, by), spec),
        "condition_address": f"{addresses.listing(by.workspace, spec)}filter/condition",
    }


def read_builder(data: QueryDict, spec: Spec, by: Actor) -> dict[str, Any]:
    """The tree that a sent builder stands for, with the parts that it could not show."""
    tree = conditions.read(data, spec, by)
    deeper = json.loads(data.get("deeper") or "[]")
    if not deeper:
        return dict(tree)
    join, parts = conditions.flat(tree)
    return dict(conditions.joined("or" if data.get("join") == "or" else join, [*parts, *deeper]))
