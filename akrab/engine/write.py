"""The one way to write: every change of every record, for everyone, goes through these functions.

Each checks the right, parses the input, runs what the module does more, saves, and writes one event a record, in
one transaction. When anything is raised, nothing has changed.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any, TypeVar
from uuid import UUID

from django.db import DataError, IntegrityError, models, transaction
from django.utils.translation import gettext as _

from akrab.engine import access, shape, values
from akrab.engine.actions import Action, prepare
from akrab.engine.errors import Clash, Conflict, Forbidden, Invalid, NotFound
from akrab.engine.events import Change, emit, gesture
from akrab.engine.fields.links import target_of
from akrab.engine.models import Event
from akrab.engine.record import Record
from akrab.engine.registry import objects
from akrab.engine.spec import Spec, spec_of
from akrab.identity.actor import Actor, Verb
from akrab.lib import clock

BATCH = 500
KEPT = {"version", "updated_at", "deleted_at"}
R = TypeVar("R", bound=Record)


def create(model: type[R], raw: Mapping[str, Any], by: Actor, **undescribed: Any) -> R:
    """Make one record; raises `Forbidden`, `Invalid` or `Refused`.

    `undescribed` are values of columns that no field describes (an id, a definition in JSON), set as they are.
    """
    return create_many(model, [raw], by, [undescribed])[0]


def create_many(
    model: type[R],
    rows: Sequence[Mapping[str, Any]],
    by: Actor,
    undescribed: Sequence[Mapping[str, Any]] = (),
) -> list[R]:
    """Make many records in one operation and few statements, by the same rules as one."""
    spec = spec_of(model)
    access.require_create(by, spec)
    fails_whole = by.operation is None or by.untold is not None
    with gesture(by, _("Create %(object)s") % {"object": spec.label}) as by:
        records = [_draft(model, raw, by) for raw in rows]
        for record, further in zip(records, undescribed, strict=False):
            for name, value in further.items():
                setattr(record, name, value)
        values.bring_linked(records)
        for record in records:
            values.check_filled(record, spec.links())  # preparing may follow them
            prepare(record, "create", by=by.making_more())
            values.place(record, spec, by)
            values.check_filled(record, values.asked(spec, by))
            values.derive(record)
        save = partial(model._default_manager.bulk_create, records, batch_size=BATCH)
        _saving(spec, save, fails_whole)
        emit([_created(record) for record in records], by)
    return records


def _draft(model: type[R], raw: Mapping[str, Any], by: Actor) -> R:
    spec = spec_of(model)
    open_fields = access.writable(by, spec)
    try:
        parsed = values.parse(open_fields, raw, by, known=spec.fields)
    except Invalid as invalid:
        needed = [field for field in values.asked(spec, by) if field.is_required]
        absent = [field for field in needed if field.name in open_fields and field.name not in raw]
        invalid.errors.update({field.name: [_("Fill this in.")] for field in absent})
        raise Invalid(invalid.errors) from invalid
    record = model()
    values.fill(record, parsed)
    record.workspace = by.workspace
    record.created_at = record.updated_at = clock.now()
    record.created_by, record.origin = by.membership, by.origin
    return record


def _created(record: Record) -> Change:
    spec = spec_of(type(record))
    after = values.snapshot(record)
    filled = {name: [None, value] for name, value in after.items() if value not in (None, "", [], {})}
    return Change(
        record,
        f"{spec.name}.created",
        {name: pair for name, pair in filled.items() if name not in values.UNTOLD},
    )


def update(record: R, raw: Mapping[str, Any], by: Actor, version: int | None = None) -> R:
    """Change fields of one record.

    With `version` (the one the person was shown), raises `Conflict` when somebody changed the same fields since;
    changes of other fields are simply both kept.
    """
    spec = spec_of(type(record))
    with gesture(by, _("Change %(object)s") % {"object": spec.label}) as by:
        locked = access.get(type(record), record.pk, by, "change", lock=True)
        if version is not None and version != locked.version:
            _require_unclashed(locked, raw, version, by)
        return _updated([locked], raw, by)[0]


def update_many(model: type[R], ids: Iterable[UUID], raw: Mapping[str, Any], by: Actor) -> list[R]:
    """Change the same fields of many records in one operation; those not within reach make it fail as a whole."""
    wanted = set(ids)
    with gesture(by, _("Change %(object)s") % {"object": spec_of(model).label_plural}) as by:
        return _updated(_locked(model, wanted, by, "change"), raw, by)


def _locked(model: type[R], wanted: set[UUID], by: Actor, verb: Verb, bin: bool = False) -> list[R]:
    rows = access.visible(model, by, "view", bin).filter(pk__in=wanted)
    records = list(rows.select_for_update(of=("self",)).order_by("pk"))
    if len(records) != len(wanted):
        raise NotFound(_("Some of these records no longer exist, or you may not see them."))
    for record in records:
        access.require(by, record, verb)
    return records


def _updated(records: list[R], raw: Mapping[str, Any], by: Actor) -> list[R]:
    if not records:
        return []
    spec = spec_of(type(records[0]))
    parsed = values.parse(access.writable(by, spec), raw, by, known=spec.fields)
    changes = []
    for record in records:
        before = values.snapshot(record)
        values.fill(record, parsed)
        prepare(record, "update", before=before, by=by)
        changes.append((record, before))
    return _saved(changes, f"{spec.name}.updated", by)


def _saved(
    pairs: Sequence[tuple[R, Mapping[str, Any]]], kind: str, by: Actor, always: bool = False
) -> list[R]:
    """Save what differs from each record's snapshot and write the events; unchanged records make none."""
    spec = spec_of(type(pairs[0][0]))
    told: list[Change] = []
    columns: set[str] = set(KEPT)
    now = clock.now()
    values.bring_linked([record for record, _before in pairs])
    for record, before in pairs:
        differs = values.difference(before, values.snapshot(record))
        if differs or always:
            values.check_filled(record, [spec.fields[name] for name in differs])
            record.version += 1
            record.updated_at = now
            columns |= values.derive(record)
            columns |= {"custom" if spec.fields[name].is_custom else name for name in differs}
            told.append(Change(record, kind, differs))
    if told:
        records = [change.record for change in told]
        _saving(spec, partial(_store, records, sorted(columns)))
        emit(told, by)
    return [record for record, _before in pairs]


