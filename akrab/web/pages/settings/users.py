"""One user: role, team and branch, letting go and taking back."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from akrab.engine.journal import telling
from akrab.features.notify import notices
from akrab.identity import people
from akrab.identity.actor import Actor, system
from akrab.identity.members import active_members
from akrab.identity.models import Branch, Membership, Role, Team
from akrab.web import holdings
from akrab.web.pages.settings import door, history

TAKEN_OVER = gettext_lazy("%(name)s has left, and their work is yours now. Records: %(number)s.")


def chosen(role_id: str, team_id: str) -> tuple[Role, Team | None]:
    """The role and team chosen; raises `ValidationError` by field, also for those that are gone or elsewhere."""
    team = door.find_choice("team", Team.objects.all(), team_id)
    role = door.find_choice("role", Role.objects.all(), role_id)
    if role is None:
        raise ValidationError({"role": [_("Choose a role.")]})
    return role, team


@door.administrators
def user(request: HttpRequest, by: Actor, id: UUID) -> HttpResponse:
    """One member: role, team, and branch where the company has any."""
    member = door.get_row(Membership.objects.select_related("user", "role", "team"), id)
    if request.method != "POST":
        return _draw_user(request, by, member, _held(member))
    said = {name: request.POST.get(name, "") for name in ("role", "team", "branch")}
    try:
        role, team = chosen(said["role"], said["team"])
        branch = door.find_choice("branch", Branch.objects.all(), said["branch"])
        if team is None and member.team_id and member.is_active and Team.objects.exists():
            holdings.require_team([member], "team")
        with telling(by, _("Role and team of %(name)s") % {"name": member.user}) as within:
            people.place(member, role, team, within, branch)
    except ValidationError as refused:
        member.refresh_from_db()
        return _draw_user(request, by, member, said, door.errors_of(refused))
    told = _("%(name)s was changed.") % {"name": member.user}
    return history.went(request, within, told, door.address(by, "users"))


def _held(member: Membership) -> dict[str, str]:
    return {
        "role": str(member.role_id), "team": str(member.team_id or ""), "branch": str(member.branch_id or ""),
    }  # fmt: skip


def _draw_user(
    request: HttpRequest, by: Actor, member: Membership, said: Mapping[str, str],
    errors: Mapping[str, list[str]] | None = None,
) -> HttpResponse:  # fmt: skip
    wrong = errors or {}
    roles, teams = (
        door.rows_of(Role.objects.order_by("name")),
        door.rows_of(Team.objects.order_by("name"), _("No team")),
    )
    branches = door.rows_of(Branch.objects.order_by("name"), _("No branch"))
    asked = [
        door.choice("role", _("Role"), said["role"], roles, errors=wrong.get("role", ())),
        door.choice("team", _("Team"), said["team"], teams, required=False, errors=wrong.get("team", ())),
        door.choice(
            "branch", _("Branch"), said["branch"], branches, required=False, errors=wrong.get("branch", ())
        ),
    ]
    context = {
        "member": member,
        "inputs": asked if len(branches) > 1 else asked[:2],
        "whole_errors": wrong.get("", []),
        **_leaving(member, wrong),
        **history.of_rows(by, member.pk, member.user_id),
    }
    return door.draw(request, by, "settings/user.html", context, 422 if errors else 200)


def _leaving(member: Membership, wrong: Mapping[str, list[str]]) -> dict[str, Any]:
    """What somebody has in hand, and who can take it over."""
    held = holdings.holdings([member.pk]) if member.is_active else []
    options = [("", "–"), *((str(one.pk), str(one)) for one in holdings.successors(member))]
    asked = door.choice("to", _("Who takes it over"), "", options, errors=wrong.get("to", ()),
                        hint=_("Whoever is in a team can be chosen."))  # fmt: skip
    return {"held": held, "to_input": asked if len(options) > 1 else None}


@require_POST
@door.administrators
def turn(request: HttpRequest, by: Actor, id: UUID) -> HttpResponse:
    """Let a member go, or take one back."""
    member = door.get_row(Membership.objects.select_related("user", "role", "team"), id)
    name = {"name": member.user}
    try:
        if member.is_active:
            with telling(by, _("Close the account of %(name)s") % name) as within:
                said = _let_go(member, request.POST.get("to", ""), within)
        else:
            with telling(by, _("Reopen the account of %(name)s") % name) as within:
                people.reactivate(member, within)
            said = _("%(name)s can sign in here again.") % name
    except ValidationError as refused:
        member.refresh_from_db()
        return _draw_user(request, by, member, _held(member), door.errors_of(refused))
    return history.went(request, within, said, door.address(by, "users"))


def _let_go(member: Membership, to_id: str, by: Actor) -> str:
    """Hand on what somebody has in hand, then let them go; raises `ValidationError` while it is nobody's."""
    name = {"name": member.user}
    possible = active_members().filter(pk__in=[one.pk for one in holdings.successors(member)])
    to = door.find_choice("to", possible, to_id)
    held = holdings.holdings([member.pk])
    if held and to is None and possible.exists():
        raise ValidationError({"to": [_("Choose who takes over: %(work)s.") % {"work": holdings.said(held)}]})
    number = holdings.hand_on([member.pk], to, by) if to is not None else 0
    people.deactivate(member, by)
    if to is not None and number and to.pk != by.membership_id:
        words = {"name": member.user, "number": number}
        notices.send(to, TAKEN_OVER, system(by.workspace, "system"), words, kind="handover")
    if to is None:
        return _("%(name)s can no longer sign in here.") % name
    text = ngettext(
        "%(name)s can no longer sign in here; %(to)s takes over %(count)d record.",
        "%(name)s can no longer sign in here; %(to)s takes over %(count)d records.",
        number,
    )
    return text % {**name, "to": to, "count": number}
