"""Announcements: what one should read, posting them, and who has read."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_POST

from akrab.engine import access
from akrab.engine.errors import Forbidden
from akrab.engine.record import Record
from akrab.engine.spec import spec_of
from akrab.features.announcements import posting
from akrab.features.announcements.models import Announcement, Receipt
from akrab.features.announcements.posting import Wanted
from akrab.features.notify.notices import send
from akrab.identity.actor import Actor, system
from akrab.identity.models import Membership, Role
from akrab.lib import clock
from akrab.web import addresses, show
from akrab.web.inputs import Input
from akrab.web.pages.settings.door import choice, errors_of, text, tick
from akrab.web.visit import page

SHOWN = 100


@page
def announcements(request: HttpRequest, by: Actor) -> HttpResponse:
    """What was addressed to this person, unread first; for those who post, how many have read."""
    rows = posting.addressed_to(by)[:SHOWN]
    mine = posting.posted_by(by)[:SHOWN] if posting.may_post(by) else []
    context = {
        "receipts": rows,
        "withdrawn": posting.withdrawn_by(by)[:20] if posting.may_post(by) else [],
        "posted": [(one, *posting.counts(one, _today(by))) for one in mine],
        "today": _today(by),
        "may_post": posting.may_post(by),
        "here": _at(by),
    }
    return show.page(request, by, "pages/announcements.html", context)


def _today(by: Actor) -> date:
    return clock.today(ZoneInfo(by.time_zone))


@page
def new(request: HttpRequest, by: Actor) -> HttpResponse:
    """Write an announcement."""
    if not posting.may_post(by):
        raise Forbidden(_("Only administrators and leaders of teams post announcements."))
    if request.method != "POST":
        return _form(request, by, _begun(request, by), {})
    said = {name: request.POST.get(name, "") for name in ("title", "text", "to", "kind", "what", "due")}
    try:
        made = posting.post(Wanted(**said), by)
    except ValidationError as refused:
        return _form(request, by, said, errors_of(refused), 422)
    receipts = Receipt.objects.filter(announcement=made, read_at__isnull=True).select_related("member__user")
    _tell(made, [one.member for one in receipts], by, gettext_lazy("%(title)s"))
    return show.go(request, _at(by, made.pk), None, _("It was posted."))


def _begun(request: HttpRequest, by: Actor) -> dict[str, str]:
    """What an empty form begins with: news for all, or something to be learnt."""
    what = request.GET.get("what", "")
    learnt = posting.find_learnt(what, by) if what else None
    if learnt is None:
        return {"to": posting.ALL, "kind": "news"}
    text = _("Please learn this, and confirm it when you work by it.")
    return {"to": posting.ALL, "kind": "training", "what": what, "title": str(learnt)[:160], "text": text}


def _tell(
    announcement: Announcement, people: list[Membership], by: Actor, words: Any, again: str = ""
) -> None:
    """A notice under the bell of each; its key leads back here."""
    for one in people:
        key = f"announcement:{announcement.pk}{again}"
        send(
            one,
            words,
            system(by.workspace, "web", by.name),
            {"title": announcement.title},
            kind="news",
            key=key,
        )


def _form(
    request: HttpRequest, by: Actor, said: Mapping[str, str], wrong: Mapping[str, list[str]], status: int = 200,
    held: Announcement | None = None,
) -> HttpResponse:  # fmt: skip
    """The form of a new announcement; of a held one only what can be said otherwise."""
    to = [(f"team:{team.pk}", _("Team: %(name)s") % {"name": team}) for team in posting.led_teams(by)]
    if by.rights.everything:
        to += [
            (f"role:{role.pk}", _("Role: %(name)s") % {"name": role})
            for role in Role.objects.order_by("name")
        ]
    to += [(f"member:{one.pk}", str(one)) for one in posting.reachable(by)]
    if by.rights.everything:
        to.insert(0, (posting.ALL, _("Everybody")))
    kinds = [(key, str(label)) for key, label in Announcement.KINDS]
    asked = [
        text("title", _("Title"), said.get("title", ""), errors=wrong.get("title", ()), required=True, most=160),
        choice("to", pgettext("announcement", "To"), said.get("to", ""), to, errors=wrong.get("to", ())),
        choice("kind", _("What it is"), said.get("kind", ""), kinds, errors=wrong.get("kind", ())),
        Input(
            "text", "long_text", _("Text"), said.get("text", ""), required=True, errors=wrong.get("text", ()),
            prefix="s", hint=_("Blank lines make paragraphs, lines that begin with - a list."),
        ),
        Input("due", "date", _("To be confirmed by"), said.get("due", ""), errors=wrong.get("due", ()), prefix="s",
              hint=_("Whoever has not confirmed it by then is shown as late.")),
    ]  # fmt: skip
    if held is not None:
        anew = tick("anew", _("Everybody is asked to confirm it anew"), bool(said.get("anew")))
        asked = [one for one in asked if one.name in ("title", "text", "due")]
        asked += [anew] if held.withdrawn_at is None else []
    what = said.get("what", "")
    context = {
        "held": held,
        "inputs": asked,
        "here": _at(by, held.pk) if held else _at(by),
        "whole_errors": [*wrong.get("", []), *wrong.get("what", [])],
        "what": what,
        "learnt": posting.find_learnt(what, by) if what else None,
    }
    return show.page(request, by, "pages/announcement_new.html", context, status)


@page
def announcement(request: HttpRequest, by: Actor, id: UUID) -> HttpResponse:
    """Read one; who looks after it sees who has."""
    found = posting.get(id, by)
    own = Receipt.objects.filter(announcement=found, member=by.membership_id).first()
    after = posting.looks_after(found, by)
    rows = Receipt.objects.filter(announcement=found).select_related("member__user", "member__team")
    learnt = posting.find_learnt(found.what, by) if found.what else None
    context = {
        "learnt": learnt,
        "said": _said(learnt, by) if learnt is not None else [],
        "is_late": found.is_late(_today(by)),
        "announcement": found,
        "own": own,
        "receipts": rows.order_by("read_at", "member__user__name") if after else [],
        "counts": posting.counts(found, _today(by)) if after else None,
        "earlier": [_earlier(one) for one in reversed(found.earlier)],
        "here": _at(by, found.pk),
        "list_address": _at(by),
    }
    return show.page(request, by, "pages/announcement.html", context)


def _earlier(one: Mapping[str, str]) -> dict[str, Any]:
    """What an announcement said before a change, with dates as dates."""
    due_on = date.fromisoformat(one["due_on"]) if one["due_on"] else None
    return {**one, "at": datetime.fromisoformat(one["at"]), "due_on": due_on}


def _said(learnt: Record, by: Actor) -> list[str]:
    """The writings of what is to be learnt, in full, as far as this reader may see them."""
    readable = access.readable(by, spec_of(type(learnt)))
    fields = [one for one in readable.values() if one.type.name == "long_text"]
    return [said for one in fields if (said := str(getattr(learnt, one.attname) or ""))]


@page
def edit(request: HttpRequest, by: Actor, id: UUID) -> HttpResponse:
    """Say one otherwise; what it said before stays readable, and everybody may be asked to confirm it anew."""
    found = posting.get(id, by)
    if not posting.looks_after(found, by):
        raise Forbidden(_("Only the person who posted it, or an administrator, can change it."))
    if request.method != "POST":
        day = found.due_on.isoformat() if found.due_on else ""
        return _form(request, by, {"title": found.title, "text": found.text, "due": day}, {}, held=found)
    said = {name: request.POST.get(name, "") for name in ("title", "text", "due", "anew")}
    wanted = Wanted(said["title"], said["text"], "", due=said["due"])
    try:
        again = posting.change(found, wanted, bool(said["anew"]), by)
    except ValidationError as refused:
        return _form(request, by, said, errors_of(refused), 422, held=found)
    changed = posting.get(id, by)
    _tell(
        changed,
        again,
        by,
        gettext_lazy("Changed, please confirm again: %(title)s"),
        f":{clock.now():%Y%m%d%H%M}",
    )
    return show.go(request, _at(by, id), None, _("The announcement was changed."))


@require_POST
@page
def bring_back(request: HttpRequest, by: Actor, id: UUID) -> HttpResponse:
    """Show one that was withdrawn again."""
    try:
        posting.bring_back(posting.get(id, by), by)
    except PermissionDenied as refused:
        raise Forbidden(str(refused)) from refused
    return show.go(request, _at(by, id), None, _("It is shown again."))


@require_POST
@page
def read(request: HttpRequest, by: Actor, id: UUID) -> HttpResponse:
    """Say that one has read it."""
    found = posting.get(id, by)
    posting.read(found, by)
    back = request.POST.get("back") == "day"
    told = _("Noted: you have confirmed it.") if found.is_confirmed else _("Noted: you have read it.")
    return show.go(request, addresses.home(by.workspace) if back else _at(by), None, told)


@require_POST
@page
def remind(request: HttpRequest, by: Actor, id: UUID) -> HttpResponse:
    """Remind those who have not read it, each at most once a day."""
    found = posting.get(id, by)
    try:
        people = posting.to_remind(found, by)
    except PermissionDenied as refused:
        raise Forbidden(str(refused)) from refused
    asked = (
        gettext_lazy("Please confirm: %(title)s")
        if found.is_confirmed
        else gettext_lazy("Please read: %(title)s")
    )
    _tell(found, people, by, asked, f":{clock.now():%Y%m%d%H}")
    return show.go(request, _at(by, id), None, posting.said_of(len(people)))


@require_POST
@page
def withdraw(request: HttpRequest, by: Actor, id: UUID) -> HttpResponse:
    """Take it back: nobody is shown it any more."""
    try:
        posting.withdraw(posting.get(id, by), by)
    except PermissionDenied as refused:
        raise Forbidden(str(refused)) from refused
    return show.go(request, _at(by), None, _("It was withdrawn."))


def _at(by: Actor, id: UUID | None = None) -> str:
    return f"{addresses.home(by.workspace)}announcements/{id or ''}"