def keep(record: R, by: Actor, **attributes: Any) -> R:
    """Set what follows from another change, read-only fields included; the change that caused it was checked."""
    return _kept(record, "updated", attributes, by)


def settle(record: R, by: Actor, **attributes: Any) -> R:
    """Set what was computed from other rows, told as `<object>.settled`: undoing those rows computes it anew."""
    return _kept(record, "settled", attributes, by)


def _kept(record: R, verb: str, attributes: Mapping[str, Any], by: Actor) -> R:
    return _kept_all(type(record), [record.pk], verb, attributes, by)[0]


def keep_many(model: type[R], ids: Iterable[UUID], by: Actor, **attributes: Any) -> list[R]:
    """As `keep`, for many records at once, those in the bin too."""
    return _kept_all(model, list(ids), "updated", attributes, by)


def _kept_all(
    model: type[R], ids: Sequence[UUID], verb: str, attributes: Mapping[str, Any], by: Actor
) -> list[R]:
    spec = spec_of(model)
    with gesture(by, _("Change %(object)s") % {"object": spec.label}) as by:
        rows = model._default_manager.select_for_update(of=("self",)).filter(pk__in=ids)
        pairs = [(record, values.snapshot(record)) for record in rows.order_by("pk")]
        for record, _before in pairs:
            for name, value in attributes.items():
                setattr(record, name, value)
        return _saved(pairs, f"{spec.name}.{verb}", by)


def happen(record: Record, verb: str, by: Actor, **facts: str) -> None:
    """Write down that something happened to a record without changing it: `<object>.<verb>`, with its facts."""
    spec = spec_of(type(record))
    with gesture(by, spec.label) as by:
        emit(
            [Change(record, f"{spec.name}.{verb}", {name: [None, fact] for name, fact in facts.items()})], by
        )


def saved_as_is(record: Record, before: Mapping[str, Any], kind: str, by: Actor) -> Record:
    """Save a record that was put back to earlier values, without its module's rules; for ledgers and undo."""
    return _saved([(record, before)], kind, by, always=True)[0]


def _store(records: list[Record], columns: list[str]) -> None:
    """Save these columns: what is the same for all is said once, only what differs record by record."""
    if len(records) == 1:
        records[0].save(update_fields=columns)
        return
    rows = type(records[0])._default_manager
    kept = {field.name: field.attname for field in rows.model._meta.concrete_fields if field.name in columns}
    said = {name: [getattr(record, attname) for record in records] for name, attname in kept.items()}
    alike = {name: all_[0] for name, all_ in said.items() if all(one == all_[0] for one in all_)}
    alike |= {"version": models.F("version") + 1}
    differing = [name for name in columns if name not in alike]
    for place in range(0, len(records), BATCH):
        some = records[place : place + BATCH]
        rows.filter(pk__in=[record.pk for record in some]).update(**alike)
        if differing:
            rows.bulk_update(some, differing)


def _saving(spec: Spec, save: Any, fails_whole: bool = False) -> None:
    """Run a save; a constraint of the database that refuses it becomes a message.

    Where the whole gesture fails with it, the transaction needs no savepoint to go on from.
    """
    try:
        with transaction.atomic(savepoint=not fails_whole):
            save()
        if spec.shapes:
            shape.renew()
    except (IntegrityError, DataError) as error:
        raise Invalid({"": [_violation(spec, str(error))]}) from error


