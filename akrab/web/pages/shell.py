"""Small parts of the shell: the pulse of bell and counts, workspaces, help, the choice of language."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from akrab.engine.registry import find_object
from akrab.features.notify.notices import unread
from akrab.identity.actor import Actor
from akrab.identity.members import workspaces_of
from akrab.identity.models import User
from akrab.web import addresses, keys, show, training, watch
from akrab.web.help import finding
from akrab.web.tours import taking
from akrab.web.visit import page

SHOWN = 99


@page
def pulse(request: HttpRequest, by: Actor) -> HttpResponse:
    """How many notices wait, and how many records stand on the lists that should be empty."""
    number = unread(by.membership_id) if by.membership_id else 0
    shown = f"{SHOWN}+" if number > SHOWN else str(number)
    context = {"count": number, "shown": shown, "watched": watch.watched(by)}
    return show.part(request, by, "parts/pulse.html", context)


@page
def workspaces(request: HttpRequest, by: Actor) -> HttpResponse:
    """The workspaces one can switch to."""
    mine = workspaces_of(request.user) if isinstance(request.user, User) else []
    ways = [
        {"label": one.name, "address": addresses.home(one), "here": one.pk == by.workspace.pk} for one in mine
    ]
    return show.part(request, by, "parts/workspaces.html", {"ways": ways})


@page
def help(request: HttpRequest, by: Actor) -> HttpResponse:
    """What the page it was asked on is for (or the object named by `about`), tours, first tasks and the keys.

    As a page of its own it has all topics below.
    """
    about = request.GET.get("about", "")
    topic = finding.of_object(about) if about else finding.of_address(_asked_on(request))
    is_alone = topic is not None and topic.is_alone
    lessons = training.own_lessons(by) if by.is_person and not is_alone else []
    context = {
        "topic": topic,
        "topic_address": addresses.listing(by.workspace, spec) if (spec := find_object(about)) else "",
        "tours": [] if is_alone else taking.offers(by),
        "lessons": lessons,
        "done": sum(lesson.is_done for lesson in lessons),
        "groups": [] if is_alone else keys.listed(),
    }
    if show.is_part(request):
        return show.part(request, by, "parts/help.html", context)
    return show.page(request, by, "pages/help.html", {**context, "topics": finding.for_reader(by)})


def _asked_on(request: HttpRequest) -> str:
    """The address of the page, with the shape it has by a saved view."""
    address = request.headers.get("HX-Current-URL", "")
    shape = request.GET.get("as", "")
    if not shape or "as=" in address:
        return address
    return f"{address}{'&' if '?' in address else '?'}as={shape}"


@require_POST
@page
def language(request: HttpRequest, by: Actor) -> HttpResponse:
    """Speak another language from now on, on every device of this person."""
    chosen = request.POST.get("language", "")
    if by.membership is not None and chosen in dict(settings.LANGUAGES):
        by.membership.user.language = chosen
        by.membership.user.save(update_fields=["language"])
    response = show.go(request, request.headers.get("Referer") or addresses.home(by.workspace))
    response.set_cookie(settings.LANGUAGE_COOKIE_NAME, chosen, max_age=31536000, samesite="Lax")
    return response
