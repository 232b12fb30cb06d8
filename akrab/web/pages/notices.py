"""Notices: the latest under the bell, all of them on a page, and taking them off the count."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from akrab.engine import access, query, write
from akrab.engine.query import Ask
from akrab.engine.registry import get_action
from akrab.engine.spec import spec_of
from akrab.features.notify.models import Notice
from akrab.features.notify.notices import read_all, unread
from akrab.identity.actor import Actor
from akrab.web import addresses, show
from akrab.web.visit import page

UNDER_BELL, ON_PAGE = 8, 50
ICONS = {
    "overdue": "clock-exclamation",
    "missed": "clock-exclamation",
    "reminder": "bell",
    "assigned": "user",
}
ICONS |= {"news": "speakerphone", "problem": "alert-triangle", "rule": "bolt"}


def listed(by: Actor, limit: int, cursor: str = "") -> dict[str, Any]:
    """A page of one's own notices, newest first, with what each is about."""
    spec = spec_of(Notice)
    found = query.listing(
        spec, by, Ask(sort="-created_at", cursor=cursor, limit=limit), [spec.fields["about"]]
    )
    base = f"{addresses.home(by.workspace)}notices/"
    rows = [
        {"notice": one, "address": f"{base}{one.pk}", "icon": ICONS.get(_kind(one), "bell")}
        for one in found.rows
    ]
    more = f"{base}?cursor={found.next}" if found.next else ""
    return {"rows": rows, "more_address": more, "all_address": base, "count": _unread(by)}


def _kind(notice: Any) -> str:
    return str(notice.kind)


def _unread(by: Actor) -> int:
    return unread(by.membership_id) if by.membership_id else 0


@page
def notices(request: HttpRequest, by: Actor) -> HttpResponse:
    """All notices of this person."""
    context = listed(by, ON_PAGE, request.GET.get("cursor", ""))
    if show.is_part(request) and "cursor" in request.GET:
        return show.part(request, by, "parts/notices.html", context)
    return show.page(request, by, "pages/notices.html", context)


@page
def latest(request: HttpRequest, by: Actor) -> HttpResponse:
    """What stands under the bell."""
    return show.part(request, by, "parts/bell.html", listed(by, UNDER_BELL))


@page
def follow(request: HttpRequest, by: Actor, id: UUID) -> HttpResponse:
    """Open what a notice is about; it counts as read from then on."""
    notice = access.get(Notice, id, by)
    if notice.read_at is None:
        write.perform(get_action(spec_of(Notice), "read"), notice, {}, by)
    name, _colon, record = notice.about.partition(":")
    address = addresses.find(by.workspace, name, record) if record else ""
    if notice.key.startswith("announcement:"):
        address = f"{addresses.home(by.workspace)}announcements/{notice.key.split(':')[1]}"
    return show.go(request, address or f"{addresses.home(by.workspace)}notices/")


@require_POST
@page
def read(request: HttpRequest, by: Actor) -> HttpResponse:
    """Take all notices off the count."""
    if by.membership_id:
        read_all(by.membership_id)
    if not show.is_part(request):
        return show.go(request, f"{addresses.home(by.workspace)}notices/", None, _("All notices are read."))
    return show.trigger(HttpResponse(status=204), changed={"o": "notice", "r": ""})
