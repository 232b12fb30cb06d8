"""Public forms: the list, a new one, and the editor of one with what visitors will see beside it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from akrab.engine import access, write
from akrab.engine.errors import Conflict, Invalid
from akrab.engine.registry import find_object, get_object
from akrab.engine.spec import Spec, spec_of
from akrab.features.forms.counting import totals
from akrab.features.forms.definition import Definition, Page, plain
from akrab.features.forms.definition import read as read_definition
from akrab.features.forms.flood import floods
from akrab.features.forms.models import Form, object_choices
from akrab.features.forms.questions import HEADS, questions_of
from akrab.identity.actor import Actor
from akrab.identity.members import active_members
from akrab.web import addresses, form_editor, show
from akrab.web.chrome import OWN_NAMES, as_listed, is_ability
from akrab.web.form_conditions import offered_by
from akrab.web.pages.public import page_context
from akrab.web.pages.public_parts import own_logo
from akrab.web.pages.settings.door import address, administrators, choice, draw, text
from akrab.web.public_forms import Typed

OWN = ("name", "intro", "thanks")
ENGINE_ERROR = "definition"


@administrators
def forms(request: HttpRequest, by: Actor) -> HttpResponse:
    """The public forms, their addresses, and what came through them."""
    counted = totals(30)
    rows = _at_home(access.visible(Form, by).order_by("name", "id"), by)
    flooded = floods(rows)
    found = [
        {
            "form": one,
            "public": addresses.public(f"/f/{one.key}"),
            "path": f"/f/{one.key}",
            "address": at(by, one),
            "counts": counted.get(one.pk),
            "trouble": trouble(one),
            "flood": flooded.get(one.pk),
        }
        for one in rows
    ]
    return draw(
        request,
        by,
        "settings/forms.html",
        {
            "forms": found,
            "list": addresses.listing(by.workspace, spec_of(Form)),
            "new": address(by, "forms/new"),
        },
    )


@administrators
def new(request: HttpRequest, by: Actor) -> HttpResponse:
    """Make a form: its title, its address and what it makes; who somebody is, is asked from the start."""
    raw = {name: request.POST.get(name, "").strip() for name in ("name", "key", "object")}
    if request.method != "POST":
        return _draw_new(request, by, {}, {})
    raw["key"] = raw["key"] or slugify(raw["name"])[:80] or "form"
    spec = find_object(raw["object"])
    begun = form_editor.beginning(spec, by.workspace.language) if spec is not None else {}
    try:
        made = write.create(Form, {**raw, "definition": begun}, by)
    except Invalid as invalid:
        return _draw_new(request, by, raw, invalid.errors)
    return show.go(request, at(by, made), None, _("The form “%(name)s” was made.") % {"name": made})


def _draw_new(
    request: HttpRequest, by: Actor, raw: Mapping[str, str], wrong: Mapping[str, Sequence[str]]
) -> HttpResponse:
    hint = _("It becomes part of the web address. Left empty, it is made from the title.")
    inputs = [
        text("name", _("Title"), raw.get("name", ""), errors=wrong.get("name", ()), required=True, most=200),
        choice(
            "object",
            _("What a submission creates"),
            raw.get("object", "deal"),
            [one for one in as_listed(object_choices()) if not is_ability(get_object(one[0]))],
            errors=wrong.get("object", ()),
        ),
        text("key", _("Address"), raw.get("key", ""), errors=wrong.get("key", ()), hint=hint, most=80),
    ]
    known = ("name", "object", "key")
    rest = [one for name, texts in wrong.items() if name not in known for one in texts]
    context = {"inputs": inputs, "whole_errors": rest, "back": address(by, "forms")}
    return draw(request, by, "settings/form_new.html", context, 422 if wrong else 200)


@administrators
def editor(request: HttpRequest, by: Actor, id: UUID) -> HttpResponse:
    """One form: what it asks and says; saving shows it at once on its page."""
    held = access.get(Form, id, by)
    if request.method != "POST":
        return _draw_editor(request, by, held, held.shape, {})
    raw, keys = form_editor.read(request.POST, held.shape, held.object)
    own = {name: request.POST.get(name, "") for name in OWN}
    try:
        definition = plain(read_definition(raw))
        version = int(request.POST.get("version") or held.version)
        write.update(held, {**own, "definition": definition}, by, version=version)
    except (Invalid, Conflict) as wrong:
        errors = wrong.errors if isinstance(wrong, Invalid) else {"": [_clash(wrong)]}
        return _draw_editor(request, by, held, raw, errors, keys, own)
    said = _("“%(name)s” was saved, and visitors see it so from now on.") % {"name": own["name"]}
    tongue = request.POST.get("add_language") or request.POST.get("tongue", "")
    return show.go(request, at(by, held, f"?tongue={tongue}" if tongue else ""), None, said)


def _clash(conflict: Conflict) -> str:
    who = conflict.clashes[0].who if conflict.clashes else ""
    return _(
        "Meanwhile %(who)s changed this form. Open it again in another window, and bring your changes there."
    ) % {"who": who or _("somebody")}


def _draw_editor(
    request: HttpRequest,
    by: Actor,
    held: Form,
    shape: Definition | dict[str, Any],
    wrong: Mapping[str, Sequence[str]],
    keys: Sequence[str] = (),
    own: Mapping[str, str] | None = None,
) -> HttpResponse:
    """The editor with a definition as it is kept, or as it was sent and can't be kept."""
    spec = _spec(held)
    cards_wrong, rest = form_editor.wrong_by_key(wrong, keys)
    said = shape if isinstance(shape, dict) else shape.model_dump(mode="json")
    questions = (
        [form_editor.as_typed(one) for one in shape["questions"]]
        if isinstance(shape, dict)
        else shape.questions
    )
    codes = list(said["translations"])
    offered = offered_by(spec, questions)
    tongue = request.POST.get("tongue") or request.GET.get("tongue", "")
    context = {
        **frame(by, held, "editor"),
        **form_editor.choices(held, spec),
        "kept": said,
        "cards": [
            form_editor.card(spec, one, codes, cards_wrong.get(n, ()), offered=offered)
            for n, one in enumerate(questions)
        ],
        "offered": [(name, [label for _kept, label in rows]) for name, rows in offered.items()],
        "own": own or {name: getattr(held, name) for name in OWN},
        "pages": [(code, said["translations"][code], dict(OWN_NAMES).get(code, code)) for code in codes],
        "own_language": said["language"] or by.workspace.language,
        "languages": OWN_NAMES,
        "further": [
            one for one in OWN_NAMES if one[0] not in (*codes, said["language"] or by.workspace.language)
        ],
        "tongue": tongue if tongue in codes else "",
        "presets": [*form_editor.presets_of(held.object, said["presets"]), ("", "")],
        "members": [(str(one.pk), str(one)) for one in active_members()],
        "origins": "\n".join(said["guard"]["origins"]),
        "object_label": spec.label,
        "wrong": rest,
        "whole_errors": [one for texts in rest.values() for one in texts],
        "preview": _previewed(held, held.shape, tongue),
    }
    return draw(request, by, "settings/form.html", context, 422 if wrong else 200)


