"""One field of an object: a custom one with all that can be said of it, or the labels of one of the product's own."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_POST

from akrab.engine import access, write
from akrab.engine.errors import Invalid, NotFound
from akrab.engine.events import gesture
from akrab.engine.fields import Field, custom
from akrab.engine.registry import get_action
from akrab.engine.spec import Spec, spec_of
from akrab.features.customfields import shaping
from akrab.features.customfields.fields import TONES
from akrab.features.customfields.kinds import KINDS
from akrab.features.customfields.models import CustomField, object_choices
from akrab.features.customfields.reading import field_of
from akrab.identity.actor import Actor
from akrab.lib import clock
from akrab.lib import text as texts
from akrab.web import cells, inputs, marks, show, uses
from akrab.web.pages.settings.door import administrators, choice, draw, text, tick
from akrab.web.pages.settings.objects import find, here, languages, read_words

Errors = Mapping[str, Sequence[str]]
ROOM = 3  # empty rows for further options
TICKS = ("is_demanded", "in_form", "in_columns", "in_facts")


@administrators
def field(request: HttpRequest, by: Actor, name: str, field: str = "") -> HttpResponse:
    """Make or change a custom field, or give a field of the product another label."""
    spec = find(name)
    if field and not field.startswith(custom.PREFIX):
        return _standard(request, by, spec, field)
    held = get_definition(spec, field, by) if field else None
    if request.method != "POST":
        return _draw(request, by, spec, held, _held(held))
    raw = _said(request.POST, held)
    try:
        with gesture(by, _("Save the field “%(label)s”") % {"label": raw["label"]}) as within:
            if held is None:
                held = write.create(CustomField, {"object": spec.name, **raw}, within)
            else:
                write.update(held, raw, within)
    except Invalid as invalid:
        return _draw(request, by, spec, held, raw, invalid.errors)
    told = _("The field “%(label)s” was saved.") % {"label": raw["label"]}
    return show.go(request, here(by, spec, f"#field-{held.name}"), within, told)


def get_definition(spec: Spec, name: str, by: Actor) -> CustomField:
    """The definition of a custom field, retired ones too; raises `NotFound`."""
    held = access.visible(CustomField, by).filter(object=spec.name, name=name).first()
    if held is None:
        raise NotFound(name)
    return held


def _held(held: CustomField | None) -> dict[str, Any]:
    if held is None:
        return {"label": "", "labels": {}, "kind": "text", "target": "", "options": [], "help": "", "helps": {},
                "is_demanded": False, "in_form": True, "in_columns": False, "in_facts": False}  # fmt: skip
    return {
        name: getattr(held, name)
        for name in ("label", "labels", "kind", "target", "options", "help", "helps", *TICKS)
    }


def _said(data: QueryDict, held: CustomField | None) -> dict[str, Any]:
    """What the form says; the parts of other types are left out."""
    kind = held.kind if held is not None else data.get("kind", "")
    return {
        "label": data.get("label", "").strip(), "labels": read_words(data, "labels"), "kind": kind,
        "target": data.get("target", "") if kind == "link" else "",
        "options": _said_options(data) if kind == "choice" else [],
        "help": data.get("help", "").strip(), "helps": read_words(data, "helps"),
        **{name: name in data for name in TICKS},
    }  # fmt: skip


def _said_options(data: QueryDict) -> list[dict[str, Any]]:
    """The rows with a name, in order, each with its words in other languages; a new one gets a key of its name."""
    rows = zip(
        data.getlist("option.key"), data.getlist("option.label"), data.getlist("option.tone"), strict=False
    )
    words = {code: data.getlist(f"option.words.{code}") for code, _name in settings.LANGUAGES}
    retired, taken = set(data.getlist("option.retired")), set(filter(None, data.getlist("option.key")))
    found = []
    for place, (key, label, tone) in enumerate(rows):
        if not label.strip():
            continue
        kept = key or _free_key(label, taken)
        taken.add(kept)
        labels = {
            code: word[place].strip()
            for code, word in words.items()
            if "".join(word[place : place + 1]).strip()
        }
        found.append(
            {"key": kept, "label": label.strip(), "labels": labels, "tone": tone, "retired": key in retired}
        )
    return found


def _free_key(label: str, taken: set[str]) -> str:
    plain = "".join(
        letter if letter.isascii() and letter.isalnum() else "_" for letter in texts.sort_key(label)
    )
    key = plain.strip("_")[:30] or "option"
    return next(one for one in (key, *(f"{key}_{number}" for number in range(2, 500))) if one not in taken)


def _draw(
    request: HttpRequest, by: Actor, spec: Spec, held: CustomField | None, raw: Mapping[str, Any],
    wrong: Errors | None = None,
) -> HttpResponse:  # fmt: skip
    errors = wrong or {}
    known = {"anyway", "label", "kind", "target", "options", "help", *TICKS}
    blank = {"key": "", "label": "", "tone": "", "labels": {}, "retired": False}
    context = {
        "spec": spec, "here": here(by, spec), "held": held,
        "kind": KINDS.get(raw["kind"]) if held else None,
        **_inputs(raw, held, errors, by),
        "options": [(one, _spoken(by, one)) for one in [*raw["options"], *([blank] * ROOM)]],
        "option_errors": errors.get("options", []),
        "tones": [(tone, label) for tone, label in zip(TONES, _tones(), strict=True)],
        "translations": _translations(by, raw),
        "whole_errors": [text for name, messages in errors.items() if name not in known for text in messages],
        "uses": uses.uses(spec.name, held.name, by) if held else [],
        "must_confirm": "anyway" in errors,
        **_preview(raw, spec, by),
    }  # fmt: skip
    return draw(request, by, "settings/customfield.html", context, 422 if wrong else 200)


def _spoken(by: Actor, option: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """The words of an option in the company's other languages: code, language, word."""
    codes = [(code, name) for code, name in languages(by) if code != by.workspace.language]
    return [(code, name, option["labels"].get(code, "")) for code, name in codes]


