"""Objects and fields: what the company works with, what it calls it, in which order fields stand, what is not used."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override
from django.views.decorators.http import require_POST

from akrab.engine import access
from akrab.engine.errors import Invalid, NotFound
from akrab.engine.events import gesture
from akrab.engine.fields import Field
from akrab.engine.registry import get_object
from akrab.engine.registry import objects as all_objects
from akrab.engine.spec import LAST, Spec, declared
from akrab.features.customfields import shaping
from akrab.features.customfields.kinds import KINDS
from akrab.features.customfields.models import CustomField, is_shapeable
from akrab.identity.actor import Actor
from akrab.web import chrome, show
from akrab.web.inputs import Input
from akrab.web.pages.settings.door import address, administrators, draw, text

Errors = Mapping[str, Sequence[str]]
LONGEST = 80


@dataclass(frozen=True)
class Card:
    """One object of the list."""

    spec: Spec
    address: str
    about: str


@administrators
def objects(request: HttpRequest, by: Actor) -> HttpResponse:
    """Every object of the business, those in use first."""
    shapeable = [
        spec
        for spec in chrome.in_order(all_objects().values())
        if is_shapeable(spec) and (spec.is_off or shown_fields(spec))
    ]
    context = {
        "used": [_card(spec, by) for spec in shapeable if not spec.is_off],
        "unused": [_card(spec, by) for spec in shapeable if spec.is_off],
    }
    return draw(request, by, "settings/objects.html", context)


def _card(spec: Spec, by: Actor) -> Card:
    number = len(shown_fields(spec))
    own = sum(field.is_custom for field in spec.fields.values())
    about = [ngettext("%(number)d field", "%(number)d fields", number) % {"number": number}]
    if own:
        about.append(ngettext("%(number)d of your own", "%(number)d of your own", own) % {"number": own})
    if (standard := standard_label(spec)) != spec.label_plural:
        about.append(_("“%(name)s” unless renamed") % {"name": standard})
    return Card(spec, here(by, spec), " · ".join(about))


def standard_label(spec: Spec) -> str:
    """What the product itself calls the object's records, in the active language."""
    return declared(spec.model).label_plural


def here(by: Actor, spec: Spec, tail: str = "") -> str:
    return address(by, f"objects/{spec.name}{tail}")


def find(name: str) -> Spec:
    """The object of a page's address; raises `NotFound` for one that can't be shaped."""
    spec = get_object(name)
    if not is_shapeable(spec):
        raise NotFound(name)
    return spec


def shown_fields(spec: Spec) -> list[Field]:
    """The fields whose order and labels a company may say."""
    return [field for name, field in spec.fields.items() if name not in LAST and not field.read_only]


@administrators
def object(request: HttpRequest, by: Actor, name: str) -> HttpResponse:
    """One object: its names and its fields."""
    spec = find(name)
    if request.method != "POST":
        return _draw(request, by, spec)
    words = {name: read_words(request.POST, name) for name in ("label", "label_plural")}
    try:
        with gesture(by, _("Rename %(object)s") % {"object": spec.label}) as within:
            shaping.say(spec.name, within, **words)
    except Invalid as invalid:
        return _draw(request, by, spec, words, invalid.errors)
    return show.go(request, here(by, spec), within, _("The names were saved."))


def _draw(
    request: HttpRequest, by: Actor, spec: Spec, words: Mapping[str, Any] | None = None, wrong: Errors | None = None
) -> HttpResponse:  # fmt: skip
    said, errors = words or vars(spec.outline), wrong or {}
    retired = access.visible(CustomField, by).filter(object=spec.name, is_retired=True)
    binned = access.visible(CustomField, by, bin=True).filter(object=spec.name)
    context = {
        "spec": spec,
        "here": here(by, spec),
        "standard": standard_label(spec),
        "rows": [_row(field, spec, by) for field in shown_fields(spec)],
        "retired": [(one, KINDS[one.kind]) for one in retired.order_by("position", "id")],
        "binned": list(binned.order_by("-updated_at")[:20]),
        "names": names_inputs(spec, by, said, errors),
        "has_own": any(field.is_custom for field in spec.fields.values()),
        "whole_errors": errors.get("", []),
    }
    return draw(request, by, "settings/object.html", context, 422 if wrong else 200)


