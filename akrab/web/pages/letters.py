"""Writing to customers: one letter from a record's page, or one to each of the rows chosen in a list."""

from collections.abc import Sequence
from typing import Any, cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from akrab.engine import access, write
from akrab.engine.errors import Forbidden, Invalid, NotFound, Refused
from akrab.engine.events import gesture
from akrab.engine.record import Record
from akrab.engine.registry import find_object, get_object
from akrab.engine.spec import Spec, named, spec_of
from akrab.features.letters import attaching
from akrab.features.letters.models import Mailing, MessageTemplate
from akrab.features.letters.sending import checked, records_of, require_few_enough, send_by_hand
from akrab.features.letters.writing import Letter, letter, receiver_of, sender_for
from akrab.features.mail.models import Mail
from akrab.identity.actor import Actor
from akrab.tenancy.ids import new_id
from akrab.web import addresses, show
from akrab.web.pages.bulk import chosen
from akrab.web.visit import page

SHOWN = 100


def templates_for(spec: Spec, by: Actor) -> list[MessageTemplate]:
    """The message templates for records of this object."""
    rows = access.visible(MessageTemplate, by).filter(object=spec.name)
    return list(rows.order_by("category", "name", "id"))


@page
def message(request: HttpRequest, by: Actor, objects: str) -> HttpResponse:
    """The form for a letter about one record, filled from a template, and sending it."""
    spec = get_object(objects)
    access.require_create(by, spec_of(Mail))
    said = request.POST if request.method == "POST" else request.GET
    kind, _colon, id = said.get("about", "").partition(":")
    if find_object(kind) is not spec:
        raise NotFound(kind)
    record = access.get(cast(type[Record], spec.model), id, by)
    record.workspace = by.workspace
    if request.method != "POST":
        return _form(request, by, spec, record, _filled(said.get("template", ""), spec, record, by))
    raw: dict[str, Any] = {
        name: said.get(name, "").replace("\r\n", "\n") for name in ("template", "to", "subject", "body")
    }
    raw["attach"] = request.POST.getlist("attach")
    _template(raw["template"], spec, by)
    try:
        if raw["to"] not in receiver_of(record, by).addresses:
            raise Invalid({"to": [_("Choose one of the addresses.")]})
        with gesture(by, _("Write to %(record)s") % {"record": record}) as within:
            key = f"letter:{_form_id(said.get('new_id', ''))}"
            send_by_hand(record, [raw["to"]], raw["subject"], raw["body"], raw["attach"], key, within)
    except Invalid as invalid:
        return _form(request, by, spec, record, raw, invalid.errors)
    except Refused as refused:
        return _form(request, by, spec, record, raw, {"": [str(refused)]})
    response = _form(request, by, spec, record, {})
    show.trigger(response, changed={"o": spec.name, "r": str(record.pk)})
    return show.toast(response, by, _("The mail to %(address)s is on its way.") % {"address": raw["to"]})


def _form_id(raw: str) -> UUID:
    try:
        return UUID(raw)
    except ValueError as error:
        raise NotFound(raw) from error


def _template(id: str, spec: Spec, by: Actor) -> MessageTemplate | None:
    """The template chosen; raises `NotFound` for one of other records."""
    if not id:
        return None
    found = next((one for one in templates_for(spec, by) if str(one.pk) == id), None)
    if found is None:
        raise NotFound(id)
    return found


def _filled(id: str, spec: Spec, record: Record, by: Actor) -> dict[str, Any]:
    """What a template says about the record, to be edited before it is sent."""
    template = _template(id, spec, by)
    if template is None:
        return {}
    found = letter(template, record, by, sender_for(record, by))
    lacks = [one.text for one in found.problems if one.kind != "address"]
    return {"template": id, "subject": found.subject, "body": found.body, "lacks": lacks,
            "attach": _ticked(template, record, by)}  # fmt: skip


def _ticked(template: MessageTemplate, record: Record, by: Actor) -> list[str]:
    """What a template attaches, file by file, as the form offers it."""
    found = attaching.attached_to(template.attachments, record, by)
    documents = [f"{attaching.DOCUMENT}:{one.pk}" for one in found.documents]
    return [*documents, *(f"{attaching.FILE}:{one.pk}" for one in found.files)]


def _attachable(template: MessageTemplate | None, record: Record, by: Actor) -> list[tuple[str, str, str]]:
    """What can go with a letter: the template's documents, and the newest files of the record."""
    documents = attaching.documents_of(template.attachments) if template is not None else []
    files = attaching.files_of(record, by)[: attaching.MOST_SHOWN]
    return [
        *((f"{attaching.DOCUMENT}:{one.pk}", one.name, "file-text") for one in documents),
        *((f"{attaching.FILE}:{one.pk}", one.name, "paperclip") for one in files),
    ]


