"""Users: who works here, finding one among many, and inviting, one or many by pasting their addresses."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from akrab.engine.journal import telling
from akrab.features.mail.models import LEFT_OUT, Mail
from akrab.features.mail.queueing import queue
from akrab.identity import members, people
from akrab.identity.actor import Actor
from akrab.identity.members import Invited, is_member
from akrab.identity.models import Branch, Invitation, Membership, Role, Team
from akrab.identity.naming import tidy
from akrab.web import addresses, chrome, show
from akrab.web.inputs import Input
from akrab.web.pages.settings import door, history
from akrab.web.pages.settings.seeking import Sought
from akrab.web.pages.settings.users import chosen

MOST = 100
LONGEST = 20_000
ADDRESS = re.compile(r"[^\s<>(),;\"']+@[^\s<>(),;\"']+")
PLACES = ("role", "team", "branch", "language")


@dataclass(frozen=True)
class Form:
    """What was typed into the form of inviting, what is wrong with it, and links to be handed over by hand."""

    said: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, Sequence[str]] = field(default_factory=dict)
    handed: Sequence[tuple[str, str]] = ()

    @property
    def status(self) -> int:
        return 422 if self.errors else 200

    def inputs(self, by: Actor) -> list[Input]:
        """Addresses, and the place that all of them get; a branch is asked where there are any."""
        roles = door.rows_of(Role.objects.order_by("is_administrator", "name"))
        teams = door.rows_of(Team.objects.order_by("name"), _("No team"))
        branches = door.rows_of(Branch.objects.order_by("name"), _("No branch"))
        own = dict(chrome.OWN_NAMES)[by.workspace.language]
        languages = [("", _("As the company: %(language)s") % {"language": own}), *chrome.OWN_NAMES]
        asked = [
            Input("email", "long_text", _("E-mail addresses"), self.said.get("email", ""), prefix="s", required=True,
                  errors=self.errors.get("email", ()),
                  hint=_("One or many: paste them from a table or a mail, with names or without.")),
            self._choice("role", _("Role"), roles, required=True),
            self._choice("team", _("Team"), teams),
            self._choice("branch", _("Branch"), branches),
            self._choice("language", _("Language"), languages),
        ]  # fmt: skip
        return [one for one in asked if one.name != "branch" or len(branches) > 1]

    def _choice(self, name: str, label: str, options: list[tuple[str, str]], required: bool = False) -> Input:
        return door.choice(
            name, label, self.said.get(name, ""), options, errors=self.errors.get(name, ()), required=required
        )


@door.administrators
def users(request: HttpRequest, by: Actor) -> HttpResponse:
    """Everyone who works here or was invited; inviting more."""
    return _invite(request, by) if request.method == "POST" else _draw(request, by, Form())


def _invite(request: HttpRequest, by: Actor) -> HttpResponse:
    """Invite every address that was typed; while one can't be, none is, and all that was typed stays."""
    said = {name: tidy(request.POST.get(name, "")) for name in PLACES}
    said["email"] = request.POST.get("email", "").strip()[:LONGEST]
    try:
        place = _place(said)
        wanted, known = read(said["email"])
        label = _("Invite %(email)s") % {"email": _names(wanted)}
        with telling(by, label) as within:
            made = [people.invite(one, by=within, **place) for one in wanted]
    except ValidationError as refused:
        errors = door.errors_of(refused)
        email = [*errors.pop("email", []), *errors.pop("", [])]
        return _draw(request, by, Form(said, {**errors, **({"email": email} if email else {})}))
    return _told(request, by, made, known)


def read(pasted: str) -> tuple[list[str], list[str]]:
    """The addresses in a pasted text that can be invited, and those whose people are here already.

    Raises `ValidationError` for what is no address, for too many, and where nobody is left.
    """
    found: dict[str, None] = {}
    wrong: list[str] = []
    for part in filter(None, (one.strip() for one in re.split(r"[\n,;\t]+", pasted))):
        addresses_in = ADDRESS.findall(part)
        found |= dict.fromkeys(one.lower().strip(".") for one in addresses_in)
        wrong += [] if addresses_in or not _is_one(part, pasted) else [part]
    wrong += [one for one in found if not _is_valid(one)]
    if wrong or not found:
        raise ValidationError({"email": _complaints(wrong)})
    if len(found) > MOST:
        raise ValidationError({"email": [_("Invite at most %(most)d people at once.") % {"most": MOST}]})
    known = [one for one in found if is_member(one)]
    if len(known) == len(found):
        texts = [_("%(email)s is already a member of this workspace.") % {"email": one} for one in known]
        raise ValidationError({"email": texts})
    return [one for one in found if one not in known], known


def _is_one(part: str, pasted: str) -> bool:
    """Whether a part was meant as an address: in a table, names and numbers stand in cells of their own."""
    return not ("\t" in pasted or ADDRESS.search(pasted)) or "@" in part


def _is_valid(email: str) -> bool:
    try:
        validate_email(email)
    except ValidationError:
        return False
    return len(email) <= people.LONGEST_ADDRESS


