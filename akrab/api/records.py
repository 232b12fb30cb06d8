"""The verbs of this door for any object: each reads the request, lets the engine act, shapes the answer."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Literal, cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Field as Described
from ninja import Schema

from akrab.api.bearer import acting
from akrab.api.bodies import read_ids, read_json, read_object, read_uuid, read_version, require_known
from akrab.api.overlaps import require_free
from akrab.api.problems import Problem
from akrab.api.repeats import once
from akrab.engine import access, write
from akrab.engine.actions import Action
from akrab.engine.errors import EngineError, Forbidden, Invalid
from akrab.engine.events import gesture
from akrab.engine.fields import Field
from akrab.engine.query import Ask, listing
from akrab.engine.record import Record
from akrab.engine.registry import get_action
from akrab.engine.spec import Spec, spec_of
from akrab.features.planning import slots
from akrab.identity.actor import Actor

MOST_ROWS, MOST_IDS = 500, 500


class Asked(Schema):
    """The parameters of a list."""

    filter: str = Described(
        "", description="A filter tree as JSON.", json_schema_extra={"contentMediaType": "application/json"}
    )
    q: str = Described("", max_length=200, description="Words to search for.")
    sort: str = Described(
        "", max_length=80, description="A sortable field, with `-` in front for descending."
    )
    fields: str = Described(
        "", max_length=2000, description="The fields to answer, comma-separated; all unless told."
    )
    limit: int = Described(50, ge=1, le=MOST_ROWS)
    cursor: str = Described("", max_length=2000, description="`next` of the page before.")
    bin: bool = Described(False, description="The records in the bin instead.")


def answer(content: Any, status: int = 200, **headers: str) -> HttpResponse:
    """A JSON answer; `headers` are given with `_` for `-`."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return HttpResponse(text, status=status, content_type="application/json", headers=named)


def model_of(spec: Spec) -> type[Record]:
    return cast(type[Record], spec.model)


def shapes(records: Iterable[Record], fields: Mapping[str, Field]) -> list[dict[str, Any]]:
    """Records as JSON has them."""
    parts = [(name, field, field.type.plain, field.attname) for name, field in fields.items()]
    return [
        {"id": str(record.pk), "version": record.version}
        | {name: plain(field, getattr(record, attname)) for name, field, plain, attname in parts}
        for record in records
    ]


def chosen(spec: Spec, by: Actor, names: str) -> Mapping[str, Field]:
    """The fields to answer: those named, comma-separated, or all that the actor may see."""
    seen = access.readable(by, spec)
    if not names.strip():
        return seen
    wanted = [name.strip() for name in names.split(",")]
    unknown = [name for name in wanted if name not in seen and name not in ("id", "version")]
    if unknown:
        message = _("There is no field “%(name)s”; it has: %(known)s.")
        raise Invalid({"fields": [message % {"name": unknown[0][:60], "known": ", ".join(seen)}]})
    return {name: seen[name] for name in wanted if name in seen}


def told(record: Record, spec: Spec, by: Actor, status: int = 200, **headers: str) -> HttpResponse:
    """One record as the answer, with its version as `ETag`."""
    [shape] = shapes([record], access.readable(by, spec_of(spec.model)))
    if by.operation:
        headers["Akrab_Operation"] = str(by.operation)
        if clashes := slots.clashes_of(record, by):
            headers["Akrab_Overlaps"] = str(len(clashes))
    return answer(shape, status, ETag=f'"{record.version}"', **headers)


def list_records(spec: Spec, request: HttpRequest, asked: Asked) -> HttpResponse:
    with acting(request) as by:
        require_known(request, tuple(Asked.model_fields))
        spec = spec_of(spec.model)  # as this workspace has it
        if access.reach(by, spec, "view") == "none":
            raise Forbidden(access.explain(by, spec, "view"))
        fields = chosen(spec, by, asked.fields)
        ask = Ask(_tree(asked.filter), asked.q, asked.sort, asked.cursor, asked.limit, asked.bin)
        page = listing(spec, by, ask, bare=fields.values())
        return answer({"items": shapes(page.rows, fields), "next": page.next or None})


def _tree(text: str) -> Any:
    if not text.strip():
        return None
    try:
        tree = read_json(text)
    except Problem as problem:
        raise Invalid({"filter": [str(problem)]}) from problem
    if not isinstance(tree, dict):
        raise Invalid({"filter": [_("A filter is a JSON object.")]})
    return tree


def read_record(spec: Spec, request: HttpRequest, id: str, fields: str) -> HttpResponse:
    with acting(request) as by:
        require_known(request, ("fields",))
        record = access.get(model_of(spec), read_uuid(id), by)
        [shape] = shapes([record], chosen(spec_of(spec.model), by, fields))
        return answer(shape, ETag=f'"{record.version}"')