def _violation(spec: Spec, text: str) -> str:
    for constraint in spec.model._meta.constraints:
        if constraint.name in text and isinstance(constraint, models.UniqueConstraint):
            fields = [spec.fields[name].label for name in constraint.fields if name in spec.fields]
            return _("There is already one with the same %(fields)s.") % {"fields": ", ".join(fields)}
    return _("The database refused this value.")


def delete(record: Record, by: Actor) -> Record:
    """Put a record into the bin, from which `restore` brings it back."""
    return delete_many(type(record), [record.pk], by)[0]


def delete_many(model: type[R], ids: Iterable[UUID], by: Actor) -> list[R]:
    """Put many records into the bin in one operation."""
    spec = spec_of(model)
    with gesture(by, _("Delete %(object)s") % {"object": spec.label}) as by:
        records = _locked(model, set(ids), by, "delete")
        for record in records:
            prepare(record, "delete", by=by)
            record.deleted_at = clock.now()
        return _saved(
            [(record, values.snapshot(record)) for record in records], f"{spec.name}.deleted", by, always=True
        )


def restore(record: R, by: Actor) -> R:
    """Bring a record back from the bin."""
    return restore_many(type(record), [record.pk], by)[0]


def restore_many(model: type[R], ids: Iterable[UUID], by: Actor) -> list[R]:
    """Bring many records back from the bin in one operation."""
    spec = spec_of(model)
    with gesture(by, _("Restore %(object)s") % {"object": spec.label}) as by:
        records = _locked(model, set(ids), by, "delete", bin=True)
        for record in records:
            prepare(record, "restore", by=by)
            record.deleted_at = None
        return _saved(
            [(record, values.snapshot(record)) for record in records],
            f"{spec.name}.restored",
            by,
            always=True,
        )


def perform(action: Action, record: R, raw: Mapping[str, Any], by: Actor) -> R:
    """Run a verb of the record's module with input as the signature asks; raises as the other writes do."""
    spec = spec_of(type(record))
    with gesture(by, str(action.label)) as by:
        locked = access.get(type(record), record.pk, by, action.needs, lock=True)
        if not action.shown(locked):
            raise Forbidden(_("“%(action)s” is not possible as things stand.") % {"action": action.label})
        before = values.snapshot(locked)
        inputs = inputs_of(action, raw, by)
        version = locked.version
        done: R = action.run(locked, by=by.making_more(), **inputs)
        if done.version != version:  # it was written to on the way, and that is told already
            before = values.snapshot(type(done)._default_manager.get(pk=done.pk))
        return _saved([(done, before)], f"{spec.name}.{action.past}", by, always=True)[0]


def inputs_of(action: Action, raw: Mapping[str, Any], by: Actor) -> dict[str, Any]:
    """The arguments a raw input stands for, links as records; raises `Invalid`."""
    said = {name: None for name, field in action.params.items() if field.is_required} | dict(raw)
    parsed = values.parse(action.params, said, by)
    inputs: dict[str, Any] = {}
    for name, field in action.params.items():
        value = parsed.get(field.attname)
        if field.type.name in ("link", "user") and value:
            value = target_of(field)._default_manager.get(pk=value)
        if value is not None:  # else the signature's own default holds
            inputs[name] = value
    return inputs


def _require_unclashed(record: Record, raw: Mapping[str, Any], version: int, by: Actor) -> None:
    """Raise `Conflict` when fields of `raw` were changed after `version` to something else than is wanted now."""
    spec = spec_of(type(record))
    latest: dict[str, Event] = {}
    for event in Event.objects.filter(record=record.pk, version__gt=version).order_by("id"):
        latest.update(dict.fromkeys(event.changes, event))
    parsed = values.parse(access.writable(by, spec), raw, by, known=spec.fields)
    fields = [field for field in spec.fields.values() if field.attname in parsed and field.name in latest]
    titles = access.titles(values.wanted_titles([record], fields), by, objects())
    clashes = [
        Clash(
            field.name, field.label, field.type.plain(field, getattr(record, field.attname)),
            values.shown(record, field, titles), raw.get(field.name), latest[field.name].actor_name,
        )
        for field in fields
        if getattr(record, field.attname) != parsed[field.attname]
    ]  # fmt: skip
    if clashes:
        raise Conflict(record.version, clashes)


def left_alone(record: Record, raw: Mapping[str, Any], version: int, by: Actor) -> set[str]:
    """The fields that a whole form sends as the record said them at `version`, though somebody changed them since.

    Nobody touched them in that form: what they say now stays.
    """
    spec = spec_of(type(record))
    was: dict[str, Any] = {}
    for event in Event.objects.filter(record=record.pk, version__gt=version).order_by("id"):
        for name, pair in event.changes.items():
            was.setdefault(name, pair[0])
    parsed = values.parse(access.writable(by, spec), raw, by, known=spec.fields)
    sent = [field for field in spec.fields.values() if field.attname in parsed and field.name in was]
    return {field.name for field in sent if field.type.plain(field, parsed[field.attname]) == was[field.name]}