def _tones() -> list[str]:
    return [_("plain"), _("green"), _("amber"), _("red"), _("blue")]


def _inputs(raw: Mapping[str, Any], held: CustomField | None, errors: Errors, by: Actor) -> dict[str, Any]:
    def wrong(name: str) -> Sequence[str]:
        return errors.get(name, ())

    kinds = [(name, kind.label[:1].upper() + kind.label[1:]) for name, kind in KINDS.items()]
    ticks = {
        "is_demanded": (
            _("Must be filled in"),
            _("People and programs are asked for it when they make a record."),
        ),
        "in_form": (_("In the short form"), _("Asked for when a record is made.")),
        "in_columns": (_("A column of the list"), _("Everyone can still choose their own columns.")),
        "in_facts": (_("Among the key facts"), _("At the top of a record's page.")),
    }
    return {
        "label_input": text(
            "label", _("Label"), raw["label"], errors=wrong("label"), required=True, most=80, hint=_own_language(by)
        ),
        "kind_input": choice(
            "kind", _("Type"), raw["kind"], kinds, errors=wrong("kind"),
            hint=_("The type can't be changed later, because records will hold values of it."),
        ),
        "target_input": choice(
            "target", _("Leads to"), raw["target"], [(name, spec_label(name)) for name, _label in object_choices()],
            errors=wrong("target"), hint=_("The linked record shows these records beside it."),
        ),
        "help_input": text(
            "help", _("Help text"), raw["help"], errors=wrong("help"), most=300,
            hint=_("Shown below the field in forms."),
        ),
        "ticks": [tick(name, label, raw[name], hint=hint) for name, (label, hint) in ticks.items()],
    }  # fmt: skip


def _own_language(by: Actor) -> str:
    """In which language a label is written, for whoever reads another one than the company's."""
    if marks.language_code() == by.workspace.language:
        return ""
    return _("In %(language)s, your company's language. Other languages are below.") % {
        "language": dict(languages(by)).get(by.workspace.language, "")
    }


def spec_label(name: str) -> str:
    return find(name).label