def _spec(held: Form) -> Spec:
    return find_object(held.object) or spec_of(Form)


def frame(by: Actor, held: Form, here: str) -> dict[str, Any]:
    """What every page of one form shows: its name, the ways to the others, and what is wrong with it."""
    base = at(by, held)
    ways = [
        ("editor", _("Questions"), base),
        ("share", _("Share"), f"{base}/share"),
        ("sent", _("Submissions"), f"{base}/sent"),
        ("figures", _("Figures"), f"{base}/figures"),
    ]
    return {
        "form": held,
        "here": base,
        "path": f"/f/{held.key}",
        "public": addresses.public(f"/f/{held.key}"),
        "ways": [(label, where, name == here) for name, label, where in ways],
        "trouble": trouble(held),
        "flood": floods(_at_home([held], by)).get(held.pk),
        "waiting": waiting(held),
    }


def _at_home(forms: Iterable[Form], by: Actor) -> list[Form]:
    """The forms with the workspace that is known already."""
    found = list(forms)
    for one in found:
        one.workspace = by.workspace
    return found


def waiting(held: Form) -> int:
    counted = totals(30, held).get(held.pk)
    return counted.waiting if counted else 0


def trouble(held: Form) -> list[str]:
    """What keeps a form from working whole, for whoever can mend it."""
    if find_object(held.object) is None:
        return [
            _("What this form creates no longer exists. Submissions wait until somebody deals with them.")
        ]
    return [one.why for one in questions_of(held).broken]