def create_record(spec: Spec, request: HttpRequest) -> HttpResponse:
    with acting(request) as by:

        def act() -> HttpResponse:
            raw = read_object(request)
            with gesture(by, _("Create %(object)s") % {"object": spec.label}) as acted:
                record = write.create(model_of(spec), raw, acted)
                require_free(request, acted)
                return told(record, spec, acted, 201, Location=f"{request.path}/{record.pk}")

        return once(request, by, act)


def update_record(spec: Spec, request: HttpRequest, id: str) -> HttpResponse:
    with acting(request) as by:
        raw, version = read_object(request), read_version(request)
        record = access.get(model_of(spec), read_uuid(id), by)
        with gesture(by, _("Change %(object)s") % {"object": spec.label}) as acted:
            record = write.update(record, raw, acted, version)
            require_free(request, acted)
            return told(record, spec, acted)


def delete_record(spec: Spec, request: HttpRequest, id: str) -> HttpResponse:
    with acting(request) as by:
        record = access.get(model_of(spec), read_uuid(id), by)
        with gesture(by, _("Delete %(object)s") % {"object": spec.label}) as acted:
            write.delete(record, acted)
            return HttpResponse(status=204, headers={"Akrab-Operation": str(acted.operation)})


def restore_record(spec: Spec, request: HttpRequest, id: str) -> HttpResponse:
    with acting(request) as by:

        def act() -> HttpResponse:
            read_nothing(request)
            record = access.get(model_of(spec), read_uuid(id), by, bin=True)
            with gesture(by, _("Restore %(object)s") % {"object": spec.label}) as acted:
                record = write.restore(record, acted)
                require_free(request, acted)
                return told(record, spec, acted)

        return once(request, by, act)


def read_nothing(request: HttpRequest) -> None:
    """Refuse a body with members where none mean anything."""
    if unknown := read_object(request, required=False):
        raise Invalid({name: [_("There is no field of this name.")] for name in unknown})


def perform(spec: Spec, action: Action, request: HttpRequest, id: str) -> HttpResponse:
    with acting(request) as by:

        def act() -> HttpResponse:
            raw = read_object(request, required=False)
            record = access.get(model_of(spec), read_uuid(id), by)
            with gesture(by, str(action.label)) as acted:
                record = write.perform(action, record, raw, acted)
                require_free(request, acted)
                return told(record, spec, acted)

        return once(request, by, act)


class Bulk(Schema):
    """The same verb for many records, in one operation that fails or succeeds as a whole."""

    action: str
    ids: list[UUID] = Described(min_length=1, max_length=MOST_IDS)
    values: dict[str, Any] = {}


class Done(Schema):
    """What a bulk request did."""

    action: str
    ids: list[UUID]
    operation: UUID


def bulk(spec: Spec, request: HttpRequest) -> HttpResponse:
    with acting(request) as by:

        def act() -> HttpResponse:
            raw = read_object(request)
            if unknown := set(raw) - set(Bulk.model_fields):
                raise Invalid({name: [_("There is no field of this name.")] for name in sorted(unknown)})
            name, ids, given = raw.get("action"), read_ids(raw.get("ids"), MOST_IDS), raw.get("values", {})
            if not isinstance(given, dict):
                raise Invalid({"values": [_("Send a JSON object, such as {}.")]})
            with gesture(by, _bulk_label(spec, str(name))) as acted:
                _bulk_act(spec, str(name), ids, given, acted)
                require_free(request, acted)
                done = {"action": name, "ids": [str(id) for id in ids], "operation": str(acted.operation)}
                return answer(done, Akrab_Operation=str(acted.operation))

        return once(request, by, act)


GenericVerb = Literal["update", "delete", "restore"]
GENERIC: dict[str, Callable[[type[Record], Sequence[UUID], Actor], Any]] = {
    "delete": write.delete_many,
    "restore": write.restore_many,
}


def _bulk_label(spec: Spec, name: str) -> str:
    labels = {
        "update": _("Change %(object)s"),
        "delete": _("Delete %(object)s"),
        "restore": _("Restore %(object)s"),
    }
    return (
        labels[name] % {"object": spec.label_plural}
        if name in labels
        else str(_bulk_action(spec, name).label)
    )


def _bulk_action(spec: Spec, name: str) -> Action:
    try:
        return get_action(spec, name)
    except EngineError as error:
        raise Invalid({"action": [_("There is no action of this name.")]}) from error


def _bulk_act(spec: Spec, name: str, ids: list[UUID], given: dict[str, Any], by: Actor) -> None:
    model = model_of(spec)
    if name == "update":
        write.update_many(model, ids, given, by)
    elif name in GENERIC:
        if given:
            raise Invalid({"values": [_("This action takes no values.")]})
        GENERIC[name](model, ids, by)
    else:
        action = _bulk_action(spec, name)
        for id in ids:
            write.perform(action, access.get(model, id, by), given, by)


def missing_page(request: HttpRequest) -> HttpResponse:
    """The answer to an address that means nothing here."""
    return Problem("not-found", _("There is nothing at this address; see /docs.")).response()
