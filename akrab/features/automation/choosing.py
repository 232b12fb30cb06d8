"""Who of a group gets something: the one who has to do with the record already, or whoever has the least to do."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeGuard
from uuid import UUID

from django.db.models import Count, QuerySet

from akrab.engine.record import Record
from akrab.engine.spec import Spec, named, spec_of
from akrab.identity.members import active_members
from akrab.identity.models import Membership

GROUPS = {"role", "team"}


def is_group(raw: Any) -> TypeGuard[Mapping[str, Any]]:
    """Whether a step's value names a role or team, to have a person chosen of it or to stand for each of its people."""
    return isinstance(raw, Mapping) and bool(raw) and not set(raw) - {*GROUPS, "one"}


def people_of(raw: Mapping[str, Any]) -> QuerySet[Membership]:
    """The active members of the role or team that a value names, in the order they joined."""
    named = {name: UUID(str(id)) for name, id in raw.items() if name in GROUPS}
    return active_members().filter(**named).order_by("created_at", "id")


def one_of(raw: Mapping[str, Any], record: Record | None, made: Spec, field: str) -> Membership | None:
    """The one of a group who gets a new record of the object `made` in its person field, about the run's record.

    It is who owns that record, else who had the latest of these records about it, else who has the fewest open. Of a
    group without people it is the record's owner, whoever that is, so that it is not nobody's.
    """
    people = people_of(raw)
    owners = owners_of(record) if record is not None else []
    known = {one.pk: one for one in people.filter(pk__in=owners)}
    if own := next((known[id] for id in owners if id in known), None):
        return own
    earlier = _who_had(people, record, made, field) if record is not None else None
    return earlier or least(list(people), made, field) or active_members().filter(pk__in=owners[:1]).first()


def owners_of(record: Record) -> list[UUID]:
    """The members a record belongs to, the first of them foremost."""
    return [id for name in spec_of(type(record)).owners if (id := getattr(record, f"{name}_id", None))]


def _who_had(people: QuerySet[Membership], record: Record, made: Spec, field: str) -> Membership | None:
    """Of these people the one who had the latest record of an object about this record."""
    column = about_of(made)
    if not column:
        return None
    rows = made.model._default_manager.filter(**{column: named(record), f"{field}__in": people})
    id = rows.order_by("-id").values_list(field, flat=True).first()
    return people.filter(pk=id).first() if id else None


def about_of(spec: Spec) -> str:
    """The link by which records of an object are about a record of any other; empty where there is none."""
    return next((one.name for one in spec.of_type("any_link") if one.name != spec.made_by), "")


def least(people: Sequence[Membership], spec: Spec, field: str) -> Membership | None:
    """Who has the fewest open records of an object; of those with as few the first."""
    rows = spec.model._default_manager.filter(**open_ones(spec), **{f"{field}__in": people})
    load = dict(rows.values_list(field).annotate(n=Count("pk")))
    return min(people, key=lambda member: load.get(member.pk, 0), default=None)


def next_of(people: Sequence[Membership], record: Record, field: str) -> Membership:
    """Whose turn it is, of people in the order they joined: who follows the one that has the latest of such records."""
    rows = type(record)._default_manager.filter(deleted_at__isnull=True, **{f"{field}__in": people})
    last = rows.exclude(pk=record.pk).order_by("-created_at", "-id").values_list(field, flat=True).first()
    places = [member.pk for member in people]
    return people[(places.index(last) + 1) % len(people)] if last in places else people[0]


def open_ones(spec: Spec) -> dict[str, Any]:
    """What tells the records of an object that still have to be dealt with: those its deadlines wait for, if any do."""
    waited = next((deadline.while_ for deadline in spec.deadlines if deadline.while_), {})
    return {"deleted_at__isnull": True, **{f"{name}__in": values for name, values in waited.items()}}
