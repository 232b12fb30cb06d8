"""Making a record, and editing all its fields: in a dialog, on the timeline, or as a page of its own."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from akrab.engine import access, write
from akrab.engine.errors import Clash, Conflict, Invalid, NotFound, Refused
from akrab.engine.events import gesture
from akrab.engine.fields import Field
from akrab.engine.fields.links import target_of
from akrab.engine.record import Record
from akrab.engine.registry import find_object, get_object
from akrab.engine.registry import objects as all_objects
from akrab.engine.spec import Spec
from akrab.features.files.attaching import attach
from akrab.features.files.models import File, FileType
from akrab.features.playbooks import guidance
from akrab.features.playbooks.models import Playbook
from akrab.identity.actor import Actor
from akrab.tenancy.ids import new_id
from akrab.web import addresses, day, inputs, overlaps, show
from akrab.web.visit import page

UPLOAD = "upload"


@page
def new(request: HttpRequest, by: Actor, objects: str) -> HttpResponse:
    """Ask for a new record, or make it."""
    spec = get_object(objects)
    access.require_create(by, spec)
    if request.method == "POST":
        return create(request, by, spec)
    values = {name: request.GET[name] for name in request.GET if name in spec.fields}
    return form(request, by, spec, values)


def quick(spec: Spec, by: Actor) -> dict[str, Field]:
    """The fields of the short form that the actor may fill in."""
    open_ = access.writable(by, spec)
    return {name: open_[name] for name in spec.quick if name in open_}


def form(
    request: HttpRequest, by: Actor, spec: Spec, values: Mapping[str, Any], *, record: Record | None = None,
    status: int = 200, errors: Mapping[str, list[str]] | None = None, clashes: Mapping[str, Clash] | None = None,
    taken: Sequence[str] = (),
) -> HttpResponse:  # fmt: skip
    """The form with what was typed, and beside each field what is wrong with it."""
    wrong, theirs = errors or {}, clashes or {}
    fields = access.writable(by, spec) if record else quick(spec, by)
    named = _named(fields.values(), values, by)
    where = request.GET.get("as") or request.POST.get("as", "")
    prefix = "c" if where == "compose" else "d"
    asked = [
        inputs.ask(
            field, by, values.get(name, inputs.default(field, by)), title=named.get(str(values.get(name, "")), ""),
            errors=wrong.get(name, []), prefix=f"{prefix}-{spec.name}",
            suggest=inputs.suggest_address(by, spec.name, name), theirs=theirs.get(name),
        )
        for name, field in fields.items()
        if not (where == "compose" and _is_given(field, values))
    ]  # fmt: skip
    shown = {one.name for one in asked}
    address = f"{addresses.of(record)}/form" if record else f"{addresses.listing(by.workspace, spec)}new"
    context = {
        "spec": spec,
        "title": (_("Edit %(object)s") if record else _("New %(object)s")) % {"object": spec.label.lower()},
        "subject": "" if record else _subject(spec, values, named),
        "address": address,
        "given": [(name, value) for name, value in values.items() if name in fields and name not in shown],
        "whole_errors": [text for name, texts in wrong.items() if name not in shown for text in texts],
        "taken": taken,
        "version": record.version if record else "",
        "as": where,
        "new_id": "" if record or where == "compose" else new_id(),
        "takes_file": issubclass(spec.model, File) and record is None,
        "playbooks": _playbooks(spec, values, by, where) if record is None else [],
        **inputs.form(asked),
    }
    context["asked"] = ",".join([*shown, *[name for name, _value in context["given"]]])
    if where == "compose":
        return show.part(request, by, "objects/_form_compose.html", context, status=status)
    if show.is_part(request):
        return show.part(
            request, by, [f"objects/{spec.name}/_form.html", "objects/_form.html"], context, status=status
        )
    return show.page(request, by, show.names_for(spec, "form"), context, status=status)


def _playbooks(spec: Spec, values: Mapping[str, Any], by: Actor, where: str) -> list[Playbook]:
    """What to read while making a record; beside a call also what to say about the record it is about."""
    found = guidance.playbooks(spec.name, (), "create") if where != "compose" else []
    if spec.by_phone not in spec.fields or spec.fields[spec.by_phone].type.name != "text":
        return found
    name, _colon, id = str(values.get("about") or "").partition(":")
    about = find_object(name)
    try:
        record = access.get(cast(type[Record], about.model), id, by) if about is not None else None
    except NotFound:
        record = None
    return [*found, *(guidance.scripts(record) if record is not None else [])]


def _is_given(field: Field, values: Mapping[str, Any]) -> bool:
    """On a timeline what the record is about is known, and not asked."""
    return field.type.name in ("any_link", "link") and getattr(field, "timeline", False)


def _subject(spec: Spec, values: Mapping[str, Any], named: Mapping[str, str]) -> str:
    """What the new record is about, as its title."""
    links = [link.name for link in spec.of_type("any_link") if link.timeline]
    return next((named[one] for name in links if (one := str(values.get(name, ""))) in named), "")


def _named(fields: Iterable[Field], values: Mapping[str, Any], by: Actor) -> dict[str, str]:
    """The titles of the records that typed link values stand for, by the value."""
    wanted: dict[str, set[UUID]] = {}
    for field in fields:
        value = str(values.get(field.name) or "")
        kind, colon, tail = value.partition(":")
        try:
            if colon and field.type.name == "any_link":
                wanted.setdefault(kind, set()).add(UUID(tail))
            elif value and field.type.name in ("link", "user"):
                wanted.setdefault(str(target_of(field)._meta.model_name), set()).add(UUID(value))
        except ValueError:
            continue
    titles = access.titles(wanted, by, all_objects()) if wanted else {}
    found = {str(id): title for id, title in titles.items()}
    return found | {f"{kind}:{id}": titles[id] for kind, ids in wanted.items() for id in ids if id in titles}


def create(request: HttpRequest, by: Actor, spec: Spec) -> HttpResponse:
    """Make the record; what was typed comes back with what is wrong."""
    raw = inputs.read(quick(spec, by), request.POST, request.FILES)
    if (known := _find_made(request, spec, by)) is not None:
        return made(request, by, spec, known)
    if taken := overlaps.warned(spec, raw, by, request.POST):
        return form(request, by, spec, raw, status=422, taken=taken)
    try:
        with gesture(by, _("Create %(object)s") % {"object": spec.label}) as within:
            record = _make(request, spec, raw, within)
    except Invalid as invalid:
        if (known := _find_made(request, spec, by)) is not None:
            return made(request, by, spec, known)
        return form(request, by, spec, raw, status=422, errors=invalid.errors)
    except Refused as refused:
        return form(request, by, spec, raw, status=422, errors={"": [str(refused)]})
    return made(request, within, spec, record)


def _find_made(request: HttpRequest, spec: Spec, by: Actor) -> Record | None:
    """The record that an earlier sending of this very form made: a form brings the id of what it will make."""
    id = _form_id(request)
    return access.visible(cast(type[Record], spec.model), by).filter(pk=id).first() if id else None


def _form_id(request: HttpRequest) -> UUID | None:
    try:
        return UUID(request.POST.get("new_id", ""))
    except ValueError:
        return None


def _make(request: HttpRequest, spec: Spec, raw: dict[str, Any], by: Actor) -> Record:
    """One record; a file is made by attaching what was uploaded."""
    uploaded = request.FILES.get(UPLOAD)
    if not issubclass(spec.model, File):
        own = _form_id(request)
        return write.create(cast(type[Record], spec.model), raw, by, **({"id": own} if own else {}))
    kind, _colon, id = str(raw.get("about") or "").partition(":")
    about = find_object(kind)
    if about is None or uploaded is None:
        raise Invalid({"": [_("Choose a file, and the record it belongs to.")]})
    record = access.get(cast(type[Record], about.model), id, by)
    chosen = access.get(FileType, raw["type"], by) if raw.get("type") else None
    return attach(
        record,
        str(raw.get("name") or uploaded.name),
        uploaded.chunks(),
        by,
        chosen,
        str(raw.get("note") or ""),
    )


def made(request: HttpRequest, by: Actor, spec: Spec, record: Record) -> HttpResponse:
    """After making: stay where one was and say so; a page of its own goes to the record."""
    said = _("%(object)s “%(title)s” was added.") % {"object": spec.label, "title": str(record)[:60]}
    record.workspace = by.workspace
    address = addresses.of(record)
    if not show.is_part(request):
        return show.go(request, address, by, said)
    response = HttpResponse(status=204)
    show.trigger(
        response,
        closeDialog={},
        changed={"o": spec.name, "r": str(record.pk)},
    )
    if step := day.next_step(spec, record, by):
        return show.toast(response, by, said, link=step, label=_("Plan the next step"), asks=True)
    return show.toast(response, by, said, link=address, label=_("Open"))


@page
def whole(request: HttpRequest, by: Actor, objects: str, id: UUID) -> HttpResponse:
    """Edit all fields of a record at once."""
    spec = get_object(objects)
    record = access.get(cast(type[Record], spec.model), id, by, "change")
    record.workspace = by.workspace
    open_ = access.writable(by, spec)
    if request.method != "POST":
        held = {name: inputs.as_typed(field, record, by) for name, field in open_.items()}
        return form(request, by, spec, held, record=record)
    raw = inputs.read(open_, request.POST, request.FILES)
    version = int(request.POST["version"]) if request.POST.get("version", "").isdecimal() else None
    try:
        if version is not None and version != record.version:
            untouched = write.left_alone(record, raw, version, by)
            raw |= {name: inputs.as_typed(open_[name], record, by) for name in untouched}
        if taken := overlaps.warned(spec, raw, by, request.POST, [record]):
            return form(request, by, spec, raw, record=record, status=422, taken=taken)
        with gesture(by, _("Change %(object)s") % {"object": spec.label}) as within:
            record = write.update(record, raw, within, version)
    except Conflict as conflict:
        record.version = conflict.version
        return form(
            request,
            by,
            spec,
            raw,
            record=record,
            status=409,
            clashes={one.field: one for one in conflict.clashes},
        )
    except Invalid as invalid:
        return form(request, by, spec, raw, record=record, status=422, errors=invalid.errors)
    except Refused as refused:
        return form(request, by, spec, raw, record=record, status=422, errors={"": [str(refused)]})
    said = _("%(record)s was changed.") % {"record": str(record)}
    if not show.is_part(request):
        return show.go(request, addresses.of(record), within, said)
    response = show.trigger(
        HttpResponse(status=204), closeDialog={}, changed={"o": spec.name, "r": str(record.pk)}
    )
    return show.toast(response, within, said)
