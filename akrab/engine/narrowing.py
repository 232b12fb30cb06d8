"""Finding the few records that hold a value of a custom field, which no condition finds by an index.

Under row-level security a condition on JSON reads every row of the workspace until a page is full: quick for what many
records hold, slow for what few do. So the index is asked first, by a function that carries the workspace itself.
"""

import json
from collections.abc import Iterator
from typing import Any

from django.db.models import Q

from akrab.engine import access
from akrab.engine.fields import BadValue, custom
from akrab.engine.filters import Tree, parsed_value
from akrab.engine.spec import Spec
from akrab.identity.actor import Actor
from akrab.tenancy import discovery

FEW = 500
EQUAL = ("is", "any_of", "has", "has_any")


def narrowed(tree: Tree | None, spec: Spec, by: Actor) -> Q:
    """The ids that a filter can mean at most, where one of its conditions names few; else no condition at all."""
    for wanted in _wanted(tree or {}, spec, by):
        found = discovery.holding(spec.model, wanted, FEW + 1)
        if len(found) <= FEW:
            return Q(pk__in=found)
    return Q()


def _wanted(tree: Tree, spec: Spec, by: Actor) -> Iterator[list[str]]:
    """What each condition that must hold asks a custom field to be equal to, as JSON that a record keeps."""
    for part in tree.get("and", [tree]):
        field = access.readable(by, spec).get(str(part.get("field", "")))
        if field is None or not field.is_custom or part.get("op", "is") not in EQUAL:
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
