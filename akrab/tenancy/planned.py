"""Statements that every request asks: the server plans each once a connection, which takes longer than running it."""

import hashlib
from collections.abc import Sequence
from functools import cache
from typing import Any
from weakref import WeakKeyDictionary

from django.conf import settings
from django.db import connection
from django.db.backends.utils import CursorWrapper

_planned: WeakKeyDictionary[Any, set[str]] = WeakKeyDictionary()  # what each connection has planned, by name


def execute(cursor: CursorWrapper, sql: str, values: Sequence[Any]) -> None:
    """Run a statement of the default connection; its first running plans it, in the same round trip.

    Behind a pooler, where a connection is another one each time, it is planned anew.
    """
    if not settings.KEEPS_PLANS:
        cursor.execute(sql, values)
        return
    name = _name(sql)
    asked = f"EXECUTE {name}({', '.join(['%s'] * len(values))})"
    planned = _planned.setdefault(connection.connection, set())
    if name in planned:
        cursor.execute(asked, values)
        return
    planned.add(name)
    numbered = sql % tuple(f"${place}" for place in range(1, len(values) + 1))
    cursor.execute(f"PREPARE {name} AS {numbered};{asked}", values)
    cursor.nextset()


@cache
def _name(sql: str) -> str:
    return f"akrab_{hashlib.sha256(sql.encode()).hexdigest()[:16]}"
