"""Finding the few records that a condition on a custom field means, which it finds itself by no index.

Under row-level security a condition on JSON reads every row of the workspace until a page is full: quick for what many
records hold, slow for what few do. So an index is asked first: ranks where the field has them, else a function over
the JSON that carries the workspace itself.
"""

import json
from collections.abc import Iterator
from typing import Any

from django.db.models import Q

from akrab.engine import access, filters, ranks
from akrab.engine.fields import Asking, BadValue, Field, custom
from akrab.engine.filters import Tree, parsed_value
from akrab.engine.models import Rank
from akrab.engine.spec import Spec
from akrab.identity.actor import Actor
from akrab.tenancy import discovery

FEW, FEW_RANKED = 500, 2000
EQUAL = ("is", "any_of", "has", "has_any")


def narrowed(tree: Tree | None, spec: Spec, by: Actor) -> tuple[Q, Tree]:
    """The rows that a filter can mean at most, where one of its conditions names few, and what is left to ask of them.

    By ranks that condition is answered wholly; else all that the filter says is left.
    """
    whole = tree or {}
    for field, part in _parts(whole, spec, by):
        meant = _ranked(field, part, by) if field.rank else None
        if meant is not None and Rank.objects.filter(meant)[: FEW_RANKED + 1].count() <= FEW_RANKED:
            rest = {"and": [one for one in whole["and"] if one is not part]} if "and" in whole else {}
            return Q(pk__in=Rank.objects.filter(meant).values("record")), rest
    for wanted in _wanted(whole, spec, by):
        found = discovery.holding(spec.model, wanted, FEW + 1)
        if len(found) <= FEW:
            return Q(pk__in=found), whole
    return Q(), whole


def by_ranks(order: Field, tree: Tree | None, spec: Spec, by: Actor) -> tuple[Q, Tree]:
    """The ranks of the field of an order that a filter means, as far as ranks can tell, and what is left to ask."""
    whole = tree or {}
    found, answered = Q(), []
    for field, part in _parts(whole, spec, by):
        meant = _ranked(field, part, by) if field.rank else None
        if meant is not None:
            answered.append(part)
            found &= meant if field is order else Q(record__in=Rank.objects.filter(meant).values("record"))
    if "and" in whole:
        return found, {"and": [one for one in whole["and"] if not any(one is part for part in answered)]}
    return found, {} if answered else whole


def _ranked(field: Field, part: Tree, by: Actor) -> Q | None:
    """The ranks that one condition means; None where ranks can't tell."""
    operator = field.type.find_operator(str(part.get("op", "is")))
    if operator is None or (operator.name in filters.NEGATIVE and operator.name != "empty"):
        return None
    if operator.name in ("empty", "not_empty"):
        nothing = ranks.key_of(field, field.empty_value)
        filled = ranks.filled(field) if field.null else ranks.filled(field) & ~Q(key=nothing)
        return Q(key=nothing) if operator.name == "empty" else filled
    try:
        return ranks.meant_by(
            field, operator.condition(field, "key", parsed_value(field, part, by), Asking(by))
        )
    except BadValue:  # which compiling the filter says
        return None


def _parts(tree: Tree, spec: Spec, by: Actor) -> Iterator[tuple[Field, Tree]]:
    """The conditions on custom fields that must all hold."""
    for part in tree.get("and", [tree]):
        field = access.readable(by, spec).get(str(part.get("field", "")))
        if field is not None and field.is_custom:
            yield field, part


def _wanted(tree: Tree, spec: Spec, by: Actor) -> Iterator[list[str]]:
    """What each condition that must hold asks a custom field to be equal to, as JSON that a record keeps."""
    for field, part in _parts(tree, spec, by):
        if field.rank or part.get("op", "is") not in EQUAL:
            continue
        try:
            value = parsed_value(field, part, by)
        except BadValue:  # which compiling the filter says
            continue
        held = [_as_kept(field, one) for one in (value if isinstance(value, list) else [value])]
        if held and all(one not in (None, False, "") for one in held):
            is_list = field.type.name in ("tags", "emails", "phones")
            yield [json.dumps({field.name: [one] if is_list else one}, ensure_ascii=False) for one in held]


def _as_kept(field: Any, value: Any) -> Any:
    return value if field.type.name in ("tags", "emails", "phones") else custom.kept(field, value)