def _complaints(wrong: Sequence[str]) -> list[str]:
    if not wrong:
        return [_("Enter a valid email address.")]
    return [
        _("Use at most %(count)d characters.") % {"count": people.LONGEST_ADDRESS}
        if len(one) > people.LONGEST_ADDRESS
        else _("“%(value)s” is not an e-mail address. Write it like name@example.com.") % {"value": one}
        for one in wrong[:10]
    ]


def _place(said: Mapping[str, str]) -> dict[str, Any]:
    """Role, team, branch and language chosen; raises `ValidationError` by field."""
    role, team = chosen(said["role"], said["team"])
    branch = door.find_choice("branch", Branch.objects.all(), said["branch"])
    if said["language"] and said["language"] not in dict(chrome.OWN_NAMES):
        raise ValidationError({"language": [_("Choose from the list.")]})
    return {"role": role, "team": team, "branch": branch, "language": said["language"]}


def _told(
    request: HttpRequest, by: Actor, made: Iterable[Invited], known: Sequence[str] = ()
) -> HttpResponse:
    """Send the invitations; where no mail can leave, show their addresses once, to be handed over."""
    all_made = list(made)
    held = [one for one in all_made if send(one, by).state == "held"]
    if held:
        handed = [(one.invitation.email, addresses.public(one.path)) for one in held]
        return _draw(request, by, Form(handed=handed))
    told = _("%(email)s was invited.") % {"email": all_made[0].invitation.email}
    if len(all_made) > 1:
        text = ngettext("%(count)d person was invited.", "%(count)d people were invited.", len(all_made))
        told = text % {"count": len(all_made)}
    if known:
        text = ngettext("%(count)d is here already.", "%(count)d are here already.", len(known))
        told = f"{told} {text % {'count': len(known)}}"
    return show.go(request, door.address(by, "users"), said=told)


def _names(emails: Sequence[str]) -> str:
    more = f" +{len(emails) - 1}" if len(emails) > 1 else ""
    return f"{emails[0]}{more}"


def send(invited: Invited, by: Actor) -> Mail:
    """Put the invitation's mail into the queue, in its language, its secret outside the ledger."""
    invitation = invited.invitation
    words = {"company": by.workspace.name, "who": by.name, "role": invitation.role.name, "address": LEFT_OUT}
    with translation.override(invitation.language or by.workspace.language):
        subject = _("%(who)s invites you to %(company)s on Akrab") % words
        body = (
            _(
                "Hello,\n\n%(who)s invites you to work with %(company)s on Akrab, as %(role)s.\n\n"
                "Open this address to come in; it is good for seven days:\n%(address)s\n\n"
                "If you expected nothing of the kind, do nothing."
            )
            % words
        )
    return queue([invitation.email], subject, body, None, by, sealed=addresses.public(invited.path))


@require_POST
@door.administrators
def resend(request: HttpRequest, by: Actor, id: UUID) -> HttpResponse:
    """Send an invitation anew; the address in the older mail closes."""
    return _again(request, by, [door.get_row(people.invitations(), id)])


@require_POST
@door.administrators
def resend_expired(request: HttpRequest, by: Actor) -> HttpResponse:
    """Send every invitation anew that nobody used in time."""
    expired = [one for one in people.invitations() if people.has_expired(one) and not is_member(one.email)]
    return _again(request, by, expired[:MOST]) if expired else show.go(request, door.address(by, "users"))


def _again(request: HttpRequest, by: Actor, old: Sequence[Invitation]) -> HttpResponse:
    try:
        with telling(by, _("Invite %(email)s") % {"email": _names([one.email for one in old])}) as within:
            made = [people.invite_again(one, within) for one in old]
    except ValidationError as refused:
        wrong = [text for texts in door.errors_of(refused).values() for text in texts]
        return _draw(request, by, Form({"email": old[0].email}, {"email": wrong}))
    return _told(request, by, made)


@require_POST
@door.administrators
def withdraw(request: HttpRequest, by: Actor, id: UUID) -> HttpResponse:
    """Close an invitation that nobody has used."""
    invitation = door.get_row(people.invitations(), id)
    with telling(by, _("Withdraw the invitation of %(email)s") % {"email": invitation.email}) as within:
        people.withdraw(invitation, within)
    said = _("The invitation of %(email)s was withdrawn.") % {"email": invitation.email}
    return show.go(request, door.address(by, "users"), said=said)


def _draw(request: HttpRequest, by: Actor, form: Form) -> HttpResponse:
    """The page of all people: those asked for in its address, who is invited, and the form of inviting."""
    sought = Sought.of(request)
    invitations = [(one, people.has_expired(one)) for one in people.invitations()]
    asked = [one for one in invitations if sought.finds(one[0])]
    found = list(sought.members()[: sought.most + 1])
    context = {
        "members": found[: sought.most],
        "found": len(found[: sought.most]) + len(asked),
        "more": sought.further() if len(found) > sought.most else "",
        "total": Membership.objects.count() + len(invitations),
        "sought": sought,
        "choices": sought.choices(),
        "invitations": asked,
        "expired": sum(expired for _one, expired in invitations),
        "inputs": form.inputs(by),
        "handed": form.handed,
        "is_alone": members.active_members().count() == 1,
        **history.of_kinds(by, "membership", "invitation", "user"),
    }
    return door.draw(request, by, "settings/users.html", context, form.status)
