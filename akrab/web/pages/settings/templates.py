"""The document templates: their list, and the editor with its preview, versions and languages."""

import json
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from akrab.engine import access, contents, write
from akrab.engine.actions import actions_of
from akrab.engine.errors import Invalid
from akrab.engine.events import gesture
from akrab.engine.record import Record
from akrab.engine.registry import find_object, get_object
from akrab.engine.spec import Spec, spec_of
from akrab.features.documents.checking import Fault, faults
from akrab.features.documents.design import BadDesign, Design, read_design
from akrab.features.documents.making import newest
from akrab.features.documents.models import Document, Edition, Series, Template
from akrab.features.documents.related import related_to
from akrab.identity.actor import Actor
from akrab.lib.wordfile import BadWordFile, check
from akrab.web import blocks, conditions, designs, inputs, picker, show
from akrab.web.chrome import OWN_NAMES, as_listed, is_ability
from akrab.web.inputs import Input
from akrab.web.pages.settings.door import address, administrators, choice, draw, get_row, rows_of, text

QUICK = ("name", "object", "language", "series")
VERSIONS = 30


@administrators
def templates(request: HttpRequest, by: Actor) -> HttpResponse:
    """Every template, with what needs attention; making one more."""
    raw: dict[str, str] = {}
    wrong: dict[str, list[str]] = {}
    if request.method == "POST":
        raw = {name: request.POST.get(name, "").strip() for name in QUICK}
        try:
            with gesture(by, _("New document template")) as within:
                made = write.create(Template, raw, within)
            return show.go(request, address(by, f"templates/{made.pk}"), within, _("Now say what is in it."))
        except Invalid as invalid:
            wrong = invalid.errors
    counts = dict(
        access.visible(Document, by).values_list("template").annotate(number=Count("pk")).order_by()
    )
    rows = access.visible(Template, by).select_related("series").order_by("name", "id")
    context = {
        "templates": [_listed(one, counts.get(one.pk, 0), by) for one in rows],
        "inputs": _about(raw, wrong, by),
        "whole_errors": wrong.get("", []),
    }
    return draw(request, by, "settings/templates.html", context, 422 if wrong else 200)


def _listed(template: Template, count: int, by: Actor) -> dict[str, Any]:
    """One line of the list: its state, and what is wrong with what makes documents today."""
    edition = newest(template)
    spec = find_object(template.object)
    return {
        "template": template,
        "address": address(by, f"templates/{template.pk}"),
        "object": spec.label if spec else template.object,
        "edition": edition,
        "changed": edition is not None and template.draft != edition.design,
        "count": count,
        "faults": _texts(faults(read_design(edition.design), template.object, by)) if edition else [],
    }


def _texts(found: list[Fault]) -> list[str]:
    return list(dict.fromkeys(one.text for one in found))


def _about(raw: dict[str, str], wrong: dict[str, list[str]], by: Actor) -> list[Input]:
    """What a template is called, what it is made from, and how it is numbered."""
    fields = spec_of(Template).fields
    series = rows_of(access.visible(Series, by).order_by("name"), _("No number"))
    return [
        text("name", _("Name"), raw.get("name", ""), errors=wrong.get("name", ()), required=True, most=200),
        choice("object", _("Made from"), raw.get("object", ""), _sources(inputs.ask_options(fields["object"])),
               errors=wrong.get("object", ())),
        choice("language", _("Language"), raw.get("language", ""),
               [("", _("The company's language")), *OWN_NAMES], required=False, errors=wrong.get("language", ()),
               hint=_("The language of the texts used when there are none in the customer's own language.")),
        choice("series", _("Numbered by"), raw.get("series", ""), series, required=False,
               errors=wrong.get("series", ())),
    ]  # fmt: skip


