"""The first run's records: a pasted table with a look at what is understood, examples, or nothing yet."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from akrab.features.beginning import progress
from akrab.identity.actor import Actor
from akrab.modules.start import paste
from akrab.modules.start import records as first
from akrab.modules.start.frame import address, draw, go_on
from akrab.web import show
from akrab.web.pages.settings.door import administrators

LONGEST = 400_000


@administrators
def records(request: HttpRequest, by: Actor) -> HttpResponse:
    """Paste contacts, look at what is understood, take them in."""
    if request.method != "POST":
        return _draw(request, by)
    pasted = request.POST.get("table", "")
    if len(pasted) > LONGEST:
        return _draw(request, by, pasted[:LONGEST], wrong=[_("This is too much at once. Paste fewer rows.")])
    people = paste.read(pasted, by.workspace.country)
    if not people:
        wrong = [_("Nobody was found in this. Paste rows with a name, a phone number or an e-mail address.")]
        return _draw(request, by, pasted, wrong=wrong)
    first.recognise(people, by)
    if request.POST.get("what") == "again":
        return _draw(request, by, pasted)
    if request.POST.get("what") != "take":
        return _draw(request, by, pasted, people)
    number, within = first.take_in(people, by)
    return go_on(request, by, "records", said=first.said_of(number), gesture=within)


@require_POST
@administrators
def examples(request: HttpRequest, by: Actor) -> HttpResponse:
    """Make examples, once."""
    if not progress.find().examples:
        first.make_examples(by)
    return go_on(request, by, "records", said=_("The examples are there. Remove them whenever you like."))


@require_POST
@administrators
def remove(request: HttpRequest, by: Actor) -> HttpResponse:
    """Take the examples away again."""
    first.remove_examples(by)
    return show.go(request, address(by, "ready"), None, _("The examples are gone."))


def _draw(
    request: HttpRequest, by: Actor, pasted: str = "", people: Sequence[paste.Person] = (), wrong: Sequence[str] = ()
) -> HttpResponse:  # fmt: skip
    context = {
        "pasted": pasted,
        "people": people,
        "new_count": sum(not one.known_as for one in people),
        "known_count": sum(bool(one.known_as) and not one.is_again for one in people),
        "again_count": sum(one.is_again for one in people),
        "unread_count": sum(bool(one.unread) for one in people),
        "left_over": max(0, paste.count(pasted) - paste.MOST_ROWS - 1) if people else 0,
        "whole_errors": wrong,
    }
    return draw(request, by, "records", context, 422 if wrong else 200)
