"""What a link field offers: records, people or roles by what was typed; for a link to anything, all that is found."""

from typing import Any
from uuid import UUID

from django.http import QueryDict

from akrab.engine import access, search
from akrab.engine.actions import actions_of
from akrab.engine.errors import NotFound
from akrab.engine.options import options
from akrab.engine.spec import Spec, named
from akrab.identity.actor import Actor

MOST = 12


def options_for(by: Actor, spec: Spec, name: str, query: QueryDict) -> dict[str, Any]:
    """The options of a field of an object, or of one of its actions; raises `NotFound`."""
    action = actions_of(spec.model).get(query.get("action", ""))
    field = action.params.get(name) if action else access.readable(by, spec).get(name)
    if field is None:
        raise NotFound(name)
    q = query.get("q", "")
    found: list[tuple[UUID | str, str]]
    if field.type.name == "any_link":
        found = [
            (named(hit.record), f"{hit.title} · {hit.spec.label}")
            for hit in search.find(q, by, 4)
            if name not in (*spec.ends, *spec.somebody) or "phones" in hit.spec.fields
        ]
    else:
        found = [*options(field, q, by, MOST)]
    return {"options": found, "is_people": field.type.name == "user"}
