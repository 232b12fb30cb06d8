"""Undoing a gesture: its events are reversed, newest first, by the same writes, as a gesture of its own."""

from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, cast
from uuid import UUID

from django.utils.translation import gettext as _

from akrab.engine import access, journal, values, write
from akrab.engine.actions import prepare
from akrab.engine.errors import EngineError, Forbidden, NotFound
from akrab.engine.events import gesture
from akrab.engine.fields import custom, is_absent
from akrab.engine.models import Event, Operation
from akrab.engine.record import Record
from akrab.engine.registry import find_object
from akrab.engine.spec import spec_of
from akrab.identity.actor import Actor
from akrab.lib import clock


@dataclass(frozen=True)
class Standing:
    """A later change that stands in the way of undoing: which field of which record, and what it is now."""

    record: Record
    field: str
    label: str
    now: Any
    back: Any
    who: str


class UndoConflict(EngineError):
    """Later changes stand in the way; undo again with `force` to overwrite them, or leave it."""

    def __init__(self, standing: list[Standing]) -> None:
        self.standing = standing
        super().__init__("; ".join(f"{one.record}: {one.label}" for one in standing))


def get_operation(id: UUID | str, by: Actor) -> Operation:
    """An operation that this actor may undo: their own, or any for an administrator; raises `NotFound`."""
    operation = Operation.objects.filter(pk=id).first()
    if operation is None or (operation.actor_id != by.membership_id and not by.rights.everything):
        raise NotFound(_("There is nothing of yours to undo here."))
    return operation


def undo(operation: Operation, by: Actor, force: bool = False) -> Operation:
    """Reverse every event of the operation and return the new operation.

    Raises `Forbidden` when it was undone already or holds what can't be taken back, `UndoConflict` when later
    changes stand in the way and `force` is not set.
    """
    with gesture(by, _("Undo: %(label)s") % {"label": operation.label}, undoes=operation.pk) as by:
        Operation.objects.select_for_update(of=("self",)).get(pk=operation.pk)  # of two at once one waits
        if Operation.objects.filter(undoes=operation.pk).exclude(pk__in=[by.operation]).exists():
            raise Forbidden(_("This was undone already."))
        standing: list[Standing] = []
        for event in Event.objects.filter(operation=operation).order_by("-id"):
            standing += _reverse(event, by, force)
        if standing and not force:
            raise UndoConflict(standing)
        assert by.operation is not None  # a gesture has one
        return Operation.objects.get(pk=by.operation)


def take_back_what_followed(event: Event, by: Actor) -> None:
    """What rules did because of a change goes with it when it is undone, save what a person touched since."""
    undone = Event.objects.filter(operation=event.operation.undoes, record=event.record)
    followed = Event.objects.filter(because__in=undone.values("pk"))
    for operation in Operation.objects.filter(pk__in=followed.values("operation")).order_by("-id"):
        if not _is_touched(operation, event.operation_id):
            with suppress(Forbidden, UndoConflict):  # undone already, or newer than what caused it
                undo(operation, replace(by, agent=_("Undo")))


def _is_touched(operation: Operation, undoing: UUID) -> bool:
    """Whether a person changed any of its records after it, otherwise than by the undoing itself."""
    own = Event.objects.filter(operation=operation)
    later = Event.objects.filter(record__in=own.values("record"), id__gt=operation.pk, actor__isnull=False)
    return later.exclude(operation__in=[operation.pk, undoing]).exists()


def _reverse(event: Event, by: Actor, force: bool) -> list[Standing]:
    spec = find_object(event.object)
    if spec is None:
        journal.reverse(event, by)
        return []
    model = cast(type[Record], spec.model)
    if spec.logged:
        return []  # a ledger keeps what happened; only its consequences can be taken back
    if event.verb == "settled":
        _unsettle(event, model, by)
        return []
    binned = access.visible(model, by, bin=True).filter(pk=event.record).first()
    if event.verb == "deleted":
        if binned is not None:
            write.restore(binned, by)
        return []
    if binned is not None:  # what came or was changed is gone since
        gone = Standing(binned, "deleted_at", _("is in the bin"), None, None, _last_actor(binned))
        return [] if force or event.verb in ("created", "restored") else [gone]
    if event.verb == "created":
        if access.visible(model, by).filter(pk=event.record).exists():
            _bin(access.get(model, event.record, by, lock=True), by)
        return []
    if event.verb == "restored":
        write.delete(access.get(model, event.record, by), by)
        return []
    return _turn_back(event, access.get(model, event.record, by, "change", lock=True), by, force)


def _bin(record: Record, by: Actor) -> None:
    """Take back what one's own gesture made, which the right to delete is not needed for."""
    spec = spec_of(type(record))
    prepare(record, "delete", by=by)
    before = values.snapshot(record)
    record.deleted_at = clock.now()
    write.saved_as_is(record, before, f"{spec.name}.deleted", by)


def _turn_back(event: Event, record: Record, by: Actor, force: bool) -> list[Standing]:
    """Put the old values back; fields that hold something newer are reported instead, unless forced."""
    spec = spec_of(type(record))
    now = values.snapshot(record)
    back = {name: old for name, (old, _new) in event.changes.items() if name in now}
    newer = [name for name, old in back.items() if now[name] not in (event.new(name), old)]
    _put(record, back, by)
    prepare(record, "undo", by=by)
    after = values.snapshot(record)
    standing = [
        Standing(
            record, name, spec.fields[name].label, now[name], back[name], _last_actor(record, changes__has_key=name)
        )
        for name in newer
        if after[name] == back[name]  # else it was computed anew from what is newer
    ]  # fmt: skip
    if standing and not force:
        return standing
    if after != now:
        write.saved_as_is(record, now, f"{spec.name}.updated", by)
    return []


def _unsettle(event: Event, model: type[Record], by: Actor) -> None:
    """Put back what was computed, where nothing else was computed or typed since; else what it is now is right."""
    record = model._default_manager.select_for_update(of=("self",)).get(pk=event.record)
    now = values.snapshot(record)
    later = Event.objects.filter(record=event.record, id__gt=event.pk)
    others = later.exclude(operation__in=[event.operation_id, by.operation])
    touched = {name for changes in others.values_list("changes", flat=True) for name in changes}
    _put(record, {name: pair[0] for name, pair in event.changes.items() if name in now.keys() - touched}, by)
    if values.snapshot(record) != now:
        write.saved_as_is(record, now, event.kind, by)


def _put(record: Record, back: dict[str, Any], by: Actor) -> None:
    for name, old in back.items():
        field = spec_of(type(record)).fields[name]
        empty = field.empty_value if old is None else old
        value = empty if is_absent(old) else field.type.from_plain(field, old, by)
        custom.put(record, field.attname, value)


def _last_actor(record: Record, **what: str) -> str:
    event = Event.objects.filter(record=record.pk, **what).order_by("-id").first()
    return event.actor_name if event else ""
