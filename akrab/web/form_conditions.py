"""Conditions of a form's questions in its editor: as rows of inputs, with choices by their names, and read back."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django.http import QueryDict

from akrab.engine.spec import Spec
from akrab.features.forms.conditions import WITHOUT_VALUE, leaves
from akrab.features.forms.definition import Question
from akrab.features.forms.questions import Asked, find_field, options_of

MOST_CONDITIONS = 6
Offered = Mapping[str, Sequence[tuple[str, str]]]


@dataclass(frozen=True)
class Row:
    """One condition of a question: the answer it looks at, how, and for what."""

    field: str = ""
    op: str = "is"
    value: str = ""


def offered_by(spec: Spec, questions: Iterable[Question]) -> Offered:
    """What each question offers to choose from, as it is kept and as it is shown."""
    asked = [Asked(one, find_field(spec.name, one.path) if one.path else None) for one in questions]
    return {one.name: options for one in asked if (options := options_of(one))}


def rows_of(tree: Mapping[str, Any], offered: Offered) -> tuple[list[Row], str, str]:
    """A flat tree as rows, a choice by its name; a deeper one is kept as it is."""
    join = "or" if "or" in tree else "and"
    parts = tree.get(join, [tree] if tree else [])
    if any("field" not in part for part in parts):
        return [], join, json.dumps(tree)
    rows = [
        Row(
            part["field"],
            part.get("op", "is"),
            ", ".join(dict(offered.get(part["field"], ())).get(one, one) for one in _said(part)),
        )
        for part in parts
    ]
    return [*rows, Row()][:MOST_CONDITIONS], join, ""


def _said(part: Mapping[str, Any]) -> list[str]:
    value = part.get("value", "")
    return [str(one) for one in value] if isinstance(value, list) else [str(value)]


def keep_choices(questions: list[dict[str, Any]], offered: Offered) -> None:
    """Let conditions compare with what is kept of a choice, also where it was called by its name."""
    for question in questions:
        for leaf in leaves(question.get("show")):
            kept = {label.strip().lower(): value for value, label in offered.get(leaf["field"], ())}
            if kept and "value" in leaf:
                said = [kept.get(one.strip().lower(), one) for one in _said(leaf)]
                cast("dict[str, Any]", leaf)["value"] = said if isinstance(leaf["value"], list) else said[0]


def read_tree(data: QueryDict, key: str) -> dict[str, Any]:
    """The condition that a card's rows stand for; a row without a question says nothing."""
    kept = data.get(f"{key}.show.tree", "")
    if kept:
        try:
            tree = json.loads(kept)
        except ValueError:
            return {}
        return tree if isinstance(tree, dict) else {}
    asked = zip(
        data.getlist(f"{key}.show.field"),
        data.getlist(f"{key}.show.op"),
        data.getlist(f"{key}.show.value"),
        strict=False,
    )
    parts = [_condition(name, op, value) for name, op, value in asked if name]
    join = "or" if data.get(f"{key}.show.join") == "or" else "and"
    return {} if not parts else parts[0] if len(parts) == 1 else {join: parts}


def _condition(name: str, op: str, value: str) -> dict[str, Any]:
    if op in WITHOUT_VALUE:
        return {"field": name, "op": op}
    if op in ("any_of", "none_of"):
        return {"field": name, "op": op, "value": [one.strip() for one in value.split(",") if one.strip()]}
    return {"field": name, "op": op, "value": value.strip()}
