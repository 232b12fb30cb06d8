"""Setting runs off and taking their steps, so that whatever dies when, each effect is there exactly once.

What lies between two waits is one transaction and one gesture: the effects, the ledger and where the run stands
commit together or not at all. A segment that fails leaves nothing behind but the word of it.
"""

import logging
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _

from akrab.engine import batch, undo
from akrab.engine.errors import EngineError, Invalid
from akrab.engine.events import gesture
from akrab.engine.follow import speaking_for
from akrab.engine.models import Event, Operation
from akrab.engine.record import Record
from akrab.engine.spec import named, spec_of
from akrab.features.automation import awaiting, kinds, truth
from akrab.features.automation.definition import Ask, Branch, Wait, read_steps
from akrab.features.automation.models import Deed, Rule, Run, Version
from akrab.features.automation.program import Instruction, program_of
from akrab.features.automation.scope import Broken, Scope
from akrab.identity.actor import Actor, system
from akrab.identity.models import Workspace
from akrab.lib import clock
from akrab.tenancy import discovery
from akrab.tenancy.current import workspace as inside

MOST_TURNS = 5000
MOST_IN_A_CHAIN, DEEPEST = 3, 20
BATCH = 50
ANSWERS = ("approval.approved", "approval.refused", "approval.expired")
ALONE = "alone"
UNASKED = "unasked"  # in a run's memory: the condition was never asked
CAUSE = "cause"  # in a run's memory: the event that resumed it last, and the step it waited in
UNDONE = "undone"  # in a run's memory: the event that took back what had set it off
TRIES = "tries"  # in a run's memory: how often it met what nobody expected
PAUSES = (1, 5, 30, 120, 720)  # minutes before each further try of what failed unexpectedly

logger = logging.getLogger(__name__)


def start(
    version: Version, record: Record | None, event: Event, payload: Any = None, broken: str = ""
) -> Run | None:
    """Set a version off by an event, once for each record, and take its first steps; None when that was done before.

    A version that is `broken`, which says how, takes none: its run is stopped. Trying that again asks the condition
    first.
    """
    chain = [*_chain_of(event), str(version.rule_id)]
    memory: dict[str, Any] = {"who": str(event.actor_id or "")}
    if record is not None:
        memory["record"] = named(record)
    if payload is not None:
        memory["payload"] = payload
    run, made = Run.objects.get_or_create(
        version=version,
        because=event.pk,
        record=record.pk if record else version.rule_id,
        defaults={
            "rule": version.rule,
            "object": spec_of(type(record)).name if record else "rule",
            "chain": chain,
            "memory": memory,
        },
    )
    if not made:
        return None
    if broken:
        run.memory[UNASKED] = True
        return _end(run, "stopped", broken)
    if why := _why_not(run):
        return _end(run, "stopped", why)
    return proceed(run)


def _chain_of(event: Event) -> list[str]:
    """The rules that led to an event, oldest first; none when a person did it."""
    if event.origin != "rule":
        return []
    parent = Deed.objects.filter(operation=event.operation_id).values_list("run__chain", flat=True).first()
    return list(parent or [])


def _why_not(run: Run) -> str:
    """Why this run must not go on; empty where it may."""
    rule = run.rule
    since = clock.now() - timedelta(hours=1)
    started = batch.once(
        ("started", rule.pk), lambda: [Run.objects.filter(rule=rule, started_at__gt=since).count() - 1]
    )
    started[0] += 1  # in a batch they are counted once, and each new one is added
    if started[0] > rule.most_an_hour:
        return _("Stopped: more than %(most)d runs within an hour.") % {"most": rule.most_an_hour}
    if len(run.chain) == 1:
        return ""
    again = Run.objects.filter(rule=rule, record=run.record, because__in=_causes(run)).exists()
    if again or run.chain.count(str(rule.pk)) > MOST_IN_A_CHAIN or len(run.chain) > DEEPEST:
        names = dict(Rule.objects.filter(pk__in=run.chain).values_list("pk", "name"))
        chain = " → ".join(names.get(UUID(id), "?") for id in run.chain[-6:])
        return _("Stopped: these rules set each other off. %(chain)s") % {"chain": chain}
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
    """Take the run's steps until it waits or ends; a failure takes back this segment alone.

    What nobody expected (a full disk) is tried again by itself with growing pauses, and stops no other rule.
    """
    try:
        with transaction.atomic():
            return _Segment(run).go()
    except (EngineError, Broken) as error:
        run.refresh_from_db()
        return _end(run, "failed", _told(error))
    except DatabaseError:
        raise  # a deadlock or a lost connection: the whole batch is followed again
    except Exception as error:
        logger.exception("run %s of the rule %s failed", run.pk, run.rule_id)
        run.refresh_from_db()
        return _try_later(run, f"{type(error).__name__}: {error}")


