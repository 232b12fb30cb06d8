"""Counters that all web processes share, behind Django's cache interface: limits on attempts hold for all of them.

A row a key in PostgreSQL, asked for only where something is counted (signing in, resetting a password, codes), never
on other pages. Values are what JSON can say: nothing that is read here is ever run.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.db import connection

from akrab.identity.models import Attempt
from akrab.lib import clock

LONGEST = timedelta(days=400)  # for what is told to be kept for ever


class SharedAttempts(BaseCache):
    """Django's cache, in the table of attempts; `add` gives a key to one of those who ask at the same moment."""

    def __init__(self, _location: str, params: dict[str, Any]) -> None:
        super().__init__(params)

    def add(
        self, key: str, value: Any, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None
    ) -> bool:
        full = self.make_key(key, version)
        Attempt.objects.filter(pk=full, expires_at__lte=clock.now()).delete()
        row = {"value": value, "expires_at": self._end(timeout)}
        _row, is_new = Attempt.objects.get_or_create(pk=full, defaults=row)
        return is_new

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        rows = Attempt.objects.filter(pk=self.make_key(key, version), expires_at__gt=clock.now())
        found = rows.values_list("value", flat=True)[:1]
        return found[0] if found else default

    def set(
        self, key: str, value: Any, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None
    ) -> None:
        row = Attempt(pk=self.make_key(key, version), value=value, expires_at=self._end(timeout))
        Attempt.objects.bulk_create(
            [row], update_conflicts=True, unique_fields=["key"], update_fields=["value", "expires_at"]
        )

    def touch(self, key: str, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        rows = Attempt.objects.filter(pk=self.make_key(key, version), expires_at__gt=clock.now())
        return bool(rows.update(expires_at=self._end(timeout)))

    def delete(self, key: str, version: int | None = None) -> bool:
        gone, _each = Attempt.objects.filter(pk=self.make_key(key, version)).delete()
        return bool(gone)

    def clear(self) -> None:
        Attempt.objects.all().delete()

    def _end(self, timeout: float | None) -> datetime:
        seconds = self.default_timeout if timeout is DEFAULT_TIMEOUT else timeout
        return clock.now() + (LONGEST if seconds is None else timedelta(seconds=seconds))


def prune() -> int:
    """Forget what no longer counts; how many rows that was."""
    gone, _each = Attempt.objects.filter(expires_at__lte=clock.now()).delete()
    return gone


def count(keys: Sequence[str], window: timedelta) -> list[int]:
    """How often each key was named within its window, this time included, whichever process asks."""
    found = count_each(dict.fromkeys(keys, window))
    return [found[key] for key in keys]


def count_each(windows: Mapping[str, timedelta]) -> dict[str, int]:
    """The same for keys that have a window each.

    A window begins with the first time. One statement; keep it out of longer transactions: others wait for the row.
    """
    now = clock.now()
    rows = ", ".join(["(%s, '1'::jsonb, %s)"] * len(windows))
    table = connection.ops.quote_name(Attempt._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} AS held (key, value, expires_at) VALUES {rows}"
            " ON CONFLICT (key) DO UPDATE SET"
            " value = CASE WHEN held.expires_at <= %s THEN '1'::jsonb ELSE to_jsonb(held.value::int + 1) END,"
            " expires_at = CASE WHEN held.expires_at <= %s THEN excluded.expires_at ELSE held.expires_at END"
            " RETURNING key, value::int",
            [*(value for key in sorted(windows) for value in (key, now + windows[key])), now, now],
        )
        return dict(cursor.fetchall())
