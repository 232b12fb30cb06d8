"""The cast of the engine's tests, inside north, whose time is Manila's."""

from collections.abc import Iterator

import pytest

from akrab.lib import clock
from akrab.tenancy.current import workspace as inside
from tests.cast import Cast, assemble


@pytest.fixture
def cast(db: None) -> Iterator[Cast]:
    cast = assemble(time_zone="Asia/Manila")
    with inside(cast.north):
        yield cast
    clock.set(None)
