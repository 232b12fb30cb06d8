"""Turns: of those who are about to do the same at once, each waits for the one before."""

from django.db import connection


def wait(name: str) -> None:
    """Wait until nobody else has the turn of this name, and have it until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])
