"""The frame of the first run: the steps with what was answered, and how a page of it is drawn."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from akrab.features.beginning import progress
from akrab.features.beginning.progress import STEPS, State
from akrab.identity.actor import Actor
from akrab.web import addresses, show


@dataclass(frozen=True)
class Mark:
    """One step as the list of steps shows it."""

    name: str
    label: str
    number: int
    state: str
    address: str
    here: bool


def labels() -> dict[str, str]:
    return {
        "company": _("Your company"),
        "trade": _("How you work"),
        "people": _("Your people"),
        "records": _("First records"),
    }


def address(by: Actor, tail: str = "") -> str:
    return f"{addresses.home(by.workspace)}start/{tail}"


def draw(
    request: HttpRequest, by: Actor, step: str, context: Mapping[str, Any], status: int = 200
) -> HttpResponse:
    """A page of the first run, with the steps beside it."""
    held = progress.find()
    names = labels()
    steps = [
        Mark(name, names[name], number, held.steps.get(name, ""), address(by, name), name == step)
        for number, name in enumerate(STEPS, start=1)
    ]
    place = STEPS.index(step) if step in STEPS else len(STEPS)
    framed = {
        "steps": steps,
        "step": step,
        "number": place + 1,
        "total": len(STEPS),
        "answered": held.answered,
        "before": address(by, STEPS[place - 1]) if place else "",
        "skip_address": address(by, f"skip/{step}"),
        "later_address": address(by, "later"),
        "home": addresses.home(by.workspace),
        "progress": held,
    }
    return show.page(request, by, f"start/{step}.html", {**framed, **context}, status)


def go_on(
    request: HttpRequest, by: Actor, step: str, state: State = "done", said: str = "", gesture: Actor | None = None
) -> HttpResponse:  # fmt: skip
    """Answer a step and go to the next one in order, or to the end."""
    progress.mark(step, state)
    place = STEPS.index(step) + 1
    return show.go(request, address(by, STEPS[place] if place < len(STEPS) else "ready"), gesture, said)
