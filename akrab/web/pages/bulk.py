"""Many records at once: change a field, run a verb, put into the bin; one gesture, undone as one."""

from typing import Any, cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from akrab.engine import access, query, write
from akrab.engine.actions import actions_of
from akrab.engine.errors import Forbidden, Invalid, NotFound, Refused
from akrab.engine.events import gesture
from akrab.engine.record import Record
from akrab.engine.registry import get_action, get_object
from akrab.engine.spec import Spec, spec_of
from akrab.features.letters.addressees import can_be_written_to
from akrab.features.letters.models import Mailing
from akrab.features.mail.models import Mail
from akrab.identity.actor import Actor
from akrab.web import addresses, asked, inputs, overlaps, show
from akrab.web.visit import page

MOST = 2000
SHOWN = 3


def offered(spec: Spec, by: Actor) -> list[dict[str, Any]]:
    """The buttons of the bar above selected rows."""
    base = f"{addresses.listing(by.workspace, spec)}bulk"
    found: list[dict[str, Any]] = []
    if access.reach(by, spec, "change") != "none":
        users = [field for field in spec.of_type("user") if field.name in access.writable(by, spec)]
        found += [
            {"label": _("Assign"), "icon": "user", "address": f"{base}/change?field={field.name}"}
            for field in users[:1]
        ]
        if access.writable(by, spec):
            found.append({"label": _("Change"), "icon": "pencil", "address": f"{base}/change"})
        verbs = [one for one in actions_of(spec.model).values() if one.label]
        found += [
            {"label": one.label, "icon": one.icon or "player-play", "address": f"{base}/{one.name}"}
            for one in verbs[:SHOWN]
        ]
    writes = all(access.reach(by, spec_of(model), "create") != "none" for model in (Mail, Mailing))
    if writes and can_be_written_to(spec):
        address = f"{addresses.listing(by.workspace, spec)}mailing"
        found.append({"label": _("Write"), "icon": "mail", "address": address})
    if access.reach(by, spec, "delete") != "none":
        found.append({"label": _("Into the bin"), "icon": "trash", "address": f"{base}/delete"})
    return found


@page
def bulk(request: HttpRequest, by: Actor, objects: str, action: str) -> HttpResponse:
    """Ask what to do with the chosen rows, or do it."""
    spec = get_object(objects)
    said = request.POST if request.method == "POST" else request.GET
    ids = chosen(said, spec, by)
    if len(ids) > MOST:
        text = _("At most %(most)s rows can be changed at once. Narrow the list, and do the rest after it.")
        return dialog(request, by, spec, action, ids[:MOST], said, [text % {"most": f"{MOST:,}"}], 422)
    if request.method != "POST":
        return dialog(request, by, spec, action, ids, said)
    if taken := _taken(request, spec, action, ids, by):
        return dialog(request, by, spec, action, ids, said, taken, 422, is_taken=True)
    try:
        with gesture(
            by,
            _("%(action)s, several %(objects)s") % {"action": action, "objects": spec.label_plural.lower()},
        ) as within:
            count = _do(request, spec, action, ids, within)
    except (Invalid, Refused, Forbidden, NotFound) as refused:
        texts = (
            [text for texts in refused.errors.values() for text in texts]
            if isinstance(refused, Invalid)
            else [str(refused)]
        )
        return dialog(request, by, spec, action, ids, said, texts, 422)
    text = ngettext("%(count)d row changed.", "%(count)d rows changed.", count) % {"count": count}
    response = show.trigger(HttpResponse(status=204), closeDialog={}, bulkDone={}, changed={"all": True})
    return show.toast(response, within, text)


def chosen(said: QueryDict, spec: Spec, by: Actor) -> list[UUID]:
    """The ids ticked, or with `all` those of every row that the list's address means.

    Where there are more than possible, one more than possible comes.
    """
    if said.get("all"):
        reading = asked.of_query(QueryDict(said.get("query", "")), spec, by)
        return list(query.rows_of(spec, by, reading.ask).values_list("pk", flat=True)[: MOST + 1])
    try:
        return [UUID(id) for id in said.get("ids", "").split(",") if id][: MOST + 1]
    except ValueError as error:
        raise NotFound(said.get("ids", "")) from error


def _taken(request: HttpRequest, spec: Spec, action: str, ids: list[UUID], by: Actor) -> list[str]:
    """What the chosen records would overlap with once changed, a few of them, unless it is wanted all the same."""
    if action != "change" or not spec.booked:
        return []
    raw = inputs.read(access.writable(by, spec), request.POST, request.FILES)
    records = list(access.visible(cast(type[Record], spec.model), by).filter(pk__in=ids))
    return list(dict.fromkeys(overlaps.warned(spec, raw, by, request.POST, records)))[:SHOWN]


def _do(request: HttpRequest, spec: Spec, action: str, ids: list[UUID], by: Actor) -> int:
    model = cast(type[Record], spec.model)
    if action == "delete":
        return len(write.delete_many(model, ids, by))
    if action == "change":
        raw = inputs.read(access.writable(by, spec), request.POST, request.FILES)
        return len(write.update_many(model, ids, raw, by))
    verb = get_action(spec, action)
    raw = inputs.read(verb.params, request.POST, request.FILES)
    for id in ids:
        write.perform(verb, access.get(model, id, by, verb.needs), raw, by)
    return len(ids)


def dialog(
    request: HttpRequest, by: Actor, spec: Spec, action: str, ids: list[UUID], said: QueryDict,
    errors: list[str] | None = None, status: int = 200, is_taken: bool = False,
) -> HttpResponse:  # fmt: skip
    """What is asked before many rows change; each field of a change is chosen first."""
    fields, title = {}, _("Put into the bin")
    if action == "change":
        title = _("Change")
        open_ = access.writable(by, spec)
        name = said.get("field") or next(iter(open_), "")
        fields = {name: open_[name]} if name in open_ else {}
    elif action != "delete":
        verb = get_action(spec, action)
        fields, title = verb.params, str(verb.label)
    suggested = "" if action == "change" else action
    asked_ = [
        inputs.ask(
            field,
            by,
            said.get(name, "") if is_taken else "",
            prefix="b",
            suggest=inputs.suggest_address(by, spec.name, name, suggested),
        )
        for name, field in fields.items()
    ]
    context = {
        "spec": spec,
        "title": title,
        "button": title,
        "subject": ngettext("%(count)d row", "%(count)d rows", len(ids)) % {"count": len(ids)},
        "address": f"{addresses.listing(by.workspace, spec)}bulk/{action}",
        "given": [(name, said.get(name, "")) for name in ("ids", "all", "query", "field")],
        "choices": [(field.name, field.label) for field in access.writable(by, spec).values()]
        if action == "change"
        else [],
        "chosen": next(iter(fields), ""),
        "whole_errors": errors or [],
        "is_taken": is_taken,
        **inputs.form(asked_),
    }
    return show.part(request, by, "objects/_bulk_dialog.html", context, status=status)
