"""Teams: who works together, and who leads them."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from akrab.engine.journal import telling
from akrab.identity.actor import Actor
from akrab.identity.members import active_members
from akrab.identity.models import Team
from akrab.identity.naming import tidy
from akrab.identity.teams import delete_team, save_team
from akrab.web import holdings
from akrab.web.inputs import Input
from akrab.web.pages.settings import door, history


@door.administrators
def teams(request: HttpRequest, by: Actor) -> HttpResponse:
    """Every team, with its leader and how many belong to it."""
    rows = Team.objects.select_related("leader__user").order_by("name")
    counted = rows.annotate(people=Count("members", filter=Q(members__is_active=True)))
    return door.draw(request, by, "settings/teams.html", {"teams": counted, **history.of_kinds(by, "team")})


@door.administrators
def team(request: HttpRequest, by: Actor, id: UUID | None = None) -> HttpResponse:
    """One team, or a new one."""
    held = door.get_row(Team.objects.all(), id) if id else None
    everyone = active_members()
    if request.method != "POST":
        inside = {str(one.pk) for one in everyone if held and one.team_id == held.pk}
        said = {"name": held.name if held else "", "leader": str(held.leader_id or "") if held else ""}
        return _draw(request, by, held, said, inside)
    said = {name: tidy(request.POST.get(name, "")) for name in ("name", "leader")}
    inside = set(request.POST.getlist("people"))
    known = [one.pk for one in everyone if str(one.pk) in inside]
    try:
        leader = door.find_choice("leader", everyone, said["leader"])
        to = door.find_choice(
            "to", Team.objects.exclude(pk__in=[held.pk] if held else []), request.POST.get("to", "")
        )
        if held and to is None:
            leaving = everyone.filter(team=held.pk).exclude(pk__in=[*known, *([leader.pk] if leader else [])])
            holdings.require_team(list(leaving), "to")
        with telling(by, _("Save the team %(name)s") % said) as within:
            saved = save_team(held, said["name"], leader, known, within, to)
    except ValidationError as refused:
        return _draw(request, by, held, said, inside, door.errors_of(refused))
    told = _("The team “%(name)s” was saved.") % {"name": saved}
    return history.went(request, within, told, door.address(by, "teams"))


@require_POST
@door.administrators
def delete(request: HttpRequest, by: Actor, id: UUID) -> HttpResponse:
    """Dissolve a team; its people stay."""
    held = door.get_row(Team.objects.all(), id)
    name = {"name": held.name}
    others = Team.objects.exclude(pk=held.pk)
    everyone = active_members()
    try:
        to = door.find_choice("to", others, request.POST.get("to", ""))
        if to is None and others.exists():
            holdings.require_team(list(everyone.filter(team=held.pk)), "to")
    except ValidationError as refused:
        inside = {str(one.pk) for one in everyone.filter(team=held.pk)}
        said = {"name": held.name, "leader": str(held.leader_id or "")}
        return _draw(request, by, held, said, inside, door.errors_of(refused))
    with telling(by, _("Dissolve the team %(name)s") % name) as within:
        delete_team(held, within, to)
    return history.went(
        request, within, _("The team “%(name)s” was dissolved.") % name, door.address(by, "teams")
    )


def _draw(
    request: HttpRequest, by: Actor, held: Team | None, said: Mapping[str, str], inside: set[str],
    errors: Mapping[str, list[str]] | None = None,
) -> HttpResponse:  # fmt: skip
    wrong = errors or {}
    everyone = active_members()
    context: dict[str, Any] = {
        "team": held,
        "inputs": [
            door.text("name", _("Name"), said["name"], errors=wrong.get("name", ()), required=True, most=80),
            door.choice(
                "leader", _("Leader"), said["leader"], door.rows_of(everyone, _("Nobody")), required=False,
                errors=wrong.get("leader", ()),
                hint=_("Sees and reassigns what the team works on, and is told of what is overdue."),
            ),
        ],
        "people": [(one, str(one.pk) in inside) for one in everyone],
        "to_input": _others(held, wrong),
        "whole_errors": wrong.get("", []),
        **(history.of_rows(by, held.pk) if held else {}),
    }  # fmt: skip
    return door.draw(request, by, "settings/team.html", context, 422 if wrong else 200)


def _others(held: Team | None, wrong: Mapping[str, list[str]]) -> Input | None:
    """Where those who leave the team go; asked once it matters."""
    others = door.rows_of(Team.objects.exclude(pk=held.pk).order_by("name"), "–") if held else []
    if len(others) < 2:
        return None
    return door.choice(
        "to", _("Who leaves it goes to the team"), "", others, required=False, errors=wrong.get("to", ())
    )
