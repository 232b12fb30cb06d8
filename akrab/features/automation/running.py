"""Setting runs off and taking their steps, so that whatever dies when, each effect is there exactly once.

What lies between two waits is one transaction and one gesture: the effects, the ledger and where the run stands
commit together or not at all. A segment that fails leaves nothing behind but the word of it.
"""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from akrab.engine import undo
from akrab.engine.errors import EngineError, Invalid
from akrab.engine.events import gesture
from akrab.engine.follow import speaking_for
from akrab.engine.models import Event, Operation
from akrab.engine.record import Record
from akrab.features.automation import kinds
from akrab.features.automation.definition import Branch, Wait, read_steps
from akrab.features.automation.models import Deed, Run, Version
from akrab.features.automation.program import Instruction, program_of
from akrab.features.automation.scope import Broken, Scope, named
from akrab.identity.actor import Actor, system
from akrab.identity.models import Workspace
from akrab.lib import clock
from akrab.tenancy import discovery
from akrab.tenancy.current import workspace as inside

MOST_TURNS = 5000
MOST_IN_A_CHAIN, DEEPEST = 3, 20
BATCH = 50


def start(version: Version, record: Record, event: Event) -> Run | None:
    """Set a version off by an event, once, and take its first steps; None when it was set off before."""
    chain = [*_chain_of(event), str(version.rule_id)]
    run, made = Run.objects.get_or_create(
        version=version,
        because=event.pk,
        defaults={
            "object": event.object,
            "record": record.pk,
            "chain": chain,
            "memory": {"record": named(record), "who": str(event.actor_id or "")},
        },
    )
    if not made:
        return None
    if why := _why_not(run):
        return _end(run, "stopped", why)
    return proceed(run)


def _chain_of(event: Event) -> list[str]:
    """The rules that led to an event, oldest first; none when a person did it."""
    parent = Deed.objects.filter(operation=event.operation_id).values_list("run__chain", flat=True).first()
    return list(parent or [])


def _why_not(run: Run) -> str:
    """Why this run must not go on; empty where it may."""
    rule = run.version.rule
    since = clock.now() - timedelta(hours=1)
    if Run.objects.filter(version__rule=rule, started_at__gt=since).count() > rule.most_an_hour:
        return _("Stopped: more than %(most)d runs within an hour.") % {"most": rule.most_an_hour}
    own = run.chain[-1]
    again = Run.objects.filter(version__rule=own, record=run.record, because__in=_causes(run)).exists()
    if again or run.chain.count(own) > MOST_IN_A_CHAIN or len(run.chain) > DEEPEST:
        return _("Stopped: these rules set each other off.")
    return ""


def _causes(run: Run) -> list[UUID]:
    """The events that led here, nearest first."""
    found: list[UUID] = []
    event = Event.objects.filter(pk=run.because).first()
    while event is not None and event.because and len(found) < DEEPEST:
        found.append(event.because)
        event = Event.objects.filter(pk=event.because).first()
    return found


def proceed(run: Run) -> Run:
    """Take the run's steps until it waits or ends; a failure takes back this segment alone."""
    try:
        with transaction.atomic():
            return _Segment(run).go()
    except (EngineError, Broken) as error:
        run.refresh_from_db()
        return _end(run, "failed", _told(error))


def _told(error: Exception) -> str:
    if isinstance(error, Invalid):
        return "; ".join(f"{name}: {text}" for name, texts in error.errors.items() for text in texts)
    return str(error)


def _end(run: Run, state: str, error: str = "") -> Run:
    run.state, run.error, run.ended_at, run.wake_at, run.awaits = state, error[:2000], clock.now(), None, ""
    run.save()
    return run


class _Segment:
    """The steps of one run from where it stands to its next wait or its end."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.program = program_of(read_steps(run.version.steps))
        self.memory: dict[str, Any] = run.memory
        rule = run.version.rule
        self.by = system(run.workspace, "rule", agent=rule.name[:120], because=run.because)

    def go(self) -> Run:
        with gesture(self.by, self.run.version.rule.name) as by:
            self.by, self.scope = by, Scope(self.memory, by)
            for _turn in range(MOST_TURNS):
                if self.run.at >= len(self.program):
                    return _end(self.run, "done")
                if self._take(self.program[self.run.at]):
                    self.run.save()
                    return self.run
        raise Broken(_("Stopped after %(most)d steps.") % {"most": MOST_TURNS})

    def _take(self, one: Instruction) -> bool:
        """Follow one instruction; whether the run waits now."""
        self.run.at += 1
        if one.kind == "go" or (one.kind == "test" and not self._is_met(one.step)):
            self.run.at = one.target
        elif one.kind == "begin":
            self.memory[f"items:{one.step.id}"] = kinds.items_of(one.step, self.scope, self.by)
        elif one.kind == "next":
            items = self.memory[f"items:{one.step.id}"]
            if items:
                self.memory["item"] = self.memory[one.step.id] = items.pop(0)
            else:
                self.run.at = one.target
        elif one.kind == "do" and isinstance(one.step, Wait):
            return self._wait(one.step)
        elif one.kind == "do":
            self._do(one.step)
        return False

    def _is_met(self, step: Branch) -> bool:
        if step.came:
            return bool(self.memory.get(f"came:{step.came}"))
        return kinds.meets(step.condition, self.scope.record(step.of), self.by)

    def _do(self, step: Any) -> None:
        outcome = kinds.KINDS[step.do](step, self.scope, self.by)
        if outcome[0] is not None:
            self.memory[step.id] = named(outcome[0])
        kinds.deed(self.run.pk, step, outcome, self.by).save()

    def _wait(self, step: Wait) -> bool:
        wake_at = (
            self.scope.moment(step.until) if step.until else clock.now() + timedelta(minutes=step.minutes)
        )
        if wake_at is None or (wake_at <= clock.now() and not step.event):
            return False
        self.run.state, self.run.awaits = "waiting", step.event
        self.run.wake_at = wake_at if step.minutes or step.until else None
        self.memory["waits"] = step.id
        return True


def try_again(run: Run) -> Run:
    """Go on with a run that failed, from the step after its last wait."""
    run.state, run.error, run.ended_at = "running", "", None
    return proceed(run)


def take_back(run: Run, by: Actor) -> None:
    """Undo what a run did, newest first, and end it; raises `UndoConflict` where later changes stand in the way."""
    with transaction.atomic():
        done = Deed.objects.filter(run=run).order_by("-id").values_list("operation_id", flat=True)
        for id in dict.fromkeys(done):
            undo.undo(Operation.objects.get(pk=id), by)
        _end(run, "stopped", _("Taken back by %(who)s.") % {"who": by.name})


def resume(run: Run, came: bool) -> Run:
    """Go on after a wait: what was awaited `came`, or its time is up."""
    run.memory[f"came:{run.memory.pop('waits', '')}"] = came
    run.state, run.wake_at, run.awaits = "running", None, ""
    return proceed(run)


def waiting() -> list[UUID]:
    """The workspaces that have a run whose moment has come."""
    with transaction.atomic():
        return discovery.workspaces_due(Run, clock.now(), "wake_at")


def wake(workspace: Workspace) -> int:
    """Resume the runs whose moment has come; returns how many there were."""
    with transaction.atomic(), inside(workspace), speaking_for(workspace):
        rows = Run.objects.select_for_update(skip_locked=True, of=("self",))
        rows = rows.select_related("version__rule", "workspace").filter(
            wake_at__lte=clock.now(), state="waiting"
        )
        due = list(rows.order_by("wake_at", "id")[:BATCH])
        for run in due:
            resume(run, False)
        return len(due)
