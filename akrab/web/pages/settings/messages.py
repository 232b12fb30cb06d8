"""The message templates: their list, and the editor of one in all its languages, beside the letter it makes."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from akrab.engine import access, write
from akrab.engine.errors import Invalid
from akrab.engine.events import gesture
from akrab.engine.registry import find_object, get_object
from akrab.engine.spec import spec_of
from akrab.features.announcements import posting
from akrab.features.letters import attaching, writing
from akrab.features.letters.models import MessageTemplate, MessageWording
from akrab.identity.actor import Actor
from akrab.web import addresses, inputs, picker, show
from akrab.web.chrome import OWN_NAMES
from akrab.web.inputs import Input
from akrab.web.pages.settings.door import address, administrators, choice, draw, get_row, text

ABOUT = ("name", "object", "category", "language")
ATTACHMENTS = "attachments"
WORDS = ("subject", "body")
Wrong = dict[str, list[str]]


@administrators
def messages(request: HttpRequest, by: Actor) -> HttpResponse:
    """Every message template, with what needs attention; making one more."""
    raw: dict[str, str] = {}
    wrong: Wrong = {}
    if request.method == "POST":
        raw = {name: request.POST.get(name, "").strip() for name in ("name", "object", "category")}
        first = {"subject": raw["name"][:200], "body": _("Hello,") + "\n\n\n\n{sender}\n{company.name}"}
        try:
            with gesture(by, _("New message template")) as within:
                made = write.create(MessageTemplate, raw | first, within)
            return show.go(request, address(by, f"messages/{made.pk}"), within, _("Now write what it says."))
        except Invalid as invalid:
            wrong = invalid.errors
    rows = access.visible(MessageTemplate, by).order_by("category", "name", "id")
    languages: dict[UUID, list[str]] = {}
    for template, language in access.visible(MessageWording, by).values_list("template", "language"):
        languages.setdefault(template, []).append(dict(OWN_NAMES).get(language, language))
    context = {
        "templates": [_listed(one, languages.get(one.pk, []), by) for one in rows],
        "inputs": _about(raw, wrong)[:3],
        "whole_errors": [text for name, texts in wrong.items() if name not in ABOUT for text in texts],
    }
    return draw(request, by, "settings/messages.html", context, 422 if wrong else 200)


def _listed(template: MessageTemplate, languages: list[str], by: Actor) -> dict[str, Any]:
    spec = find_object(template.object)
    return {
        "template": template,
        "address": address(by, f"messages/{template.pk}"),
        "object": spec.label if spec else template.object,
        "languages": languages,
        "faults": writing.faults(template),
    }


def _about(raw: dict[str, str], wrong: Wrong) -> list[Input]:
    """What a template is called, and what it is written about."""
    fields = spec_of(MessageTemplate).fields
    return [
        text("name", _("Name"), raw.get("name", ""), errors=wrong.get("name", ()), required=True, most=200),
        choice("object", _("Written about"), raw.get("object", ""), inputs.ask_options(fields["object"]),
               errors=wrong.get("object", ())),
        text("category", _("Category"), raw.get("category", ""), errors=wrong.get("category", ()), most=80),
        choice("language", _("Language"), raw.get("language", ""), [("", _("The company's language")), *OWN_NAMES],
               required=False, errors=wrong.get("language", ()),
               hint=_("The language of the texts used when there are none in the customer's own language.")),
    ]  # fmt: skip


def _attachments(object: str, said: Sequence[str], wrong: Wrong, by: Actor) -> Input:
    """What goes with each letter; what is not there any more can still be unticked."""
    offered = attaching.options(object, by)
    known = {value for value, _label in offered}
    gone = [(value, _("Not there any more")) for value in said if value not in known]
    return Input(
        ATTACHMENTS, "choices", _("Attached"), list(said), options=[*offered, *gone], prefix="s",
        errors=wrong.get(ATTACHMENTS, ()),
        hint=_("Documents are made for each receiver. Nothing is sent to whom a document or file is missing for."),
    )  # fmt: skip


@administrators
def message(request: HttpRequest, by: Actor, id: UUID) -> HttpResponse:
    """The editor of one message template."""
    found = access.get(MessageTemplate, id, by)
    held = {one.language: one for one in access.visible(MessageWording, by).filter(template=found)}
    if request.method != "POST":
        return _editor(request, by, found, _held(found, held), {}, found.attachments)
    said = {
        name: request.POST.get(name, "").replace("\r\n", "\n").strip() for name in _names(request.POST, held)
    }
    attachments = [one for one in request.POST.getlist(ATTACHMENTS) if one]
    wrong: Wrong = {}
    with gesture(by, _("Change %(object)s") % {"object": found.name}) as within:
        try:
            raw = {name: said.get(name, "") for name in (*ABOUT, *WORDS)}
            found = write.update(found, {**raw, ATTACHMENTS: attachments}, within)
        except Invalid as invalid:
            wrong |= invalid.errors
        if not wrong:
            wrong = _save_wordings(found, held, said, within)
    if wrong:
        return _editor(request, by, found, said, wrong, attachments)
    return show.go(request, address(by, f"messages/{id}"), within, _("The message was changed."))


def _names(data: QueryDict, held: dict[str, MessageWording]) -> list[str]:
    further = [f"{code}.{name}" for code, _name in OWN_NAMES for name in WORDS]
    return [*ABOUT, *WORDS, *[name for name in further if name in data or name.partition(".")[0] in held]]


def _held(found: MessageTemplate, held: dict[str, MessageWording]) -> dict[str, str]:
    """What is kept, by the names of the form."""
    fields = spec_of(MessageTemplate).fields
    said = {name: str(getattr(found, fields[name].attname) or "") for name in (*ABOUT, *WORDS)}
    return said | {f"{code}.{name}": getattr(one, name) for code, one in held.items() for name in WORDS}


def _save_wordings(
    found: MessageTemplate, held: dict[str, MessageWording], said: dict[str, str], by: Actor
) -> Wrong:
    """Keep the words of each further language; a language without words is taken away. Returns what is wrong."""
    wrong: Wrong = {}
    for code, _name in OWN_NAMES:
        words = {name: said.get(f"{code}.{name}", "") for name in WORDS}
        try:
            if code in held and not any(words.values()):
                write.delete(held[code], by)
            elif code in held:
                write.update(held[code], words, by)
            elif any(words.values()):
                write.create(MessageWording, {"template": found, "language": code, **words}, by)
        except Invalid as invalid:
            wrong |= {f"{code}.{name}": texts for name, texts in invalid.errors.items()}
    return wrong


def _editor(
    request: HttpRequest,
    by: Actor,
    found: MessageTemplate,
    said: dict[str, str],
    wrong: Wrong,
    attachments: Sequence[str],
) -> HttpResponse:
    spec = get_object(found.object)
    model: Any = spec.model
    names = dict(OWN_NAMES)
    own = names.get(found.language or by.workspace.language, "")
    tongues = [
        {
            "code": code,
            "label": _("%(language)s and all others") % {"language": own} if not code else names[code],
            "subject": f"{code}.subject" if code else "subject", "body": f"{code}.body" if code else "body",
            "said": {name: said.get(f"{code}.{name}" if code else name, "") for name in WORDS},
            "wrong": {name: wrong.get(f"{code}.{name}" if code else name, []) for name in WORDS},
        }
        for code in ("", *names) if not code or code != (found.language or by.workspace.language)
    ]  # fmt: skip
    context = {
        "template": found,
        "here": address(by, f"messages/{found.pk}"),
        "back": address(by, "messages"),
        "spec": spec,
        "object": spec.name,
        "about_inputs": _about(said, wrong),
        "assign": f"{addresses.home(by.workspace)}announcements/new?what=messagetemplate:{found.pk}",
        "announcing": f"{addresses.home(by.workspace)}announcements/",
        "assigned": posting.assigned(f"messagetemplate:{found.pk}", by),
        "attachments": _attachments(found.object, attachments, wrong, by),
        "tongues": tongues,
        "faults": writing.faults(found),
        "whole_errors": [
            text for name, texts in wrong.items() if name.rpartition(".")[2] == "" for text in texts
        ],
        "sample": access.visible(model, by).order_by("-id").first(),
        "pickers": [(spec.name, picker.groups(spec, by, ("today", "sender")))],
    }
    return show.page(request, by, "settings/message.html", context, 422 if wrong else 200)


@require_POST
@administrators
def preview(request: HttpRequest, by: Actor, id: UUID) -> HttpResponse:
    """The letter that the form's words make of the chosen record."""
    found = access.get(MessageTemplate, id, by)
    model: Any = get_object(found.object).model
    rows = access.visible(model, by).order_by("-id")
    sample = request.POST.get("sample", "")
    record = get_row(rows, sample) if sample else rows.first()
    code = request.POST.get("shown", "")
    prefix = f"{code}." if code in dict(OWN_NAMES) else ""
    words = MessageWording(language=code if prefix else "")
    for name in WORDS:
        setattr(words, name, request.POST.get(f"{prefix}{name}", "").replace("\r\n", "\n"))
    found.attachments = [one for one in request.POST.getlist(ATTACHMENTS) if one]
    sender = writing.sender_for(record, by)
    made = writing.letter(found, record, by, sender, words=words) if record is not None else None
    names = dict(attaching.options(found.object, by))
    attached = [names[one] for one in found.attachments if one in names]
    context = {
        "letter": made,
        "words": words,
        "list": addresses.listing(by.workspace, get_object(found.object)),
        "sender": sender.user if sender else "",
        "attached": attached,
    }
    return show.part(request, by, "settings/_letter.html", context)


@require_POST
@administrators
def delete(request: HttpRequest, by: Actor, id: UUID) -> HttpResponse:
    """Put a message template into the bin."""
    found = access.get(MessageTemplate, id, by)
    with gesture(by, _("Delete")) as within:
        write.delete(found, within)
    return show.go(request, address(by, "messages"), within, _("“%(name)s” was deleted.") % {"name": found})
