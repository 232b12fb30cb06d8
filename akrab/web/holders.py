"""Whose time the calendar shows: oneself, the team, everybody else, and what appointments need besides people."""

from dataclasses import dataclass, field
from typing import Any, cast
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from akrab.engine import access
from akrab.engine.actions import actions_of
from akrab.engine.fields.links import target_of
from akrab.engine.record import Record
from akrab.engine.spec import Spec, spec_of
from akrab.features.planning import slots
from akrab.identity.actor import Actor
from akrab.identity.members import active_members
from akrab.web import addresses, marks

MOST = 60


@dataclass(frozen=True)
class Holder:
    """A person or resource whose time can be shown."""

    id: UUID
    name: str
    tint: str
    on: bool
    is_person: bool = True


@dataclass(frozen=True)
class Group:
    """People or resources under one head; `is_open` unless there are others that matter more."""

    label: str
    holders: list[Holder] = field(default_factory=list)
    is_open: bool = True


def tints() -> dict[UUID, str]:
    """The colour of each person's entries: neighbours in the list differ."""
    ids = active_members().values_list("pk", flat=True)
    return {id: f"p{place % marks.TINTS + 1}" for place, id in enumerate(ids)}


def chosen(by: Actor, said: str) -> set[UUID]:
    """The people and resources an address names: `me`, `team`, `all`, or their ids; oneself where it names none."""
    ids: set[UUID] = set()
    for word in (said or "me").split(",")[:200]:
        if word == "me" and by.membership_id:
            ids.add(by.membership_id)
        elif word in ("team", "all"):
            ids |= {one.pk for one in active_members() if word == "all" or _is_near(one, by)}
        else:
            try:
                ids.add(UUID(word))
            except ValueError:
                continue
    return ids


def _is_near(member: Any, by: Actor) -> bool:
    """Whether somebody is in the team one is in or leads."""
    if member.pk == by.membership_id:
        return True
    mine = by.membership.team_id if by.membership else None
    leads = member.team is not None and member.team.leader_id == by.membership_id
    return leads or (mine is not None and member.team_id == mine)


def groups(by: Actor, on: set[UUID]) -> list[Group]:
    """Everybody and everything whose time can be shown, those near first."""
    colours = tints()
    near: list[tuple[bool, Holder]] = []
    far: list[tuple[bool, Holder]] = []
    for member in active_members():
        mine = member.pk == by.membership_id
        name = _("%(name)s (you)") % {"name": member} if mine else str(member)
        one = Holder(member.pk, name, colours[member.pk], member.pk in on)
        (near if mine or _is_near(member, by) else far).append((not mine, one))
    near.sort(key=lambda pair: pair[0])
    found = [Group(_("My team") if len(near) > 1 else _("Me"), [one for _mine, one in near])]
    if far:
        others = [one for _mine, one in far][:MOST]
        found.append(Group(_("Others"), others, any(one.on for one in others) or len(near) < 2))
    return [*found, *_resources(by, on)]


def _resources(by: Actor, on: set[UUID]) -> list[Group]:
    """What appointments can need besides people, by object and kind."""
    found: list[Group] = []
    for target in _targets():
        spec = spec_of(target)
        rows = access.visible(target, by).defer("search")
        rows = rows.filter(Q(("in_use", True))) if "in_use" in spec.fields else rows
        kind = next((one for one in spec.of_type("choice") if not one.read_only), None)
        by_kind: dict[str, list[Holder]] = {}
        for row in rows.order_by("position" if "position" in spec.fields else "sort_key", "id")[:MOST]:
            label = kind.type.text(kind, getattr(row, kind.name)) if kind else spec.label_plural
            by_kind.setdefault(label, []).append(Holder(row.pk, str(row), "p0", row.pk in on, False))
        found += [Group(label[:1].upper() + label[1:], holders) for label, holders in by_kind.items()]
    return found


def _targets() -> list[type[Record]]:
    targets = []
    for spec in slots.planned():
        for name in spec.booked:
            target = target_of(spec.fields[name])
            if issubclass(target, Record) and target not in targets:
                targets.append(target)
    return targets


def acts(by: Actor, spec: Spec, record: Record, may: bool = True) -> list[dict[str, Any]]:
    """What can be done with an entry at once, from the calendar; and one's answer where one was asked to take part."""
    found = [(record, one) for one in actions_of(spec.model).values()] if may else []
    for other in access.joining(spec):
        model = cast(type[Record], other.model)
        mine = {other.joins: record.pk, other.owners[0]: by.membership_id}
        for seat in access.visible(model, by).filter(**mine):
            seat.workspace = by.workspace
            found += [(seat, one) for one in actions_of(other.model).values()]
    return [
        {
            "label": one.label,
            "icon": one.icon or "player-play",
            "asks": bool(one.params),
            "address": f"{addresses.of(about)}/actions/{one.name}",
        }
        for about, one in found
        if one.shown(cast(Any, about)) and access.allows(by, about, one.needs)
    ]
