"""Making and changing teams: who belongs to one and who leads it."""

from collections.abc import Iterable
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from akrab.identity.actor import Actor
from akrab.identity.models import Membership, Team
from akrab.identity.naming import name_errors, tidy
from akrab.identity.people import require_administrator

LONGEST_NAME = 80


def save_team(
    team: Team | None, name: str, leader: Membership | None, people: Iterable[UUID], by: Actor,
    others_to: Team | None = None,
) -> Team:  # fmt: skip
    """Make a team, or change it; exactly `people` belong to it then, the leader among them; who leaves it goes to
    the team `others_to`.

    Raises `ValidationError` by field.
    """
    require_administrator(by)
    name = tidy(name)
    _require_name(team, name)
    saved = team or Team(workspace=by.workspace)
    saved.name, saved.leader = name, leader
    saved.save()
    inside = {*people, *([leader.pk] if leader else [])}
    Membership.objects.filter(team=saved).exclude(pk__in=inside).update(team=others_to)
    Membership.objects.filter(pk__in=inside).update(team=saved)
    return saved


def delete_team(team: Team, by: Actor, to: Team | None = None) -> None:
    """Dissolve a team; its people go to another one, or stay without."""
    require_administrator(by)
    Membership.objects.filter(team=team).update(team=to)
    team.delete()


def _require_name(team: Team | None, name: str) -> None:
    if errors := name_errors(name, LONGEST_NAME, _("Give the team a name.")):
        raise ValidationError({"name": errors})
    if Team.objects.filter(name=name).exclude(pk__in=[team.pk] if team else []).exists():
        raise ValidationError({"name": [_("There is already a team of this name.")]})
