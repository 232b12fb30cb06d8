"""What the tests of the pages share: the cast."""

import pytest

from tests.cast import Cast


@pytest.fixture
def cast(staged_cast: Cast) -> Cast:
    """Two companies with their people, in a transaction that is taken back."""
    return staged_cast
