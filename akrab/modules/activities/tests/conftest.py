"""Two companies with their people, and a clock that runs on after each test."""

from collections.abc import Iterator

import pytest

from akrab.lib import clock
from tests.conftest import cast

__all__ = ["cast"]


@pytest.fixture(autouse=True)
def running_clock() -> Iterator[None]:
    yield
    clock.set(None)