def _form(
    request: HttpRequest, by: Actor, spec: Spec, record: Record, raw: dict[str, Any],
    errors: dict[str, list[str]] | None = None,
) -> HttpResponse:  # fmt: skip
    to = receiver_of(record, by)
    template = _template(raw.get("template", ""), spec, by)
    known = ("to", "subject", "body")
    sender = sender_for(record, by)
    context = {
        "record": record,
        "about": named(record),
        "address": f"{addresses.listing(by.workspace, spec)}message",
        "templates": _grouped(templates_for(spec, by)),
        "raw": raw,
        "wrong": errors or {},
        "whole_errors": [
            text for name, texts in (errors or {}).items() if name not in known for text in texts
        ],
        "receiver": to.record,
        "receiver_address": addresses.record(by.workspace, spec_of(type(to.record)), to.record.pk),
        "addresses": to.addresses,
        "sender": sender.user if sender else "",
        "attachable": _attachable(template, record, by),
        "new_id": new_id(),
    }
    return show.part(request, by, "objects/_message.html", context, status=422 if errors else 200)


def _grouped(templates: Sequence[MessageTemplate]) -> list[tuple[str, list[MessageTemplate]]]:
    """Templates by category, those without one first."""
    found: dict[str, list[MessageTemplate]] = {}
    for one in templates:
        found.setdefault(one.category, []).append(one)
    return list(found.items())


@page
def mailing(request: HttpRequest, by: Actor, objects: str) -> HttpResponse:
    """The dialog that checks a message to all the chosen rows, and sends it to those that are in order."""
    spec = get_object(objects)
    access.require_create(by, spec_of(Mail))
    access.require_create(by, spec_of(Mailing))
    said = request.POST if request.method == "POST" else request.GET
    records = records_of(spec.name, chosen(said, spec, by), by)
    template = _template(said.get("template", ""), spec, by)
    context: dict[str, Any] = {
        "spec": spec,
        "address": f"{addresses.listing(by.workspace, spec)}mailing",
        "given": [(name, said.get(name, "")) for name in ("ids", "all", "query")],
        "templates": _grouped(templates_for(spec, by)),
        "chosen": template,
        "number": len(records),
        "new_id": said.get("new_id") or new_id(),
        "sender": by.membership.user if by.membership else "",
    }
    if template is None:
        return show.part(request, by, "objects/_mailing.html", context)
    try:
        require_few_enough(template, len(records))
        letters = checked(template, records, by)
        context |= _result(letters, by)
        if request.method == "POST":
            return _send(request, by, spec, template, letters, UUID(str(context["new_id"])))
    except (Refused, Invalid, Forbidden) as refused:
        context["whole_errors"] = [str(refused)]
    except ValueError as error:
        raise NotFound(str(context["new_id"])) from error
    status = 422 if context.get("whole_errors") else 200
    return show.part(request, by, "objects/_mailing.html", context, status=status)


def _result(letters: Sequence[Letter], by: Actor) -> dict[str, Any]:
    """What was found: how many are in order, and each that is not, with the way to mend it."""
    good = [one for one in letters if not one.problems]
    bad = [
        {
            "title": str(one.about),
            "problems": [(problem.text, _where(problem.at, by)) for problem in one.problems],
        }
        for one in letters
        if one.problems
    ]
    return {
        "good": len(good),
        "bad": bad[:SHOWN],
        "bad_count": len(bad),
        "example": good[0] if good else None,
    }


def _where(record: Record, by: Actor) -> str:
    return addresses.record(by.workspace, spec_of(type(record)), record.pk)


def _send(
    request: HttpRequest,
    by: Actor,
    spec: Spec,
    template: MessageTemplate,
    letters: Sequence[Letter],
    id: UUID,
) -> HttpResponse:
    """Make the mailing of those that are in order; the same press twice makes one."""
    good = [str(one.about.pk) for one in letters if not one.problems]
    bad = len(letters) - len(good)
    if not good or (bad and request.POST.get("leave_out") != "1"):
        raise Refused(_("Nothing was sent. Correct what is listed, or leave those out."))
    if not Mailing.objects.filter(pk=id).exists():
        with gesture(
            by, _("Write to several %(objects)s") % {"objects": spec.label_plural.lower()}
        ) as within:
            write.create(Mailing, {"template": template}, within, id=id, records=good, left_out=bad)
    text = ngettext("%(count)d e-mail is on its way.", "%(count)d e-mails are on their way.", len(good)) % {
        "count": len(good)
    }
    response = show.trigger(HttpResponse(status=204), closeDialog={}, bulkDone={}, changed={"all": True})
    address = addresses.listing(by.workspace, spec_of(Mail))
    return show.toast(response, by, text, link=address, label=_("Open"))
