"""What rules did and would do: their ledger, one run with each of its steps, what failed, and rehearsals."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, cast
from uuid import UUID

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from akrab.engine import access
from akrab.engine.errors import NotFound
from akrab.engine.models import Event
from akrab.engine.record import Record
from akrab.engine.registry import find_object, objects
from akrab.engine.undo import UndoConflict
from akrab.features.automation import editing, rehearsing, running
from akrab.features.automation.actions import is_changed, version_of
from akrab.features.automation.models import Deed, Rule, Run
from akrab.identity.actor import Actor
from akrab.lib import clock
from akrab.web import addresses, show
from akrab.web.pages.settings.door import address, administrators, draw
from akrab.web.pages.settings.rules import at
from akrab.web.rules import sentences
from akrab.web.visit import page

SHOWN = 100
SPANS = {"1": 1, "7": 7, "30": 30, "90": 90}
TONES = {"done": "good", "failed": "late", "stopped": "late", "waiting": "today", "running": ""}


@dataclass(frozen=True)
class Line:
    """One step that was or would be taken."""

    icon: str
    title: str
    record: str
    address: str
    told: str
    at: Any


@administrators
def runs(request: HttpRequest, by: Actor, id: UUID | None = None) -> HttpResponse:
    """The ledger of one rule, or of all; `state` narrows it."""
    held = access.get(Rule, id, by) if id else None
    rows = Run.objects.select_related("rule", "version")
    rows = rows.filter(rule=held) if held else rows
    counts = dict(rows.values_list("state").annotate(number=Count("pk")).order_by())
    state = request.GET.get("state", "")
    found = list((rows.filter(state=state) if state in dict(Run.STATES) else rows).order_by("-id")[:SHOWN])
    base = at(by, held, "/runs") if held else address(by, "rules/runs")
    context = {
        "rule": held,
        "runs": _told(found, by),
        "states": [
            (label, counts.get(value, 0), f"{base}?state={value}", value == state)
            for value, label in Run.STATES
        ],
        "all": (base, sum(counts.values()), not state),
        "saved": sentences.duration(counts.get("done", 0) * held.minutes_saved)
        if held and held.minutes_saved
        else "",
        "here": at(by, held) if held else address(by, "rules"),
    }
    return draw(request, by, "settings/rules/runs.html", context)


def _told(found: Iterable[Run], by: Actor) -> list[dict[str, Any]]:
    found = list(found)
    titles = _titles([f"{run.object}:{run.record}" for run in found], by)
    return [
        {
            "run": run,
            "title": titles.get(str(run.record), _("no record")),
            "tone": TONES[run.state],
            "address": _address(by, run),
        }
        for run in found
    ]


def _address(by: Actor, run: Run) -> str:
    return f"{addresses.home(by.workspace)}runs/{run.pk}"


def _titles(named: Iterable[str], by: Actor) -> dict[str, str]:
    """The titles of records by their id, one query an object."""
    wanted: dict[str, set[UUID]] = {}
    for one in named:
        kind, _colon, id = one.partition(":")
        if id and find_object(kind):
            wanted.setdefault(kind, set()).add(UUID(id))
    return {str(id): title for id, title in access.titles(wanted, by, objects()).items()}


@page
def run(request: HttpRequest, by: Actor, id: UUID) -> HttpResponse:
    """One run: why it was set off, what it did step by step, and where it stands. For all who see its record."""
    held = _get_run(id, by)
    steps = {step["id"]: step for step in editing.every(held.version.steps)}
    because = Event.objects.filter(pk=held.because).first()
    chain = {str(one.pk): one.name for one in Rule.objects.filter(pk__in=held.chain)}
    context = {
        "run": held,
        "tone": TONES[held.state],
        "title": _titles([f"{held.object}:{held.record}"], by).get(str(held.record), held.rule.name),
        "record_address": addresses.find(by.workspace, held.object, held.record),
        "because": because,
        "chain": [chain.get(one, "?") for one in held.chain],
        "lines": _lines(Deed.objects.filter(run=held).order_by("id"), steps, by),
        "may_mend": by.rights.everything,
        "here": _address(by, held),
        "rule_address": at(by, held.rule) if by.rights.everything else "",
        "waits_for": sentences.title_of(steps[held.memory["waits"]], ())
        if held.state == "waiting" and held.memory.get("waits") in steps
        else "",
    }
    return show.page(request, by, "pages/run.html", context)


def _get_run(id: UUID, by: Actor) -> Run:
    """A run whose record this person may see; raises `NotFound`."""
    found = Run.objects.select_related("rule", "version", "workspace").filter(pk=id).first()
    spec = find_object(found.object) if found else None
    if found is None or spec is None:
        raise NotFound(str(id))
    access.get(cast(type[Record], spec.model), found.record, by)
    return found


def _lines(deeds: Iterable[Deed], steps: dict[str, Any], by: Actor) -> list[Line]:
    found = list(deeds)
    titles = _titles([deed.record for deed in found], by)
    lines = []
    for deed in found:
        kind, _colon, id = deed.record.partition(":")
        step, spec = steps.get(deed.step), find_object(kind)
        title = sentences.title_of(step, ()) if step else str(sentences.KINDS.get(deed.kind, deed.step))
        shown = titles.get(id, "")
        where = addresses.find(by.workspace, kind, id) if spec and shown else ""
        lines.append(Line(sentences.ICONS.get(deed.kind, "bolt"), title, shown, where, deed.told, deed.at))
    return lines


@require_POST
@administrators
def mend(request: HttpRequest, by: Actor, id: UUID, how: str) -> HttpResponse:
    """Let a failed run try again, or take back what a run did."""
    held = _get_run(id, by)
    where = _address(by, held)
    if how == "again" and held.state in ("failed", "stopped"):
        done = running.try_again(held)
        said = (
            _("It went on.")
            if done.state != "failed"
            else _("It failed again: %(error)s") % {"error": done.error}
        )
        return show.go(request, where, None, said)
    if how == "back":
        try:
            running.take_back(held, by)
        except UndoConflict:
            said = _(
                "Something of it was changed since, so it can't be taken back as a whole. Undo it record by record."
            )
            return show.go(request, where, None, said)
        return show.go(request, where, None, _("What the run did was undone."))
    raise NotFound(how)


@page
def why(request: HttpRequest, by: Actor, operation: UUID) -> HttpResponse:
    """The run that made a gesture."""
    deed = Deed.objects.filter(operation=operation).first()
    if deed is None:
        raise NotFound(str(operation))
    return show.go(request, f"{addresses.home(by.workspace)}runs/{deed.run_id}")


@administrators
def rehearsal(request: HttpRequest, by: Actor, id: UUID) -> HttpResponse:
    """What a draft would have done in the last days, and what the version in force would have done otherwise."""
    held = access.get(Rule, id, by)
    span = request.GET.get("days", "7")
    since = clock.now() - timedelta(days=SPANS.get(span, 7))
    told = rehearsing.rehearse(held, since, by)
    in_force = version_of(held) if held.is_on and is_changed(held) else None
    before = rehearsing.rehearse_version(in_force, since, by) if in_force else None
    context = {
        "rule": held,
        "here": at(by, held),
        "spans": [(days, f"{at(by, held)}/rehearsal?days={days}", days == span) for days in SPANS],
        "told": told,
        "found": _shown(told, held.steps, by),
        "before": before,
        "differences": _differences(told, before, by) if before else [],
    }
    return draw(request, by, "settings/rules/rehearsal.html", context)


def _shown(told: rehearsing.Rehearsal, steps: editing.Steps, by: Actor) -> list[dict[str, Any]]:
    by_id = {step["id"]: step for step in editing.every(steps)}
    return [
        {
            "because": one,
            "title": one.title,
            "address": addresses.find(by.workspace, one.object, one.record),
            "tone": TONES[one.state],
            "state": dict(Run.STATES)[one.state],
            "lines": [
                Line(
                    sentences.ICONS.get(deed.kind, "bolt"),
                    sentences.title_of(by_id[deed.step], ()) if deed.step in by_id else deed.step,
                    one.made.get(deed.record, ""), "", deed.told, deed.at,
                )
                for deed in one.deeds
            ],
        }
        for one in told.found
    ]  # fmt: skip


def _differences(told: rehearsing.Rehearsal, before: rehearsing.Rehearsal, by: Actor) -> list[str]:
    """What the draft would do for whom that the version in force does not, and the other way round."""
    now = {(one.because, one.record): one for one in told.found}
    then = {(one.because, one.record): one for one in before.found}
    found = [
        _("%(title)s: only the draft acts") % {"title": now[key].title} for key in now.keys() - then.keys()
    ]
    found += [
        _("%(title)s: only the version in force acts") % {"title": then[key].title}
        for key in then.keys() - now.keys()
    ]
    for key in now.keys() & then.keys():
        if now[key].outline != then[key].outline:
            found.append(_("%(title)s: %(now)d steps instead of %(then)d, or others") % {
                "title": now[key].title, "now": len(now[key].deeds), "then": len(then[key].deeds),
            })  # fmt: skip
    return sorted(found)