def _sources(options: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """What a document can be about: the business itself, not the files, reports and mail around it."""
    return [one for one in as_listed(options) if not is_ability(get_object(one[0]))]


@administrators
def template(request: HttpRequest, by: Actor, id: UUID) -> HttpResponse:
    """The editor of one template; saving the draft, and publishing it."""
    found = access.get(Template, id, by)
    if request.method != "POST":
        return editor(request, by, found, read_design(found.draft), "")
    try:
        design = designs.read(request.POST)
    except BadDesign as error:
        wrong = Fault("", "", _("This can't be kept: %(reason)s") % {"reason": error})
        return editor(request, by, found, _last_held(request, found), "", [wrong], 422)
    chosen = designs.language(request.POST, design)
    publishing = request.POST.get("do") == "publish"
    wrong_now = faults(design, found.object, by) if publishing else []
    verbs = actions_of(Template)
    with gesture(by, _("Change %(object)s") % {"object": found.name}) as within:
        found = write.perform(verbs["redraft"], found, {"draft": design.plain()}, within)
        if publishing and not wrong_now:
            write.perform(verbs["publish"], found, {"note": request.POST.get("note", "")[:200]}, within)
    if wrong_now:
        return editor(request, by, found, design, chosen, wrong_now, 422)
    said = (
        _("Published: from now on documents are made by this version.")
        if publishing
        else _("The draft was saved. It makes no documents before it is published.")
    )
    return show.go(request, f"{address(by, f'templates/{id}')}?language={chosen}", within, said)


def _last_held(request: HttpRequest, found: Template) -> Design:
    """The design as the page held it before what can't be kept, else the stored draft."""
    try:
        return designs.held(request.POST)
    except BadDesign:
        return read_design(found.draft)


def editor(
    request: HttpRequest, by: Actor, found: Template, design: Design, chosen: str,
    wrong: list[Fault] | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    """The page, with what is wrong at its block."""
    spec = get_object(found.object)
    chosen = chosen or (request.GET.get("language", "") if request.method == "GET" else "")
    edition = newest(found)
    context = {
        "template": found,
        "here": address(by, f"templates/{found.pk}"),
        "back": address(by, "templates"),
        "spec": spec,
        "edition": edition,
        "editions": _editions(found, by),
        "sample": _newest_record(spec, by),
        "pickers": _pickers(spec, by),
        "kinds": [(kind, *said) for kind, said in designs.labels().items()],
        "is_published": edition is not None and edition.design == design.plain(),
        "about_inputs": _about({name: _held(found, name) for name in QUICK}, {}, by),
        **drawn(found, design, chosen, by, wrong or []),
    }  # fmt: skip
    return show.page(request, by, "settings/template.html", context, status)


def _held(found: Template, name: str) -> str:
    return str(getattr(found, spec_of(Template).fields[name].attname) or "")


def drawn(found: Template, design: Design, chosen: str, by: Actor, wrong: list[Fault]) -> dict[str, Any]:
    """The part of the editor that every press draws anew."""
    chosen = chosen if chosen in design.variants else ""
    spec = get_object(found.object)
    variant = design.variants[chosen]
    at: dict[str, list[str]] = {}
    names = dict(OWN_NAMES)
    spoken = found.language or by.workspace.language  # of the words that hold for all others
    own = names.get(spoken, "")
    for one in wrong:
        if one.language == chosen:
            at.setdefault(one.block, []).append(one.text)
        else:  # it stands in the words of another language, which are not open
            words = {"language": names.get(one.language, own), "text": one.text}
            at.setdefault("", []).append(_("%(language)s: %(text)s") % words)
    return {
        "here": address(by, f"templates/{found.pk}"),
        "template": found,
        "design": design,
        "plain": json.dumps(design.plain()),
        "variant": variant,
        "language": chosen,
        "languages": [
            (one, names.get(one) or _("%(language)s and all others") % {"language": own})
            for one in design.variants
        ],
        "further": [(one, name) for one, name in OWN_NAMES if one not in (*design.variants, spoken)],
        "blocks": blocks.views(variant.blocks, spec, by, at),
        "object": spec.name,
        "row_names": sorted({other.plural for other, _link in related_to(spec)}),
        "kinds": [(kind, *said) for kind, said in designs.labels().items()],
        **_choices(design),
        "pages_errors": list(dict.fromkeys(at.get("", []))),
    }  # fmt: skip


def _choices(design: Design) -> dict[str, Any]:
    """What the selects of the editor offer."""
    page = design.page
    return {
        "papers": [("a4", "A4"), ("a5", "A5"), ("letter", "Letter"), ("legal", "Legal")],
        "margins": [
            ("top", _("Margin above, mm"), page.top),
            ("bottom", _("Margin below, mm"), page.bottom),
            ("left", _("Margin at the left, mm"), page.left),
            ("right", _("Margin at the right, mm"), page.right),
        ],
        "levels": [(1, _("large")), (2, _("medium")), (3, _("small"))],
        "sides": [("left", _("at the left")), ("center", _("centred")), ("right", _("at the right"))],
    }


def _editions(found: Template, by: Actor) -> list[dict[str, Any]]:
    """The published versions, newest first, each with how many documents it made."""
    rows = (
        access.visible(Edition, by)
        .filter(template=found)
        .select_related("created_by__user")
        .order_by("-number")
    )
    counts = dict(
        Document.objects.filter(template=found, deleted_at__isnull=True)
        .values_list("edition").annotate(number=Count("pk")).order_by()
    )  # fmt: skip
    return [{"edition": one, "count": counts.get(one.pk, 0)} for one in rows[:VERSIONS]]


def _newest_record(spec: Spec, by: Actor) -> Record | None:
    model: Any = spec.model
    found: Record | None = access.visible(model, by).order_by("-id").first()
    return found


def _pickers(spec: Spec, by: Actor) -> list[tuple[str, list[picker.Group]]]:
    """A picker for the template's records, and one for each object whose records a loop can go over."""
    names = dict.fromkeys([spec.name, *(other.name for other, _link in related_to(spec))])
    return [(name, picker.groups(get_object(name), by)) for name in names]


@require_POST
@administrators
def about(request: HttpRequest, by: Actor, id: UUID) -> HttpResponse:
    """Rename a template, number it otherwise."""
    found = access.get(Template, id, by)
    raw = {name: request.POST.get(name, "").strip() for name in QUICK}
    with gesture(by, _("Change %(object)s") % {"object": found.name}) as within:
        write.update(found, raw, within)
    return show.go(request, address(by, f"templates/{id}"), within, _("The template was changed."))


@require_POST
@administrators
def delete(request: HttpRequest, by: Actor, id: UUID) -> HttpResponse:
    """Put a template into the bin; its documents stay."""
    found = access.get(Template, id, by)
    with gesture(by, _("Delete")) as within:
        write.delete(found, within)
    return show.go(request, address(by, "templates"), within, _("“%(name)s” was deleted.") % {"name": found})


@require_POST
@administrators
def recall(request: HttpRequest, by: Actor, id: UUID, edition: UUID) -> HttpResponse:
    """Bring an older version back into the draft."""
    found = access.get(Template, id, by)
    older = get_row(access.visible(Edition, by).filter(template=found), edition)
    with gesture(by, _("Bring back")) as within:
        write.perform(actions_of(Edition)["recall"], older, {}, within)
    said = _("Version %(number)s is the draft now. Publish it to make documents by it again.")
    return show.go(request, address(by, f"templates/{id}"), within, said % {"number": older.number})


@require_POST
@administrators
def edit(request: HttpRequest, by: Actor, id: UUID) -> HttpResponse:
    """One press in the editor: nothing is kept, the blocks are drawn anew."""
    found = access.get(Template, id, by)
    op = request.POST.get("op", "")
    try:
        design = designs.read(request.POST)
    except BadDesign:
        design = designs.held(request.POST)
    chosen = designs.language(request.POST, design)
    wrong: list[Fault] = []
    stored = None
    uploaded = request.FILES.get(f"upload.{op.partition(':')[2]}") if op.startswith("file:") else None
    if uploaded is not None:
        try:
            stored = _kept(uploaded, op == "file:")
        except (BadWordFile, Invalid) as error:
            wrong = [Fault(chosen, op.partition(":")[2], str(error))]
    design = designs.changed(design, chosen, op, stored)
    if stored is not None:
        wrong = [one for one in faults(design, found.object, by) if one.language == chosen]
    chosen = _moved(op, chosen, design)
    response = show.part(
        request,
        by,
        "settings/_design.html",
        drawn(found, design, chosen, by, wrong),
        status=422 if wrong else 200,
    )
    return show.trigger(response, drawn={})


def _moved(op: str, chosen: str, design: Design) -> str:
    """The language shown after a press."""
    verb, _colon, rest = op.partition(":")
    wanted = rest if verb in ("speak", "show") else "" if verb == "unspeak" else chosen
    return wanted if wanted in design.variants else ""


def _kept(uploaded: Any, is_word: bool) -> dict[str, Any]:
    """The stored file; raises `BadWordFile` and `Invalid`, also for a picture that is none."""
    content = b"".join(uploaded.chunks())
    if is_word:
        check(content)
    stored = contents.keep(uploaded.name or "file", [content], settings.MAX_UPLOAD_BYTES)
    if not is_word and stored["type"] not in ("image/png", "image/jpeg"):
        raise Invalid({"": [_("Choose a picture as PNG or JPEG.")]})
    return stored


@administrators
def condition(request: HttpRequest, by: Actor, id: UUID) -> HttpResponse:
    """The dialog that asks under which condition something is shown, and its answer for the editor."""
    found = access.get(Template, id, by)
    said = request.POST if request.method == "POST" else request.GET
    spec = find_object(said.get("of", "")) or get_object(found.object)
    name = said.get("name", "")
    if request.method == "POST":
        tree = {} if said.get("do") == "clear" else conditions.read(said, spec, by)
        context = {
            "name": name, "slot": blocks.slot(name), "tree": json.dumps(tree) if tree else "", "of": spec.name,
            "words": conditions.sentence(tree, spec, by), "whole": name.endswith(".where"),
            "here": address(by, f"templates/{id}"),
        }  # fmt: skip
        response = show.part(request, by, "settings/_condition_said.html", context)
        response = show.instead(response, f"#slot-{blocks.slot(name)}", "outerHTML")
        return show.trigger(response, closeDialog={}, drawn={})
    return show.part(request, by, "settings/_condition.html", _asked(said, spec, name, by, id))


def _asked(said: QueryDict, spec: Spec, name: str, by: Actor, id: UUID) -> dict[str, Any]:
    try:
        tree = json.loads(said.get(name) or "{}")
    except ValueError:
        tree = {}
    join, parts = conditions.flat(tree)
    named = conditions.titles(tree, spec, by)
    simple = [part for part in parts if "field" in part] or [{}]
    listing = f"{address(by).rsplit('settings/', 1)[0]}{spec.plural}/"
    return {
        "spec": spec,
        "name": name,
        "join": join,
        "conditions": [conditions.row(spec, by, part, named, not part) for part in simple],
        "fields": conditions.grouped(conditions.askable(spec, by), spec),
        "condition_address": f"{listing}filter/condition",
        "here": address(by, f"templates/{id}"),
    }
