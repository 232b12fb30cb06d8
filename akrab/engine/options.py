"""What a link can be set to: the records, members or roles a person may choose from, by what they type."""

from uuid import UUID

from django.db.models import Q

from akrab.engine import access, search
from akrab.engine.fields import Field
from akrab.engine.fields.links import target_of
from akrab.engine.lists import ListEntry
from akrab.engine.record import Record
from akrab.engine.spec import spec_of
from akrab.identity.actor import Actor
from akrab.identity.members import active_members
from akrab.identity.models import Membership
from akrab.lib import text


def options(field: Field, q: str, by: Actor, limit: int = 20) -> list[tuple[UUID, str]]:
    """Ids and titles that fit what was typed; the most useful first where nothing was."""
    target = target_of(field)
    if issubclass(target, Membership):
        people = [(member.pk, str(member)) for member in active_members()]
        return _alike(people, q)[:limit]
    if not issubclass(target, Record):
        return _alike([(row.pk, str(row)) for row in target._default_manager.all()], q)[:limit]
    spec = spec_of(target)
    rows = access.visible(target, by).defer("search")
    if issubclass(target, ListEntry):
        rows = rows.filter(~Q(retired=True))
    if q.strip():
        rows = rows.filter(pk__in=search.ids(spec, q, by, limit))
    ordered = rows.order_by("position", "id") if "position" in spec.fields else rows.order_by("-id")
    return [(row.pk, spec.title_of(row)) for row in ordered[:limit]]


def _alike(rows: list[tuple[UUID, str]], q: str) -> list[tuple[UUID, str]]:
    wanted = text.normalise(q).strip()
    return [row for row in rows if wanted in text.normalise(row[1])]
