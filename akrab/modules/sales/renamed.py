"""Delivered reports follow what the company calls its objects, as far as nobody wrote their texts anew."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from django.utils import translation

from akrab.engine import access, write
from akrab.engine.models import Event
from akrab.engine.registry import get_object, objects
from akrab.engine.shape import worded
from akrab.engine.spec import declared
from akrab.features.reports.models import Report
from akrab.features.wording.objects import called
from akrab.identity.actor import Actor
from akrab.modules.sales import dashboard, delivered

PLACE = re.compile(r"<(\w+)>")
NAMES = ("label", "label_plural")


def was_renamed(event: Event) -> bool:
    """Whether the company calls an object otherwise from now on."""
    return event.object == "outline" and any(event.old(one) != event.new(one) for one in NAMES)


def keep_words(event: Event, by: Actor) -> None:
    """Put the new word into the names and definitions of delivered reports that still stand as they were delivered."""
    with translation.override(by.workspace.language):
        told = _told(event)
    for report in access.visible(Report, by):
        if changes := _changes(report, told):
            write.update(report, changes, by)


def _told(event: Event) -> Callable[[str], str]:
    """What a text says from now on: a delivered one, whatever its objects were called, as it is delivered now."""
    now = list(_texts())
    with called({name: (f"<{name}>", f"<{spec.plural}>") for name, spec in objects().items()}):
        known = {_pattern(text, event): new for text, new in zip(_texts(), now, strict=True) if "<" in text}
    return lambda text: next((new for pattern, new in known.items() if pattern.fullmatch(text)), text)


def _pattern(text: str, event: Event) -> re.Pattern[str]:
    """Recognises a text, with the words of the product, of the company now, and of the company before."""
    said = re.sub(r"\b(an?) (?=<)", "an? ", re.sub(r"([.*+?()|])", r"\\\1", text))
    return re.compile(PLACE.sub(lambda place: _any_word(place[1], event), said), re.IGNORECASE)


def _any_word(name: str, event: Event) -> str:
    is_one = name in objects()
    spec = get_object(name)
    plain, before = declared(spec.model), event.old("label" if is_one else "label_plural")
    found = [one.label if is_one else one.label_plural for one in (plain, spec)] + [worded(before)]
    return f"(?:{'|'.join(re.escape(one) for one in found if one)})"


def _texts() -> Iterator[str]:
    """Every text of every delivered report, always in the same order."""
    for one in (*dashboard.planned(), *delivered.planned()):
        yield one.name
        yield one.description
        yield from (measure["label"] for measure in one.asked["measures"])


def _changes(report: Report, told: Callable[[str], str]) -> dict[str, Any]:
    said = {"name": told(report.name), "description": told(report.description)}
    measures = [{**one, "label": told(one.get("label", ""))} for one in report.measures]
    changes = {name: text for name, text in said.items() if text != getattr(report, name)}
    return changes | ({"measures": measures} if measures != report.measures else {})
