"""How the contract tests talk to the API, and how they see that nothing changed."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

import pytest

from akrab.engine import access
from akrab.engine.fields import Field
from akrab.engine.models import Event
from akrab.engine.record import Record
from akrab.engine.registry import objects
from akrab.engine.spec import Spec
from akrab.tenancy.current import workspace
from tests.cast import Cast, Player
from tests.factory import NoneFits, draft, make

Reply = Any

every_object = pytest.mark.parametrize(
    "spec", [pytest.param(spec, id=name) for name, spec in objects().items()]
)


def call(player: Player, method: str, path: str, body: Any = None, **headers: str) -> Reply:
    """Send JSON to an address below /api/v1 and give back the response."""
    content = {} if body is None else {"data": json.dumps(body), "content_type": "application/json"}
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return player.api.generic(method, f"/api/v1{path}", headers=named, **content)  # type: ignore[arg-type]


def problem(reply: Reply, status: int) -> dict[str, Any]:
    """The problem document of a refusal."""
    assert reply.status_code == status, reply.content
    assert reply["Content-Type"] == "application/problem+json"
    document = cast(dict[str, Any], json.loads(reply.content))
    assert document["status"] == status
    assert document["title"]
    assert document["detail"]
    return document


def address(spec: Spec, record: Any, rest: str = "") -> str:
    return f"/{spec.plural}/{getattr(record, 'pk', record)}{rest}"


def made(play: Cast, spec: Spec, by: Player | None = None, **values: Any) -> Any:
    """A record of north, alice's unless told."""
    player = by or play.alice
    with workspace(play.north):
        return make(spec, player.actor(), **values)


def sendable(play: Cast, spec: Spec) -> dict[str, Any] | None:
    """What a person may send to create this object; None where only the product itself makes it."""
    by = play.alice.actor()
    if access.reach(by, spec, "create") == "none":
        return None
    with workspace(play.north):
        found = draft(spec, by)
    return None if found.undescribed else found.raw


def another(play: Cast, spec: Spec) -> Any | None:
    """One more record, where there can be more than one."""
    try:
        return made(play, spec)
    except NoneFits:
        return None


def is_same(field: Field, got: Any, sent: Any, play: Cast) -> bool:
    """Whether two plain values stand for the same value, such as 12.5 and 12.50."""
    by = play.alice.actor()
    return bool(got == sent or field.type.parse(field, got, by) == field.type.parse(field, sent, by))


def model_of(spec: Spec) -> type[Record]:
    return cast(type[Record], spec.model)


@contextmanager
def unchanged(play: Cast, spec: Spec) -> Iterator[None]:
    """Fail when the block changed a row of this object in north, or wrote an event there."""

    def state() -> Any:
        with workspace(play.north):
            return list(model_of(spec)._default_manager.order_by("pk").values_list()), Event.objects.count()

    before = state()
    yield
    assert state() == before
