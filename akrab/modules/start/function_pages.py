"""The checklist of functions: inside a workspace with the way to each, and in front of the door for buyers."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from akrab.identity.actor import Actor
from akrab.identity.members import workspaces_of
from akrab.identity.models import User
from akrab.modules.start.functions import AREAS, Function, Status
from akrab.web import addresses, show
from akrab.web.visit import page, sign_in


@dataclass(frozen=True)
class Line:
    """A function as it is shown: its status in words, and where it can be seen."""

    text: str
    lacks: str
    status: Status
    address: str


def lines(base: str, only: str = "") -> Iterator[tuple[str, list[Line]]]:
    """The areas with their functions of one status, or all."""
    for area in AREAS:
        found = [_line(one, base) for one in area.functions if not only or one.status == only]
        if found:
            yield str(area.label), found


def _line(one: Function, base: str) -> Line:
    tail = "" if one.tail == "." else one.tail
    return Line(str(one.text), str(one.lacks), one.status, f"{base}{tail}" if one.tail else "")


def context(request: HttpRequest, base: str) -> dict[str, Any]:
    counts = Counter[str](one.status for area in AREAS for one in area.functions)
    names: dict[str, str] = {
        "": _("All"),
        "built": _("Built"),
        "partly": _("Partly"),
        "missing": _("Not built"),
    }
    asked = request.GET.get("status", "")
    only = asked if asked in names else ""
    return {
        "areas": list(lines(base, only)),
        "shown": [
            {"label": label, "count": counts[status] if status else counts.total(), "here": status == only,
             "address": f"{request.path}?status={status}" if status else request.path}
            for status, label in names.items()
        ],
    }  # fmt: skip


@page
def functions(request: HttpRequest, by: Actor) -> HttpResponse:
    """For those who work here: each function leads to its page."""
    return show.page(request, by, "start/functions.html", context(request, addresses.home(by.workspace)))


def for_buyers(request: HttpRequest) -> HttpResponse:
    """For those who choose a product: the same list, each function leading through the sign-in."""
    return render(request, "start/functions_public.html", context(request, "/open/"))


def open_here(request: HttpRequest, tail: str = "") -> HttpResponse:
    """A page inside the first workspace of whoever is signed in."""
    if not isinstance(request.user, User):
        return sign_in(request)
    mine = workspaces_of(request.user)
    query = request.META.get("QUERY_STRING", "")
    wanted = (
        f"{addresses.home(mine[0])}{tail}{f'?{query}' if query else ''}"
        if mine
        else settings.LOGIN_REDIRECT_URL
    )
    return redirect(wanted)
