"""Handing a record to another person or team: who may answer, what the record's owner becomes, who is told."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, cast
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext

from akrab.engine import access, write
from akrab.engine.errors import Invalid, Refused
from akrab.engine.record import Record
from akrab.engine.registry import find_object
from akrab.engine.spec import spec_of
from akrab.identity.actor import Actor
from akrab.identity.members import active_members
from akrab.identity.models import Membership, Team
from akrab.lib import clock
from akrab.modules.activities.models import Handover

ANSWER_WITHIN = timedelta(days=1)


def find_record(about: str) -> Record | None:
    """The record that `object:id` names, where there is one."""
    name, _colon, id = about.partition(":")
    spec = find_object(name)
    if spec is None:
        return None
    return cast(type[Record], spec.model)._default_manager.filter(pk=id, deleted_at__isnull=True).first()


def owner_field(record: Record) -> str:
    """The field that says whose the record is; the one who made it is no such field."""
    spec = spec_of(type(record))
    return next((name for name in spec.owners if not spec.fields[name].read_only), "")


def offer(
    record: Record, by: Actor, person: Membership | None, team: Team | None, note: str = "",
    answer_by: datetime | None = None,
) -> Handover:  # fmt: skip
    """Ask a person or a team to take a record over; until they answer it stays whose it is."""
    raw: dict[str, Any] = {"about": record, "note": note, "answer_by": answer_by}
    raw |= {"to_user": person.pk if person else None, "to_team": team.pk if team else None}
    return write.create(Handover, raw, by)


def check(handover: Handover, by: Actor) -> None:
    """Raise `Invalid` or `Refused` unless the record can be handed to these; fill in the name and the deadline."""
    record = find_record(handover.about)
    if record is None or not owner_field(record):
        raise Invalid({"about": [gettext("This can't be handed over: it belongs to nobody.")]})
    access.require(by, record, "change")
    if (handover.to_user is None) == (handover.to_team is None):
        name = "to_team" if handover.to_user is None else "to_user"
        raise Invalid({name: [gettext("Choose a person or a team, one of them.")]})
    if handover.to_user is not None and handover.to_user.team_id is None:
        message = gettext(
            "%(name)s is in no team. Choose somebody who is, so that nothing is left without a team."
        )
        raise Invalid({"to_user": [message % {"name": handover.to_user}]})
    if handover.to_user_id and handover.to_user_id == getattr(record, f"{owner_field(record)}_id"):
        raise Invalid({"to_user": [gettext("It is theirs already.")]})
    if handover.to_team is not None and not receivers(handover):
        raise Invalid({"to_team": [gettext("Nobody is in this team who could take it.")]})
    if Handover.objects.filter(about=handover.about, status="waiting", deleted_at__isnull=True).exists():
        raise Refused(gettext("This is being handed over already, and waits for an answer."))
    if handover.answer_by is not None and handover.answer_by <= clock.now():
        raise Invalid({"answer_by": [gettext("Choose a moment in the future.")]})
    handover.answer_by = handover.answer_by or clock.now() + ANSWER_WITHIN
    handover.name = f"{record} → {handover.to_user or handover.to_team}"[:200]


def receivers(handover: Handover) -> list[Membership]:
    """Who may answer: the person, or everybody of the team."""
    everyone = active_members()
    if handover.to_user_id:
        return list(everyone.filter(pk=handover.to_user_id))
    return list(everyone.filter(team=handover.to_team_id))


def may_answer(handover: Handover, by: Actor) -> bool:
    """Whether the actor is among those it was offered to, or leads their team."""
    if by.membership is None:
        return True
    if by.membership_id == handover.to_user_id:
        return True
    team = handover.to_team_id or (handover.to_user.team_id if handover.to_user else None)
    if team is None:
        return False
    leads = Team.objects.filter(pk=team, leader=by.membership_id).exists()
    return leads or (handover.to_team_id is not None and by.membership.team_id == handover.to_team_id)


def taker(handover: Handover, by: Actor) -> Membership:
    """Who has the record from then on: whoever takes it, and a leader who answers for somebody gives it to them."""
    taking = handover.to_user or by.membership
    if taking is None or taking.team_id is None:
        raise Refused(gettext("You are in no team, so this would be left without one. Ask an administrator."))
    return taking


def take(handover: Handover, by: Actor) -> None:
    """The record becomes theirs who took it; raises `Refused` where it is gone."""
    record = find_record(handover.about)
    if record is None:
        raise Refused(gettext("What was handed over is no longer there."))
    write.keep(record, by, **{owner_field(record): taker(handover, by)})


def waiting_for(member: UUID, team: UUID | None) -> Q:
    """The handovers a person can answer."""
    mine = Q(to_user=member)
    return Q(status="waiting") & (mine | Q(to_team=team) if team else mine)


def concerned(handover: Handover) -> Iterable[Membership]:
    """Everybody who has to do with it: who offered it and who may answer."""
    offered = [handover.created_by] if handover.created_by else []
    return [*offered, *receivers(handover)]