def at(by: Actor, held: Form, tail: str = "") -> str:
    return address(by, f"forms/{held.pk}{tail}")


@require_POST
@administrators
def preview(request: HttpRequest, by: Actor, id: UUID) -> HttpResponse:
    """What visitors would see of the form as it stands in the editor, saved or not."""
    held = access.get(Form, id, by)
    raw, keys = form_editor.read(request.POST, held.shape, held.object)
    try:
        definition = read_definition(raw)
    except Invalid as invalid:
        cards, rest = form_editor.wrong_by_key(invalid.errors, keys)
        texts = [one for texts in (*cards.values(), *rest.values()) for one in texts]
        return show.part(request, by, "settings/_form_preview.html", {"problems": texts})
    held.definition = plain(definition)
    held.__dict__.pop("shape", None)
    for name in OWN:
        setattr(held, name, request.POST.get(name, ""))
    context = {"preview": _previewed(held, definition, request.POST.get("tongue", ""))}
    return show.part(request, by, "settings/_form_preview.html", context)


def _previewed(held: Form, shape: Definition, tongue: str) -> dict[str, Any]:
    spoken = shape.spoken(tongue) or settings.LANGUAGE_CODE
    with translation.override(spoken):
        return {**page_context(held, Typed(), {}), "look": shape.look, "title": _title(held, spoken),
                "logo": own_logo() if held.shape.look.logo else None}  # fmt: skip


def _title(held: Form, spoken: str) -> str:
    return (held.shape.translations.get(spoken) or Page()).name or held.name


@administrators
def question(request: HttpRequest, by: Actor, id: UUID) -> HttpResponse:
    """One more question for the editor."""
    held = access.get(Form, id, by)
    spec = _spec(held)
    taken = request.GET.get("taken", "").split(",")
    with translation.override(held.shape.language or by.workspace.language):
        made = form_editor.fresh(spec, request.GET.get("add", "section"), taken)
    codes = list(held.shape.translations)
    context = {
        **form_editor.choices(held, spec),
        "card": form_editor.card(spec, made, codes, is_open=True),
        "pages": [(code, {}, dict(OWN_NAMES).get(code, code)) for code in codes],
    }
    return show.part(request, by, "settings/_form_question.html", context)


@administrators
def share(request: HttpRequest, by: Actor, id: UUID) -> HttpResponse:
    """How visitors come to the form: its address, the piece of code for a website, and the way for programs."""
    held = access.get(Form, id, by)
    public = addresses.public(f"/f/{held.key}")
    asked = [one for one in questions_of(held).asked if one.question.kind not in HEADS]
    sample = {one.name: "…" for one in asked if one.required} | {"submission_key": "order-118"}
    context = {
        **frame(by, held, "share"),
        "script": f'<script src="{addresses.public("/f/embed.js")}" data-form="{held.key}" async></script>',
        "iframe": f'<iframe src="{public}?embed=1" title="{held.name}" width="100%" height="640"></iframe>',
        "asked": asked,
        "sample": sample,
        "policy": f"script-src {settings.PUBLIC_URL}; frame-src {settings.PUBLIC_URL}",
    }
    return draw(request, by, "settings/form_share.html", context)


@require_POST
@administrators
def delete(request: HttpRequest, by: Actor, id: UUID) -> HttpResponse:
    """Put the form into the bin; its sendings stay with it."""
    held = access.get(Form, id, by)
    write.delete(held, by)
    return show.go(request, address(by, "forms"), None, _("“%(name)s” was deleted.") % {"name": held})
