"""Numbers of documents: the series, each with the number that comes next."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from akrab.engine import access, write
from akrab.engine.errors import Invalid, Refused
from akrab.engine.events import gesture
from akrab.engine.spec import spec_of
from akrab.features.documents import numbering
from akrab.features.documents.models import Series, Template
from akrab.features.documents.patterns import BadPattern
from akrab.identity.actor import Actor
from akrab.web import inputs, show
from akrab.web.inputs import Input
from akrab.web.pages.settings.door import address, administrators, draw, get_row

NAMES = ("name", "pattern", "resets", "first")


@administrators
def numbers(request: HttpRequest, by: Actor, id: UUID | None = None) -> HttpResponse:
    """The series; one more, or one of them changed."""
    rows = access.visible(Series, by).order_by("name", "id")
    held = get_row(rows, id) if id else None
    raw: dict[str, str] | None = None
    wrong: dict[str, list[str]] = {}
    if request.method == "POST":
        raw = {name: request.POST.get(name, "").strip() for name in NAMES}
        try:
            with gesture(by, _("Numbers of documents")) as within:
                saved = write.update(held, raw, within) if held else write.create(Series, raw, within)
            said = _("The next number is %(number)s.") % {"number": numbering.upcoming(saved, by)}
            return show.go(request, address(by, "numbers"), within, said)
        except Invalid as invalid:
            wrong = invalid.errors
    users: dict[UUID, list[str]] = {}
    for series, name in access.visible(Template, by).order_by("name").values_list("series", "name"):
        users.setdefault(series, []).append(name)
    context = {
        "held": held,
        "series": [(one, numbering.upcoming(one, by), users.get(one.pk, [])) for one in rows],
        "inputs": _inputs(held, raw, wrong, by),
        "whole_errors": [text for name, texts in wrong.items() if name not in NAMES for text in texts],
    }
    return draw(request, by, "settings/numbers.html", context, 422 if wrong else 200)


def _inputs(
    held: Series | None, raw: dict[str, str] | None, wrong: dict[str, list[str]], by: Actor
) -> list[Input]:
    fields = spec_of(Series).fields
    asked = []
    for name in NAMES:
        field = fields[name]
        value = raw[name] if raw else inputs.as_typed(field, held, by) if held else inputs.default(field, by)
        asked.append(inputs.ask(field, by, value, errors=wrong.get(name, ()), prefix="s"))
    return asked


@administrators
def next_number(request: HttpRequest, by: Actor) -> HttpResponse:
    """What numbers by the pattern being typed will look like."""
    series = Series(
        pattern=request.GET.get("pattern", "").strip()[:60], resets=request.GET.get("resets", "never")
    )
    first = request.GET.get("first", "1").strip()
    series.first = int(first) if first.isdecimal() and len(first) < 10 else 1
    if not series.pattern:
        return HttpResponse()
    try:
        numbering.check(series.pattern, series.resets)
        context = {"number": numbering.upcoming(series, by), "problem": ""}
    except BadPattern as error:
        context = {"number": "", "problem": str(error)}
    return show.part(request, by, "settings/_next_number.html", context)


@require_POST
@administrators
def delete(request: HttpRequest, by: Actor, id: UUID) -> HttpResponse:
    """Take a series away that no template uses."""
    found = access.get(Series, id, by)
    try:
        with gesture(by, _("Delete")) as within:
            write.delete(found, within)
    except Refused as refused:
        return show.refusal(request, 409, str(refused))
    return show.go(request, address(by, "numbers"), within, _("“%(name)s” was deleted.") % {"name": found})
