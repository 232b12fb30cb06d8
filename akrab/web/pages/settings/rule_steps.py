"""The steps of a rule: adding, changing, moving and removing them, each an undoable gesture."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from akrab.engine import access, write
from akrab.engine.errors import Invalid, NotFound
from akrab.engine.events import gesture
from akrab.features.automation import editing
from akrab.features.automation.models import Rule
from akrab.identity.actor import Actor
from akrab.web import show
from akrab.web.pages.settings.door import administrators
from akrab.web.pages.settings.rules import at, page
from akrab.web.rules import drawing, forms, sentences
from akrab.web.rules.bench import Bench
from akrab.web.rules.drawing import Open


@require_POST
@administrators
def add(request: HttpRequest, by: Actor, id: UUID) -> HttpResponse:
    """Put a step at a place."""
    held, place, kind = access.get(Rule, id, by), request.POST.get("at", ""), _kind(request)
    said, wrong = forms.read(kind, request.POST, _bench(held, place, by))
    step_id = editing.new_id(held.steps, str(said.get("object") or kind))
    steps = editing.insert(held.steps, place, {"id": step_id, **said})
    return _saved(request, by, held, steps, Open("add", place, kind, said, wrong), f"#step-{step_id}")


@require_POST
@administrators
def change(request: HttpRequest, by: Actor, id: UUID, step: str) -> HttpResponse:
    """Say a step anew."""
    held = access.get(Rule, id, by)
    old = _found(held, step)
    said, wrong = forms.read(old["do"], request.POST, _bench(held, editing.place_of(held.steps, step), by))
    steps = editing.replace(held.steps, step, said)
    return _saved(request, by, held, steps, Open("step", step, old["do"], said, wrong), f"#step-{step}")


@require_POST
@administrators
def remove(request: HttpRequest, by: Actor, id: UUID, step: str) -> HttpResponse:
    """Take a step away, with those inside it."""
    held = access.get(Rule, id, by)
    _found(held, step)
    return _saved(request, by, held, editing.remove(held.steps, step), Open(), "#steps")


@require_POST
@administrators
def shift(request: HttpRequest, by: Actor, id: UUID, step: str) -> HttpResponse:
    """Move a step up or down among its neighbours."""
    held = access.get(Rule, id, by)
    _found(held, step)
    steps = editing.shift(held.steps, step, -1 if request.POST.get("to") == "up" else 1)
    return _saved(request, by, held, steps, Open(), f"#step-{step}")


def _kind(request: HttpRequest) -> str:
    kind = request.POST.get("do", "")
    if kind not in sentences.KINDS:
        raise NotFound(kind)
    return kind


def _found(held: Rule, step: str) -> dict[str, Any]:
    """The step; raises `NotFound` where somebody has taken it away."""
    try:
        return editing.find(held.steps, step)
    except editing.NoSuchPlace as error:
        raise NotFound(step) from error


def _bench(held: Rule, place: str, by: Actor) -> Bench:
    try:
        return drawing.bench_at(held, place, by)
    except (editing.NoSuchPlace, ValueError) as error:
        raise NotFound(place) from error


def _saved(
    request: HttpRequest, by: Actor, held: Rule, steps: editing.Steps, open_: Open, tail: str
) -> HttpResponse:
    if open_.wrong:
        return page(request, by, held, open_)
    try:
        with gesture(by, _("Change the steps")) as within:
            write.update(held, {"steps": steps}, within)
    except Invalid as invalid:
        held = access.get(Rule, held.pk, by)
        return page(request, by, held, Open(open_.part, open_.at, open_.kind, open_.said, invalid.errors))
    return show.go(request, at(by, held, tail), within, _("The steps were changed."))