def _translations(by: Actor, raw: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The label and help text in the other languages; an option's stand beside it."""
    found = []
    for code, language in languages(by):
        if code == by.workspace.language:
            continue
        said = [text(f"labels.{code}", _("Label"), raw["labels"].get(code, ""), most=80),
                text(f"helps.{code}", _("Help text"), raw["helps"].get(code, ""), most=300)]  # fmt: skip
        found.append({"language": language, "inputs": said, "is_said": any(one.value for one in said)})
    return found


@require_POST
@administrators
def preview(request: HttpRequest, by: Actor, name: str) -> HttpResponse:
    """How the field will look, for what is typed so far."""
    spec = find(name)
    return show.part(
        request, by, "settings/_fieldpreview.html", _preview(_said(request.POST, None), spec, by)
    )


def _preview(raw: Mapping[str, Any], spec: Spec, by: Actor) -> dict[str, Any]:
    """The field in a form and in a list, made of the definition alone."""
    values = {name: value for name, value in raw.items() if name != "object"}
    definition = CustomField(object=spec.name, name=f"{custom.PREFIX}preview", **values)
    made = field_of(definition, spec.model)
    if made is None or not raw["label"]:
        return {"preview_input": None, "places": _places(raw, spec)}
    value = _example(made, raw)
    seen = cells.Seen(by, full=True)
    shown = inputs.typed(made, value, by) if made.type.name not in ("user", "link") else ""
    return {
        "preview_input": inputs.ask(made, by, shown, prefix="p"),
        "preview_cell": cells.html(made, value, spec.model(), seen) if value is not None else "",
        "places": _places(raw, spec),
    }


def _example(made: Field, raw: Mapping[str, Any]) -> Any:
    """A value such as the field may hold."""
    if made.type.name == "choice":
        return next((one["key"] for one in raw["options"] if not one["retired"]), "")
    if made.type.name == "date":
        return clock.now().date()
    if made.type.name == "datetime":
        return clock.now().replace(minute=0)
    if made.type.name in ("text", "long_text"):
        return _("Some text")
    if made.type.name == "tags":
        return [_("tag")]
    if made.type.name == "boolean":
        return True
    samples = {"integer": 12, "decimal": 12.5, "money": 1200, "percent": 15, "url": "https://example.com",
               "emails": ["ana@example.com"], "phones": ["+639175550142"]}  # fmt: skip
    return samples.get(made.type.name)


def _places(raw: Mapping[str, Any], spec: Spec) -> list[str]:
    """Where the field appears, in words."""
    words = {"objects": spec.label_plural, "object": spec.label.lower()}
    found = [_("On the page of each %(object)s, and where it is edited") % words]
    if raw["in_form"] or raw["is_demanded"]:
        found.append(_("In the form for a new %(object)s") % words)
    if raw["in_columns"]:
        found.append(_("As a column of %(objects)s") % words)
    if raw["in_facts"]:
        found.append(_("Among the key facts at the top of the page"))
    if raw["kind"] != "long_text":
        found.append(_("In filters and views, reports, bulk changes, history, exports and the API"))
    return found


def _standard(request: HttpRequest, by: Actor, spec: Spec, name: str) -> HttpResponse:
    """The labels of a field of the product itself."""
    described = spec.fields.get(name)
    if described is None:
        raise NotFound(name)
    every = {key: dict(words) for key, words in spec.outline.field_labels.items()}
    if request.method != "POST":
        return _draw_standard(request, by, spec, described, every.get(name, {}), {})
    every[name] = read_words(request.POST, "label")
    try:
        with gesture(by, _("Rename the field “%(label)s”") % {"label": described.label}) as within:
            shaping.say(spec.name, within, field_labels=every)
    except Invalid as invalid:
        wrong = {"": [text for messages in invalid.errors.values() for text in messages]}
        return _draw_standard(request, by, spec, described, every[name], wrong)
    return show.go(request, here(by, spec, f"#field-{name}"), within, _("The labels were saved."))


def _draw_standard(
    request: HttpRequest, by: Actor, spec: Spec, described: Field, said: Mapping[str, str], wrong: Errors
) -> HttpResponse:
    asked = []
    for code, language in languages(by):
        with override(code):
            standard = str(described.verbose_name)
        hint = _("Empty: “%(standard)s”.") % {"standard": standard[:1].upper() + standard[1:]}
        label = _("Label in %(language)s") % {"language": language}
        asked.append(text(f"label.{code}", label, said.get(code, ""), hint=hint, most=80))
    context = {
        "spec": spec, "here": here(by, spec), "field": described, "inputs": asked,
        "whole_errors": wrong.get("", []),
    }  # fmt: skip
    return draw(request, by, "settings/standardfield.html", context, 422 if wrong else 200)


VERBS = {"retire": "retire", "bring-back": "bring_back"}


@require_POST
@administrators
def act(request: HttpRequest, by: Actor, name: str, field: str, verb: str) -> HttpResponse:
    """Retire a custom field, bring it back, put it into the bin, or take it out again."""
    spec = find(name)
    if verb in ("delete", "retire") and request.POST.get("anyway") != "1":
        held = get_definition(spec, field, by)
        if uses.uses(spec.name, held.name, by):
            return _draw(
                request, by, spec, held, _held(held), {"anyway": [_("Look at where it is used first.")]}
            )
    with gesture(by, spec.label) as within:
        told = _act(spec, field, verb, within)
    return show.go(request, here(by, spec), within, told)


def _act(spec: Spec, name: str, verb: str, by: Actor) -> str:
    if verb == "restore":
        gone = access.visible(CustomField, by, bin=True).filter(object=spec.name, name=name).first()
        if gone is None:
            raise NotFound(name)
        return _("The field “%(label)s” is back, with its values.") % {"label": write.restore(gone, by).label}
    held = get_definition(spec, name, by)
    words = {"label": held.label}
    if verb == "delete":
        write.delete(held, by)
        return _("The field “%(label)s” is in the bin. Its values are kept until it is restored.") % words
    if verb not in VERBS:
        raise NotFound(verb)
    write.perform(get_action(spec_of(CustomField), VERBS[verb]), held, {}, by)
    if verb == "retire":
        return _("The field “%(label)s” is retired: hidden everywhere, with its values kept.") % words
    return _("The field “%(label)s” is back, with its values.") % words
