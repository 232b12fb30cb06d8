"""Shelves and specimens, as a person of the cast makes them."""

from collections.abc import Mapping
from typing import Any

from akrab.engine import write
from akrab.engine.models import Event, Operation
from akrab.engine.registry import get_object
from akrab.identity.models import Role
from tests.cast import Cast, Player
from tests.contract.objects.models import Shelf, Specimen

SHELF, SPECIMEN = get_object("shelf"), get_object("specimen")


def shelf(by: Player, name: str = "Shelf", keeper: Player | None = None) -> Shelf:
    return write.create(Shelf, {"name": name, "keeper": (keeper or by).id}, by.actor())


def specimen(by: Player, on: Shelf | None = None, **values: Any) -> Specimen:
    raw = {"name": "one", "count": 1, "colour": "red", "owner": by.id, "shelf": (on or shelf(by)).pk}
    return write.create(Specimen, raw | values, by.actor())


def allow(role: Role, rights: Mapping[str, Any], fields: Mapping[str, Any] | None = None) -> None:
    """From now on the role has these rights."""
    role.rights, role.fields = dict(rights), dict(fields or {})
    role.save()


def last_operation() -> Operation:
    found = Operation.objects.order_by("-id").first()
    assert found is not None
    return found


def state(cast: Cast) -> tuple[Any, ...]:
    """Everything that a refused write must leave as it was."""
    return (
        list(Specimen.objects.order_by("pk").values_list()),
        list(Shelf.objects.order_by("pk").values_list()),
        Event.objects.count(),
        Operation.objects.count(),
    )
