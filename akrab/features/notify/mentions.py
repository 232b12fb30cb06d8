"""Calling colleagues by @name in a comment: who is meant, and who may be offered."""

import re

from akrab.engine import access
from akrab.engine.record import Record
from akrab.engine.spec import spec_of
from akrab.identity.actor import person
from akrab.identity.members import active_members
from akrab.identity.models import Membership
from akrab.lib import text

MOST_OFFERED = 8


def named_in(written: str) -> list[Membership]:
    """The colleagues whose whole name follows an @; the longest name that fits is meant."""
    if "@" not in written:
        return []
    by_name: dict[str, list[Membership]] = {}
    for member in active_members():
        by_name.setdefault(str(member).casefold(), []).append(member)
    names = sorted(by_name, key=len, reverse=True)
    found: dict[str, None] = {}
    for at in re.finditer("@", written):
        rest = written[at.end() :].casefold()
        name = next(
            (one for one in names if rest.startswith(one) and not rest[len(one) : len(one) + 1].isalnum()),
            None,
        )
        if name is not None:
            found[name] = None
    return [member for name in found for member in by_name[name]]


def sees(member: Membership, record: Record) -> bool:
    """Whether a colleague may see a record, by the one rule."""
    by, spec = person(member), spec_of(type(record))
    if access.sees_all(by, spec):
        return True
    return access.visible(type(record), by).filter(pk=record.pk).exists()


def offered(typed: str, record: Record) -> list[Membership]:
    """The colleagues with a name that begins as typed and who may see the record."""
    wanted = text.normalise(typed).strip()
    found: list[Membership] = []
    for member in active_members():
        name = text.normalise(str(member))
        if f" {wanted}" in f" {name}" and sees(member, record):
            found.append(member)
            if len(found) == MOST_OFFERED:
                break
    return found
