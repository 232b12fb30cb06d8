"""What people have in hand, for when they leave a team or the company: named and handed on, none left alone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from akrab.engine import write
from akrab.engine.fields import Field
from akrab.engine.record import Record
from akrab.engine.registry import objects
from akrab.engine.spec import Spec
from akrab.identity.actor import Actor
from akrab.identity.members import active_members
from akrab.identity.models import Membership, Team


@dataclass(frozen=True)
class Holding:
    """How many records of one object somebody answers for by one field."""

    spec: Spec
    field: Field
    count: int

    @property
    def label(self) -> str:
        return f"{self.spec.label_plural} ({self.field.label.lower()})"


def holdings(people: Iterable[UUID]) -> list[Holding]:
    """What these people answer for now: open work, whom they look after, and settings that name them."""
    wanted = list(people)
    found = []
    for spec, field in _held_fields():
        count = _rows(spec, field, wanted).count()
        if count:
            found.append(Holding(spec, field, count))
    return found


def hand_on(people: Iterable[UUID], to: Membership, by: Actor) -> int:
    """Give all that these people answer for to another; returns how many records went. Called inside a gesture."""
    wanted, number = list(people), 0
    for spec, field in _held_fields():
        ids = list(_rows(spec, field, wanted).values_list("pk", flat=True))
        if ids:
            write.keep_many(cast(type[Record], spec.model), ids, by, **{field.attname: to.pk})
            number += len(ids)
    return number


def successors(member: Membership) -> list[Membership]:
    """Who can take over from somebody: colleagues, those of the same team first; with a team where there are teams."""
    has_teams = Team.objects.exists()
    others = [one for one in active_members() if one.pk != member.pk and (one.team_id or not has_teams)]
    return sorted(others, key=lambda one: one.team_id != member.team_id)


def require_team(people: Sequence[Membership], name: str) -> None:
    """Raise `ValidationError` at a field where people with work in hand would be in no team."""
    if people and (held := holdings(one.pk for one in people)):
        raise ValidationError({name: [without_team(people, held)]})


def without_team(people: Sequence[Membership], held: Sequence[Holding]) -> str:
    """Why these people need a team: what they have in hand would be left without one."""
    words = {"names": ", ".join(map(str, people[:5])), "work": said(held)}
    return (
        ngettext(
            "%(names)s would be in no team and has in hand: %(work)s. Choose a team, or hand the work on first.",
            "%(names)s would be in no team and have in hand: %(work)s. Choose a team, or hand the work on first.",
            len(people),
        )
        % words
    )


def said(held: Sequence[Holding]) -> str:
    """The list in one line."""
    return ", ".join(_("%(label)s: %(count)d") % {"label": one.label, "count": one.count} for one in held)


def _held_fields() -> list[tuple[Spec, Field]]:
    """The fields that say who answers for a record."""
    found = []
    for spec in objects().values():
        if spec.private or spec.logged or spec.shared or spec.joins or _is_past(spec):
            continue
        names = [one.name for one in spec.of_type("user")] if spec.settings else spec.owners
        found += [(spec, spec.fields[name]) for name in names if not spec.fields[name].read_only]
    return found


def _is_past(spec: Spec) -> bool:
    """Whether records tell what took place, such as a call: that stays under the name of who did it."""
    return bool(spec.calendar) and spec.fields[spec.calendar[0]].has_default()


def _rows(spec: Spec, field: Field, people: Sequence[UUID]) -> QuerySet[Any]:
    """The records that somebody among these has yet to do something about."""
    rows = cast(Any, spec.model)._default_manager.filter(deleted_at__isnull=True)
    rows = rows.filter(**{f"{field.attname}__in": people})
    while_ = spec.deadlines[0].while_ if spec.deadlines else {}
    if while_:
        return cast(
            "QuerySet[Any]", rows.filter(**{f"{name}__in": list(kept) for name, kept in while_.items()})
        )
    done = [name for name in ("closed_at", "done_at") if name in spec.fields]
    return cast(
        "QuerySet[Any]", rows.filter(Q(*[(f"{name}__isnull", True) for name in done])) if done else rows
    )
