"""What the tests of the pages share: the cast."""

import pytest

from tests.cast import Cast, assemble


@pytest.fixture
def cast(db: None) -> Cast:
    """Two companies with their people, in a transaction that is taken back."""
    return assemble()
