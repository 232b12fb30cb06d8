"""The first run's people: several invitations at once, each with a role and a team."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from akrab.engine.journal import telling
from akrab.features.beginning import progress
from akrab.identity import people as staff
from akrab.identity.actor import Actor
from akrab.identity.members import Invited, active_members
from akrab.identity.models import Role, Team
from akrab.identity.naming import tidy
from akrab.identity.teams import save_team
from akrab.modules.start.frame import address, draw, go_on
from akrab.web import addresses
from akrab.web.pages.settings.door import administrators, errors_of, find_choice, rows_of
from akrab.web.pages.settings.inviting import send

ROWS, MOST = 4, 50


@dataclass
class Row:
    """One person to invite, as typed; `team` is the name of a team that is there or is to be made."""

    number: int
    email: str = ""
    role: str = ""
    team: str = ""
    errors: dict[str, list[str]] = field(default_factory=dict)

    @property
    def wrong(self) -> list[str]:
        return [text for texts in self.errors.values() for text in texts]


@administrators
def people(request: HttpRequest, by: Actor) -> HttpResponse:
    """Who else works here; all rows are invited, or none while one of them can't be."""
    if request.method != "POST":
        return _draw(request, by, [])
    rows = _typed(request)
    asked = [row for row in rows if row.email]
    if not asked:
        return _draw(
            request, by, rows, [_("Write at least one e-mail address, or leave this step out.")], 422
        )
    try:
        with telling(by, _("Invite your people")) as within:
            invited = [_invite(row, within) for row in asked]
            if any(row.errors for row in asked):
                raise ValidationError("")
    except ValidationError:
        return _draw(request, by, rows, status=422)
    held = [one for one in filter(None, invited) if send(one, by).state == "held"]
    if held:
        progress.mark("people", "done")
        handed = [(one.invitation.email, addresses.public(one.path)) for one in held]
        return _draw(request, by, [], handed=handed)
    said = ngettext("%(count)d person was invited.", "%(count)d people were invited.", len(asked))
    return go_on(request, by, "people", said=said % {"count": len(asked)})


def _typed(request: HttpRequest) -> list[Row]:
    columns = [request.POST.getlist(name)[:MOST] for name in ("email", "role", "team")]
    rows = enumerate(zip(*columns, strict=False), start=1)
    return [Row(number, tidy(email), tidy(role), tidy(team)) for number, (email, role, team) in rows]


def _invite(row: Row, by: Actor) -> Invited | None:
    """Open the door for one row; what is wrong stays with it."""
    try:
        role = find_choice("role", Role.objects.all(), row.role)
        if role is None:
            raise ValidationError({"role": [_("Choose a role.")]})
        team = Team.objects.filter(name=row.team).first() if row.team else None
        if row.team and team is None:
            team = save_team(None, row.team, None, [], by)
        return staff.invite(row.email, role, team, by)
    except ValidationError as refused:
        row.errors = errors_of(refused)
        return None


def _draw(
    request: HttpRequest, by: Actor, rows: Sequence[Row], wrong: Sequence[str] = (), status: int = 200,
    handed: Sequence[tuple[str, str]] = (),
) -> HttpResponse:  # fmt: skip
    roles = rows_of(Role.objects.order_by("is_administrator", "name"))
    blank = [Row(number, role=roles[0][0]) for number in range(len(rows) + 1, max(ROWS, len(rows)) + 1)]
    context = {
        "rows": [*rows, *blank],
        "roles": roles,
        "teams": Team.objects.order_by("name"),
        "whole_errors": wrong,
        "handed": handed,
        "members": active_members(),
        "invited": staff.invitations(),
        "next_address": address(by, "records"),
        "is_trade_open": not Role.objects.filter(is_administrator=False).exists(),
    }
    return draw(request, by, "people", context, status)
