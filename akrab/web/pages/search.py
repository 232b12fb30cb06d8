"""Search and the palette: records found, what can be done, where one can go."""

import re
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from akrab.engine import search as engine_search
from akrab.engine.registry import get_object
from akrab.engine.search import Hit
from akrab.engine.values import shown
from akrab.identity.actor import Actor
from akrab.lib import text
from akrab.web import addresses, chrome, show
from akrab.web.choices import options_for
from akrab.web.pages import commands
from akrab.web.pages.commands import Option
from akrab.web.visit import page

IN_PALETTE, ON_PAGE = 5, 20


@page
def search(request: HttpRequest, by: Actor) -> HttpResponse:
    """Records by part of what they say; `as=options` is the palette's."""
    q = request.GET.get("q", "").strip()
    if request.GET.get("as") == "options":
        return show.part(request, by, "parts/options.html", palette(request, by, q))
    hits = found(q, by, ON_PAGE)
    groups: dict[str, list[Option]] = {}
    for place, hit in enumerate(hits):
        groups.setdefault(hit.spec.label_plural, []).append(_found(hit, q, by, place))
    context = {
        "q": q,
        "groups": [{"label": label, "options": options} for label, options in groups.items()],
        "nothing": q and not hits,
    }
    return show.page(request, by, "pages/search.html", context)


def found(q: str, by: Actor, limit: int) -> list[Hit]:
    """The records found, in the order of the navigation; ledgers are not what people look for here."""
    if not q:
        return []
    order = [spec.name for spec in chrome.ordered()]
    hits = [hit for hit in engine_search.find(q, by, limit) if chrome.is_place(hit.spec)]
    return sorted(hits, key=lambda hit: order.index(hit.spec.name))


def palette(request: HttpRequest, by: Actor, q: str) -> dict[str, Any]:
    """What the palette shows for what was typed."""
    only_commands = q.startswith(">")
    q = q.removeprefix(">").strip()
    hits = [] if only_commands else found(q, by, IN_PALETTE)
    records = [_found(hit, q, by, place) for place, hit in enumerate(hits)]
    further = commands.further(request, by) if q else commands.settled()
    does = [one for one in (*commands.makes(by), *further) if _fits(one, q)]
    here = [one for one in commands.here(request, by) if _fits(one, q)]
    goes = [one for one in commands.goes(request, by) if _fits(one, q)]
    nothing = bool(q) and not (records or here or does or goes)
    if q and not only_commands:
        everything = f"{addresses.home(by.workspace)}search?q={escape(q)}"
        goes.append(Option("go-all", _("All results for “%(q)s”") % {"q": q}, "search", everything))
    groups = [
        {"label": _("With this record"), "options": here},
        {"label": _("Records"), "options": records},
        {"label": _("Do"), "options": does},
        {"label": _("Go to"), "options": goes},
    ]
    return {"groups": groups, "q": q, "nothing": nothing}


def _found(hit: Hit, q: str, by: Actor, place: int) -> Option:
    address = addresses.record(by.workspace, hit.spec, hit.record.pk)
    names = [
        name
        for name in hit.spec.columns
        if name != hit.spec.title and hit.spec.fields[name].type.name in ("phones", "emails", "text", "money")
    ]
    more = [shown(hit.record, hit.spec.fields[name], currency=by.workspace.currency) for name in names]
    is_person = "phones" in hit.spec.fields
    return Option(
        f"found-{place}", hit.title, hit.spec.icon, address, more=" · ".join(part for part in more[:2] if part),
        kind=hit.spec.label, marked=marked(hit.title, q), avatar=is_person,
    )  # fmt: skip


def _fits(option: Option, q: str) -> bool:
    """Whether all words typed stand in the line, in any order."""
    line = text.normalise(option.text)
    return all(word in line for word in text.normalise(q).split())


def marked(title: str, q: str) -> SafeString:
    """The title with what was typed set apart; accents do not matter."""
    found: str = escape(title)
    folded = text.fold(title)
    for word in sorted(set(text.fold(q).split()), key=len, reverse=True):
        if len(folded) == len(title) and (hit := re.search(re.escape(word), folded)):
            start, end = hit.span()
            found = f"{escape(title[:start])}<mark>{escape(title[start:end])}</mark>{escape(title[end:])}"
            break
    return mark_safe(found)


@page
def options(request: HttpRequest, by: Actor, object: str, field: str) -> HttpResponse:
    """What a link field can be set to, by what was typed."""
    return show.part(
        request, by, "parts/suggestions.html", options_for(by, get_object(object), field, request.GET)
    )
