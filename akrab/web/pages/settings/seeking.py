"""Finding people among many on the page of users: by name or address, team, role, branch and state."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from akrab.identity.models import Branch, Invitation, Membership, Role, Team
from akrab.identity.naming import tidy

AT_ONCE = 100
NONE = "none"
PLACES = ("role", "team", "branch")
STATES = ("active", "gone", "invited")


@dataclass(frozen=True)
class Sought:
    """What is asked for; a team or branch of `none` means people without one."""

    q: str = ""
    role: str = ""
    team: str = ""
    branch: str = ""
    state: str = ""
    most: int = AT_ONCE

    @classmethod
    def of(cls, request: HttpRequest) -> "Sought":
        """What the page's address asks; what can't be meant is not asked."""
        said = {name: tidy(request.GET.get(name, "")) for name in ("q", "role", "team", "branch", "state")}
        ids = {name: said[name] if _is_id(said[name]) or said[name] == NONE else "" for name in PLACES}
        most = request.GET.get("most", "")
        number = min(int(most), 10_000) if most.isascii() and most.isdigit() else AT_ONCE
        state = said["state"] if said["state"] in STATES else ""
        return cls(said["q"][:100], **ids, state=state, most=max(number, AT_ONCE))

    @property
    def is_anything(self) -> bool:
        return any((self.q, self.role, self.team, self.branch, self.state))

    def members(self) -> QuerySet[Membership]:
        """Those who are found, those who can sign in first."""
        rows = Membership.objects.select_related("user", "role", "team", "branch")
        if self.state == "invited":
            return rows.none()
        if self.state:
            rows = rows.filter(is_active=self.state == "active")
        rows = rows.filter(self._placed())
        for word in self.q.split():
            rows = rows.filter(Q(user__name__icontains=word) | Q(user__email__icontains=word))
        return rows.order_by("-is_active", "user__name", "id")

    def finds(self, invitation: Invitation) -> bool:
        """Whether an invitation is among what is asked for."""
        placed = all(
            self._is(getattr(self, name), getattr(invitation, f"{name}_id"))
            for name in PLACES
            if getattr(self, name)
        )
        words = self.q.lower().split()
        return self.state in ("", "invited") and placed and all(word in invitation.email for word in words)

    def further(self) -> str:
        """The query of the same page with more people on it."""
        asked = {name: getattr(self, name) for name in ("q", *PLACES, "state") if getattr(self, name)}
        return urlencode({**asked, "most": self.most + 4 * AT_ONCE})

    def choices(self) -> list[dict[str, Any]]:
        """What can be chosen: for each its name, what it is called, its options and the one chosen."""
        states = (("active", pgettext("people", "Active")), ("gone", _("Let go")), ("invited", _("Invited")))
        found = [
            ("team", _("Team"), _("All teams"), _rows(Team.objects.order_by("name"), _("No team"))),
            ("role", _("Role"), _("All roles"), _rows(Role.objects.order_by("name"))),
            (
                "branch",
                _("Branch"),
                _("All branches"),
                _rows(Branch.objects.order_by("name"), _("No branch")),
            ),
            ("state", _("State"), _("All states"), list(states)),
        ]
        return [
            {"name": name, "label": label, "all": every, "options": options, "value": getattr(self, name)}
            for name, label, every, options in found
            if options
        ]

    def _placed(self) -> Q:
        asked = {name: getattr(self, name) for name in PLACES if getattr(self, name)}
        return Q(
            **{f"{name}__isnull": True for name, value in asked.items() if value == NONE},
            **{f"{name}_id": value for name, value in asked.items() if value != NONE},
        )

    @staticmethod
    def _is(asked: str, id: Any) -> bool:
        return id is None if asked == NONE else str(id) == asked


def _rows(rows: QuerySet[Any], nothing: str = "") -> list[tuple[str, str]]:
    found = [(str(row.pk), str(row)) for row in rows]
    return [*found, (NONE, nothing)] if nothing and found else found


def _is_id(said: str) -> bool:
    try:
        return bool(UUID(said))
    except ValueError:
        return False
