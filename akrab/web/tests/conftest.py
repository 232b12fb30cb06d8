"""What the tests of the pages share: the cast, with an empty memory of attempts to sign in."""

import pytest
from django.core.cache import cache

from tests.cast import Cast, assemble


@pytest.fixture
def cast(db: None) -> Cast:
    """Two companies with their people, in a transaction that is taken back."""
    cache.clear()
    return assemble()
