"""Identifiers: known before a row is inserted, ordered in time, and not secret."""

from uuid import UUID

from uuid_utils.compat import uuid7


def new_id() -> UUID:
    """Return a new UUIDv7: never given twice, and greater than those made before it in this process."""
    return uuid7()
