"""A guided tour while it runs: its card with all steps, and how far somebody is."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from akrab.engine.errors import NotFound
from akrab.features.beginning import touring
from akrab.identity.actor import Actor
from akrab.web import show
from akrab.web.tours import taking
from akrab.web.visit import page


@page
def tour(request: HttpRequest, by: Actor, name: str) -> HttpResponse:
    """The card of a tour, with its steps for the script that walks through them."""
    wanted = taking.get(name, by)
    held = touring.taken(by).get(wanted.name)
    context = {
        "tour": wanted,
        "steps": taking.steps(wanted, by),
        "at": held.step if held and not held.is_done else 0,
    }
    return show.part(request, by, "parts/tour.html", context)


@require_POST
@page
def note(request: HttpRequest, by: Actor, name: str, how: str) -> HttpResponse:
    """Keep that this person is at a step, finished the tour, or does not want it now."""
    wanted = taking.get(name, by)
    if how == "at":
        said = request.POST.get("step", "")
        last = len(wanted.steps) - 1
        touring.reach(wanted.name, min(int(said), last) if said.isdecimal() else 0, by)
    elif how == "done":
        touring.finish(wanted.name, by)
    elif how == "later":
        touring.put_off(wanted.name, by)
        if not show.is_part(request):
            return show.go(request, request.headers.get("Referer") or "/")
    else:
        raise NotFound(how)
    return HttpResponse(status=204)
