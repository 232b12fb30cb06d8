"""Statements that every request asks: the server plans each once a connection, which takes longer than running it."""

from collections.abc import Sequence
from itertools import count
from typing import Any
from weakref import WeakKeyDictionary

from django.conf import settings
from django.db import connection
from django.db.backends.utils import CursorWrapper

_planned: WeakKeyDictionary[Any, dict[str, str]] = WeakKeyDictionary()  # each connection's names by statement
_tried = count(1)


def execute(cursor: CursorWrapper, sql: str, values: Sequence[Any]) -> None:
    """Run a statement of the default connection; its first running plans it, in the same round trip.

    Behind a pooler, where a connection is another one each time, it is planned anew.
    """
    if not settings.KEEPS_PLANS:
        cursor.execute(sql, values)
        return
    planned = _planned.setdefault(connection.connection, {})
    marks = ", ".join(["%s"] * len(values))
    if sql in planned:
        cursor.execute(f"EXECUTE {planned[sql]}({marks})", values)
        return
    # A plan outlives a first running that fails, or was never made: the next attempt takes another name.
    name = f"akrab_{next(_tried)}"
    numbered = sql % tuple(f"${place}" for place in range(1, len(values) + 1))
    cursor.execute(f"PREPARE {name} AS {numbered};EXECUTE {name}({marks})", values)
    cursor.nextset()
    planned[sql] = name
