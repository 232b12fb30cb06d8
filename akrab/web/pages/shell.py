"""Small parts of the shell: the pulse of bell and counts, workspaces, help, the choice of language."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from akrab.features.notify.notices import unread
from akrab.identity.actor import Actor
from akrab.identity.members import workspaces_of
from akrab.identity.models import User
from akrab.web import addresses, show, subjects, training, watch
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
    """What the page is about, what there is to learn, and the keys, in a dialog."""
    title, text = subjects.about(request.headers.get("HX-Current-URL", ""))
    lessons = training.own_lessons(by) if by.is_person else []
    rows = [
        (("Ctrl", "K"), _("Search or type a command")),
        (("C",), _("Create")),
        (("N", _("letter")), _("Make something, by its letter")),
        (("G", _("letter")), _("Go somewhere, by its letter")),
        (("/",), _("Filter this list")),
        (("J",), _("Next row")),
        (("K",), _("Previous row")),
        (("X",), _("Select the row")),
        (("E",), _("Edit the row or record")),
        (("Ctrl", "Z"), _("Undo what was just done")),
        ((_("Space"),), _("Lift and drop a card")),
        (("←", "→"), _("Move a lifted card")),
        (("Esc",), _("Close, put back, clear")),
        (("?",), _("This help")),
    ]
    done = sum(lesson.is_done for lesson in lessons)
    context = {"rows": rows, "title": title, "text": text, "lessons": lessons, "done": done}
    return show.part(request, by, "parts/help.html", context)


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