def _row(field: Field, spec: Spec, by: Actor) -> dict[str, Any]:
    """One field of the list, with where it appears."""
    marks = [(field.is_required, _("must be filled in")), (field.name in spec.quick, _("short form")),
             (field.name in spec.columns, _("list")), (field.name in spec.facts, _("key facts"))]  # fmt: skip
    kind = KINDS.get(field.type.name)
    return {
        "field": field,
        "kind": field.type.label,
        "icon": kind.icon if kind else "circle",
        "marks": [text for is_so, text in marks if is_so],
        "standard": ""
        if field.is_custom or str(field.verbose_name).lower() == field.label.lower()
        else field.verbose_name,
        "address": here(by, spec, f"/fields/{field.name}"),
    }


def languages(by: Actor) -> list[tuple[str, str]]:
    """The languages a text can be given in: the company's own, then those of its people, then all others."""
    known = dict(chrome.OWN_NAMES)
    first = [by.workspace.language, *by.workspace.languages]
    codes = [code for code, _name in settings.LANGUAGES]
    ordered = [*(code for code in dict.fromkeys(first) if code in codes), *codes]
    return [(code, known.get(code, code)) for code in dict.fromkeys(ordered)]


def read_words(data: QueryDict, name: str) -> dict[str, str]:
    """What a form says in each language, by inputs called `name.language`."""
    codes = [code for code, _label in settings.LANGUAGES]
    return {
        code: data.get(f"{name}.{code}", "").strip()
        for code in codes
        if data.get(f"{name}.{code}", "").strip()
    }


def names_inputs(spec: Spec, by: Actor, said: Mapping[str, Any], wrong: Errors) -> list[dict[str, Any]]:
    """For each language the names of one and of many, with the product's own as a hint."""
    plain = declared(spec.model)
    found = []
    for code, language in languages(by):
        with override(code):
            standard = {"label": plain.label, "label_plural": plain.label_plural}
        labels = {"label": _("One, in %(language)s"), "label_plural": _("Many, in %(language)s")}
        inputs = [
            _named(f"{name}.{code}", labels[name] % {"language": language}, said[name].get(code, ""), standard[name],
                   wrong.get(name, ()) if number == 0 else ())
            for number, name in enumerate(labels)
        ]  # fmt: skip
        found.append({"language": language, "inputs": inputs, "is_own": code == by.workspace.language,
                      "is_said": any(one.value for one in inputs)})  # fmt: skip
    return found


def _named(name: str, label: str, value: str, standard: str, errors: Sequence[str]) -> Input:
    hint = _("Empty: “%(standard)s”.") % {"standard": standard}
    return text(name, label, value, errors=errors, hint=hint, most=LONGEST)


@require_POST
@administrators
def order(request: HttpRequest, by: Actor, name: str) -> HttpResponse:
    """Put the fields into the order sent, or move one a step up or down."""
    spec = find(name)
    names = [field.name for field in shown_fields(spec)]
    wanted = request.POST.getlist("row")
    up, down = request.POST.get("up", ""), request.POST.get("down", "")
    if set(wanted) == set(names):
        names = list(dict.fromkeys(wanted))
    elif up in names or down in names:
        at = names.index(up or down)
        to = min(max(at - 1 if up else at + 1, 0), len(names) - 1)
        names[at], names[to] = names[to], names[at]
    with gesture(by, _("Order the fields of %(object)s") % {"object": spec.label}) as within:
        shaping.say(spec.name, within, order=names)
    moved = f"#field-{up or down}" if up or down else ""
    return show.go(request, here(by, spec, moved), within, _("The fields were ordered."))


@require_POST
@administrators
def switch(request: HttpRequest, by: Actor, name: str) -> HttpResponse:
    """Switch an object off or on; its records stay."""
    spec = find(name)
    is_off = request.POST.get("off") == "1"
    label = _("Switch off %(objects)s") if is_off else _("Switch on %(objects)s")
    with gesture(by, label % {"objects": spec.label_plural}) as within:
        shaping.say(spec.name, within, is_off=is_off)
    told = (
        _("%(objects)s are switched off. What was written stays, and comes back when they are switched on.")
        if is_off
        else _("%(objects)s are switched on again, with all that was written.")
    )
    return show.go(request, address(by, "objects"), within, told % {"objects": spec.label_plural})
