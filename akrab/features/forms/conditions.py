"""Questions that are asked only sometimes: a filter tree over the answers so far, as lists have over fields.

    {"field": "kind", "op": "is", "value": "Repair"}     with and, or and not around it

The browser asks the same of the same tree (frontend/modules/conditions.js); one table of cases tests both.
"""

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akrab.engine.filters import DEEPEST, MOST_NODES, Tree

Test = Callable[[str, list[str]], bool]

OPERATORS: dict[str, Any] = {
    "is": gettext_lazy("is"),
    "is_not": gettext_lazy("is not"),
    "any_of": gettext_lazy("is any of"),
    "none_of": gettext_lazy("is none of"),
    "contains": gettext_lazy("contains"),
    "not_contains": gettext_lazy("does not contain"),
    "gte": gettext_lazy("is at least"),
    "lte": gettext_lazy("is at most"),
    "empty": gettext_lazy("is empty"),
    "not_empty": gettext_lazy("is not empty"),
}
WITHOUT_VALUE = ("empty", "not_empty")
OF_ALL = ("is_not", "none_of", "not_contains", "empty")  # true of several choices only if true of each
LONGEST_VALUE, MOST_VALUES = 300, 100


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _compared(answer: str, wanted: list[str], fits: Callable[[Any, Any], bool]) -> bool:
    """Numbers by size, days and whatever else as texts; nothing is neither more nor less."""
    one, other = _number(answer), _number(wanted[0])
    if one is not None and other is not None:
        return fits(one, other)
    return bool(answer) and fits(answer, wanted[0])


TESTS: dict[str, Test] = {
    "is": lambda answer, wanted: answer.lower() == wanted[0].lower(),
    "is_not": lambda answer, wanted: answer.lower() != wanted[0].lower(),
    "any_of": lambda answer, wanted: answer.lower() in {one.lower() for one in wanted},
    "none_of": lambda answer, wanted: answer.lower() not in {one.lower() for one in wanted},
    "contains": lambda answer, wanted: wanted[0].lower() in answer.lower(),
    "not_contains": lambda answer, wanted: wanted[0].lower() not in answer.lower(),
    "gte": lambda answer, wanted: _compared(answer, wanted, lambda one, other: bool(one >= other)),
    "lte": lambda answer, wanted: _compared(answer, wanted, lambda one, other: bool(one <= other)),
    "empty": lambda answer, wanted: not answer,
    "not_empty": lambda answer, wanted: bool(answer),
}


def holds(tree: Tree, answers: Mapping[str, Any]) -> bool:
    """Whether the answers fulfil a tree that `check` accepted; no tree is always fulfilled."""
    if not tree:
        return True
    if "and" in tree:
        return all(holds(part, answers) for part in tree["and"])
    if "or" in tree:
        return any(holds(part, answers) for part in tree["or"])
    if "not" in tree:
        return not holds(tree["not"], answers)
    op = tree.get("op", "is")
    held = (TESTS[op](said, _values(tree)) for said in _said(answers.get(tree["field"])))
    return all(held) if op in OF_ALL else any(held)


def _said(answer: Any) -> list[str]:
    """An answer as texts: each of several that were chosen, else the one; nothing is an empty text."""
    given = answer if isinstance(answer, list) else [answer]
    return ["" if one is None else str(one).strip() for one in given] or [""]


def _values(tree: Tree) -> list[str]:
    value = tree.get("value", "")
    return [str(one).strip() for one in value] if isinstance(value, list) else [str(value).strip()]


def check(tree: Any) -> None:
    """Raise `ValueError`, with what to do, for a tree that can't be asked of answers."""
    _check(tree, 0, [0])


def _check(tree: Any, depth: int, seen: list[int]) -> None:
    seen[0] += 1
    if depth > DEEPEST or seen[0] > MOST_NODES:
        raise ValueError(
            _("This filter is too large: at most %(nodes)d conditions, %(depth)d deep.")
            % {"nodes": MOST_NODES, "depth": DEEPEST}
        )
    if not isinstance(tree, Mapping):
        raise ValueError(_("A condition is an object with “field”, “and”, “or” or “not”."))
    if not tree and depth == 0:
        return
    for key in ("and", "or"):
        if key in tree:
            if not isinstance(tree[key], list):
                raise ValueError(_("“%(key)s” takes a list of conditions.") % {"key": key})
            for part in tree[key]:
                _check(part, depth + 1, seen)
            return
    if "not" in tree:
        _check(tree["not"], depth + 1, seen)
        return
    _check_one(tree)


def _check_one(tree: Tree) -> None:
    if not isinstance(tree.get("field"), str):
        raise ValueError(_("A condition is an object with “field”, “and”, “or” or “not”."))
    if tree.get("op", "is") not in TESTS:
        known = ", ".join(TESTS)
        raise ValueError(
            _("Answers can't be asked “%(op)s”; use one of: %(known)s.")
            % {"op": str(tree.get("op"))[:40], "known": known}
        )
    values = _values(tree)
    if not values or len(values) > MOST_VALUES or any(len(one) > LONGEST_VALUE for one in values):
        raise ValueError(_("Give a value to compare with."))


def leaves(tree: Any) -> Iterator[Tree]:
    """The single conditions of a checked tree."""
    if not tree:
        return
    for key in ("and", "or"):
        if key in tree:
            for part in tree[key]:
                yield from leaves(part)
            return
    if "not" in tree:
        yield from leaves(tree["not"])
    else:
        yield tree


def names_in(tree: Any) -> set[str]:
    """The questions that a checked tree asks about."""
    return {leaf["field"] for leaf in leaves(tree)}


def values_of(leaf: Tree) -> list[str]:
    """What a single condition compares with."""
    return _values(leaf) if leaf.get("op", "is") not in WITHOUT_VALUE else []
