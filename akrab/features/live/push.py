"""Telling the open pages of a workspace that something changed; the page then asks for what it shows, by its rights."""

import json
from collections.abc import Sequence
from uuid import UUID

from django.db import connection

from akrab.engine import batch
from akrab.tenancy.current import current_workspace

CHANNEL = "akrab_live"


def push(kind: str, object: str = "", record: UUID | None = None, to: Sequence[UUID] | None = None) -> None:
    """Announce at commit; only names and ids leave. `to` are memberships, None is everyone in the workspace."""
    told = {
        "w": str(current_workspace()), "to": None if to is None else [str(one) for one in to], "k": kind,
        "o": object, "r": str(record) if record else None,
    }  # fmt: skip
    batch.together(_announce, json.dumps(told))


def _announce(told: list[str]) -> None:
    """Each once, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_notify(%s, told) FROM unnest(%s::text[]) told", [CHANNEL, list(dict.fromkeys(told))]
        )