def _try_later(run: Run, error: str) -> Run:
    """Let a run wait, to be tried again; failed for good after the last pause."""
    tries = int(run.memory.get(TRIES, 0))
    if tries >= len(PAUSES):
        return _end(run, "failed", error)
    run.memory[TRIES] = tries + 1
    run.state, run.error = "waiting", error[:2000]
    run.wake_at = clock.now() + timedelta(minutes=PAUSES[tries])
    run.save()
    return run


def _told(error: Exception) -> str:
    if isinstance(error, Invalid):
        return "; ".join(f"{name}: {text}" for name, texts in error.errors.items() for text in texts)
    return str(error)


def _end(run: Run, state: str, error: str = "") -> Run:
    run.state, run.error, run.ended_at = state, error[:2000], clock.now()
    run.wake_at, run.awaits = None, ""
    run.save()
    return run


class _Segment:
    """The steps of one run from where it stands to its next wait or its end."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.program = program_of(read_steps(run.version.steps))
        self.memory: dict[str, Any] = run.memory
        because = UUID(self.memory[CAUSE][0]) if CAUSE in self.memory else run.because
        self.by = system(run.workspace, "rule", agent=run.rule.name[:120], because=because)

    def go(self) -> Run:
        with gesture(self.by, self.run.rule.name) as by:
            self.by, self.scope = by, Scope(self.memory, by, self.run.rule_id)
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
            return isinstance(one.step, Ask) and self._await_answer(one.step)
        return False

    def _is_met(self, step: Branch | Ask) -> bool:
        if isinstance(step, Ask):
            return bool(self.memory.get(f"came:{step.id}") in ("approval.approved", ALONE))
        if step.came:
            return bool(self.memory.get(f"came:{step.came}"))
        return kinds.meets(step.condition, self.scope.record(step.of), self.by)

    def _do(self, step: Any) -> None:
        outcome = kinds.KINDS[step.do](step, self.scope, self.by)
        if outcome[0] is not None:
            self.memory[step.id] = named(outcome[0])
        kinds.deed(self.run.pk, step, outcome, self.by).save()

    def _await_answer(self, step: Ask) -> bool:
        """Wait for the answer to what was asked; nothing was where nobody needed to be."""
        asked = str(self.memory.get(step.id) or "").partition(":")[2]
        if not asked:
            self.memory[f"came:{step.id}"] = ALONE
            return False
        self.run.state, self.run.awaits, self.run.awaited = "waiting", " ".join(ANSWERS), UUID(asked)
        awaiting.begin(self.run.awaited)
        self.memory["waits"] = step.id
        return True

    def _wait(self, step: Wait) -> bool:
        start = self.scope.moment(step.until) if step.until else clock.now()
        wake_at = self.scope.later(start, step.minutes, step.working) if start else None
        if wake_at is None or (wake_at <= clock.now() and not step.event):
            return False
        self.run.state, self.run.awaits = "waiting", step.event
        if step.event:
            self.run.awaited = self.run.record if step.of == "record" else self.scope.record(step.of).pk
            awaiting.begin(self.run.awaited)
        self.run.wake_at = wake_at if step.minutes or step.until else None
        self.memory["waits"] = step.id
        return True


def try_again(run: Run) -> Run:
    """Go on with a run that failed, from the step after its last wait; never past a condition nobody could ask."""
    if run.memory.get(UNASKED):
        by = system(run.workspace, "rule")
        record = Scope(run.memory, by).record("record")
        why = truth.complaint(run.version, by)
        if why or not kinds.meets(run.version.condition, record, by):
            return _end(run, "stopped", why or _("not possible as things stood"))
        del run.memory[UNASKED]
    run.state, run.error, run.ended_at = "running", "", None
    return proceed(run)


def take_back(run: Run, by: Actor) -> None:
    """Undo what a run did, newest first, and end it; raises `UndoConflict` where later changes stand in the way."""
    with transaction.atomic():
        done = Deed.objects.filter(run=run).order_by("-id").values_list("operation_id", flat=True)
        for id in dict.fromkeys(done):
            undo.undo(Operation.objects.get(pk=id), by)
        _end(run, "stopped", _("Taken back by %(who)s.") % {"who": by.name})


def resume(run: Run, came: Event | None = None) -> Run:
    """Go on after a wait: an awaited event `came`, or else its time is up.

    What follows is then because of that event, and is taken back with it (`undone`).
    """
    waited = run.memory.pop("waits", "")
    run.memory[f"came:{waited}"] = came.kind if came else ""
    if came is not None:
        run.memory[CAUSE] = [str(came.pk), waited]
    run.state, run.wake_at, run.awaits, run.error = "running", None, "", ""
    run.save()  # what came is known even where the steps after it fail and are tried again
    return proceed(run)


def undone(event: Event, by: Actor) -> None:
    """A run that waits ends when what set it off is undone; one that an undone event resumed waits for it again."""
    before = Event.objects.filter(operation=event.operation.undoes, record=event.record)
    ids = list(before.values_list("pk", flat=True))
    rows = Run.objects.select_for_update(of=("self",)).select_related("rule", "version", "workspace")
    causes = {str(id) for id in ids}
    for run in rows.filter(record=event.record, state="stopped"):
        if run.memory.get(UNDONE) in causes:  # the undoing itself was undone
            _wait_again(run, run.memory.pop("waits", ""))
    for run in rows.filter(because__in=ids, state="waiting"):
        run.memory[UNDONE] = str(event.pk)
        _end(run, "stopped", _("What set this off was undone."))
    for run in rows.filter(awaited=event.record, state__in=("done", "waiting")):
        if run.memory.get(CAUSE, [""])[0] in causes:
            _wait_again(run, run.memory.pop(CAUSE)[1])


def _wait_again(run: Run, waited: str) -> None:
    """Stand where the run waited before."""
    program = program_of(read_steps(run.version.steps))
    place = next((at for at, one in enumerate(program) if one.kind == "do" and one.step.id == waited), None)
    if place is None:
        return
    run.memory.pop(f"came:{waited}", None)
    run.ended_at, run.error = None, ""
    if isinstance(program[place].step, Wait):
        run.state, run.at = "running", place
        proceed(run)
    else:
        run.state, run.at, run.awaits, run.memory["waits"] = "waiting", place + 1, " ".join(ANSWERS), waited
        run.save()


def move(run: Run, version: Version) -> bool:
    """Let a waiting run go on by another version, after the step it waits in; whether that version has the step."""
    step = run.memory.get("waits")
    program = program_of(read_steps(version.steps))
    places = [place for place, one in enumerate(program) if one.kind == "do" and one.step.id == step]
    if run.state != "waiting" or not places:
        return False
    run.version, run.at = version, places[0] + 1
    run.save(update_fields=["version", "at"])
    return True


def waiting() -> list[UUID]:
    """The workspaces that have a run whose moment has come."""
    with transaction.atomic():
        return discovery.workspaces_due(Run, clock.now(), "wake_at")


def wake(workspace: Workspace) -> int:
    """Resume the runs whose moment has come; returns how many there were."""
    with transaction.atomic(), inside(workspace), speaking_for(workspace):
        rows = Run.objects.select_for_update(skip_locked=True, of=("self",))
        rows = rows.select_related("version", "rule", "workspace").filter(
            wake_at__lte=clock.now(), state="waiting"
        )
        due = list(rows.order_by("wake_at", "id")[:BATCH])
        for run in due:
            resume(run)
        return len(due)
