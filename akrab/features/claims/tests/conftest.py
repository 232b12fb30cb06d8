"""The cast, as in the tests of the whole product."""

from tests.conftest import cast

__all__ = ["cast"]
