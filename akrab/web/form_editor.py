"""The editor of a form: its definition as the inputs of one page, and what is sent back as a definition."""

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.http import QueryDict
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from akrab.engine.fields.links import target_of
from akrab.engine.registry import find_object
from akrab.engine.spec import Spec, spec_of
from akrab.features.forms.conditions import OPERATORS
from akrab.features.forms.definition import Definition, Guard, Question, Words, plain
from akrab.features.forms.models import Form
from akrab.features.forms.questions import HEADS, Asked, askable, find_field, find_option, options_of
from akrab.web.form_conditions import Offered, Row, keep_choices, offered_by, read_tree, rows_of

KINDS = {
    "field": (gettext_lazy("A field"), "forms"),
    "section": (gettext_lazy("A heading"), "heading"),
    "step": (gettext_lazy("A new page"), "page-break"),
    "hidden": (gettext_lazy("Hidden, from the page's address"), "eye-off"),
    "consent": (gettext_lazy("Consent"), "shield-check"),
    "file": (gettext_lazy("Files"), "paperclip"),
}
WORDS = ("label", "help", "placeholder", "text")
PAGE_WORDS = ("name", "intro", "thanks", "button", "subject", "body")
WAYS = (
    ("", gettext_lazy("as many as there are: up to five in sight, more in a list")),
    ("one", gettext_lazy("buttons, one can be chosen")),
    ("several", gettext_lazy("ticks, several can be chosen")),
    ("list", gettext_lazy("a list to open, one can be chosen")),
)
ACCEPTED = (
    ("picture", gettext_lazy("pictures")),
    ("pdf", pgettext_lazy("files", "PDF")),
    ("document", pgettext_lazy("files", "texts")),
    ("sheet", gettext_lazy("spreadsheets")),
)
PARAMS = ("utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content", "referrer", "page")
ANY = Question.model_construct(name="")  # for asking what a field offers, whatever asks for it


@dataclass(frozen=True)
class Card:
    """One question in the editor, with what is wrong with it."""

    key: str
    question: Question
    icon: str
    goes_to: str
    words: list[tuple[str, Any]] = field(default_factory=list)
    join: str = "and"
    rows: list[Row] = field(default_factory=list)
    tree: str = ""
    errors: Sequence[str] = ()
    is_open: bool = False

    @property
    def options(self) -> str:
        return "\n".join(self.question.options)


def new_key() -> str:
    return f"q{secrets.token_hex(3)}"


def card(
    spec: Spec,
    question: Question,
    languages: Sequence[str],
    errors: Sequence[str] = (),
    is_open: bool = False,
    offered: Offered | None = None,
) -> Card:
    """A question as the editor shows it; `offered` are the choices of all questions by name."""
    rows, join, tree = rows_of(question.show, offered or {})
    described = find_field(spec.name, question.path) if question.path else None
    where = label_of(spec, question.path) if described is not None else ""
    if question.path and described is None:
        errors = [
            *errors,
            _(
                "The field “%(path)s” no longer exists, so this is not asked. Choose another field, or remove it."
            )
            % {"path": question.path},
        ]
    words = [(code, question.translations.get(code)) for code in languages]
    return Card(
        new_key(),
        question,
        KINDS[question.kind][1],
        where or str(KINDS[question.kind][0]),
        words,
        join,
        rows,
        tree,
        errors,
        is_open or bool(errors),
    )


def label_of(spec: Spec, path: str) -> str:
    """What a path is called: the link and the field."""
    link, _dot, _last = path.rpartition(".")
    described = find_field(spec.name, path)
    if described is None:
        return path
    return f"{spec.fields[link].label} · {described.label}" if link else described.label


def read(data: QueryDict, kept: Definition, object: str) -> tuple[dict[str, Any], list[str]]:
    """The definition that a sent editor stands for, as plain data not yet checked, and the keys of its questions."""
    codes = [code for code in dict.fromkeys([*kept.translations, data.get("add_language", "")]) if code]
    codes = [code for code in codes if code != data.get("drop_language")]
    keys = data.getlist("q")
    raw: dict[str, Any] = {
        "language": data.get("language", kept.language),
        "questions": [_question(data, key, codes) for key in keys],
        "translations": {
            code: _given({one: data.get(f"page.{one}.{code}", "") for one in PAGE_WORDS}) for code in codes
        },
        "button": data.get("button", ""),
        "redirect": data.get("redirect", ""),
        "closed": data.get("closed") == "1",
        "presets": _presets(data, kept, object),
        "look": {
            "accent": data.get("accent", "") if data.get("own_accent") == "1" else "",
            "theme": data.get("theme", "auto"),
            "logo": data.get("logo") == "1",
            "width": data.get("width", "normal"),
        },
        "letters": {
            "confirms": data.get("confirms") == "1",
            "subject": data.get("subject", ""),
            "body": data.get("body", ""),
            "answers": data.get("answers") == "1",
            "tells_owner": data.get("tells_owner") == "1",
            "tells": data.getlist("tells"),
        },
        "guard": {
            "proof": data.get("proof_of_work", "busy"),
            "most_a_minute": data.get("most_a_minute") or Guard().most_a_minute,
            "origins": [line for line in re.split(r"[\s,]+", data.get("origins", "")) if line],
        },
    }
    spec = find_object(object)
    if spec is not None:
        keep_choices(raw["questions"], offered_by(spec, map(as_typed, raw["questions"])))
    return raw, keys


def _given(words: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in words.items() if value}


def _presets(data: QueryDict, kept: Definition, object: str) -> dict[str, Any]:
    """The presets that were sent; one that is no text and was not changed stays what it is, a name becomes its row."""
    pairs = zip(data.getlist("preset.field"), data.getlist("preset.value"), strict=False)
    same = {name: value for name, value in kept.presets.items() if not isinstance(value, str)}
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name and value:
            field = find_field(object, name)
            known = field is not None and field.type.name in ("link", "choice")
            row = find_option(Asked(ANY, field), value) if known else None
            found[name] = same[name] if str(same.get(name)) == value else row or value
    return found


def presets_of(object: str, presets: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The presets as the editor shows them: what they choose by its name."""
    shown = []
    for name, value in presets.items():
        field = find_field(object, name)
        known = field is not None and field.type.name in ("link", "choice")
        options = dict(options_of(Asked(ANY, field))) if known else {}
        shown.append((name, options.get(str(value), str(value))))
    return shown


def _question(data: QueryDict, key: str, codes: Sequence[str]) -> dict[str, Any]:
    kind = data.get(f"{key}.kind", "field")
    said: dict[str, Any] = {"name": data.get(f"{key}.name", "").strip(), "kind": kind}
    for name in ("path", *WORDS, "param", "value", "choose"):
        said[name] = data.get(f"{key}.{name}", "").replace("\r\n", "\n")
    said["required"] = data.get(f"{key}.required") == "1"
    said["options"] = _lines(data.get(f"{key}.options", ""))
    said["translations"] = {code: words for code in codes if (words := _translated(data, key, code))}
    said["show"] = read_tree(data, key)
    if kind == "file":
        said["accept"] = data.getlist(f"{key}.accept")
        said |= {
            name: data[f"{key}.{name}"] for name in ("most_mb", "most_files") if data.get(f"{key}.{name}")
        }
    if kind == "consent":
        said["wording"] = data.get(f"{key}.wording") or 1
    return _given(said)


def _translated(data: QueryDict, key: str, code: str) -> dict[str, Any]:
    words = _given({one: data.get(f"{key}.{one}.{code}", "").replace("\r\n", "\n") for one in WORDS})
    options = data.get(f"{key}.options.{code}", "").replace("\r\n", "\n").split("\n")
    if any(options):
        words["options"] = [one.strip() for one in options]
    return words


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.replace("\r\n", "\n").split("\n") if line.strip()]


def fresh(spec: Spec, wanted: str, taken: Sequence[str]) -> Question:
    """A new question of a kind, or for a field (`field:contact.phones`), called as no other is."""
    kind, _colon, path = wanted.partition(":")
    if kind == "field":
        described = find_field(spec.name, path)
        asked = {"phones": _("Phone"), "emails": _("E-mail")}
        label = asked.get(described.type.name, described.label) if described is not None else path
        said = {"path": path, "label": label, "required": described is not None and described.is_required}
        return Question.model_validate({"name": free_name(path.rpartition(".")[2], taken), **said})
    starts: dict[str, dict[str, Any]] = {
        "section": {"label": _("About you")},
        "step": {"label": _("About you")},
        "hidden": {"param": "utm_source"},
        "consent": {
            "label": _("Consent"),
            "text": _("I agree that my details are kept to answer my request."),
            "required": True,
        },
        "file": {"label": _("Files")},
    }
    name = {"hidden": "source", "file": "files", "step": "page_2"}.get(kind, kind)
    return Question.model_validate({"name": free_name(name, taken), "kind": kind, **starts.get(kind, {})})


def free_name(wanted: str, taken: Sequence[str]) -> str:
    plain_name = re.sub(r"[^a-z0-9_]", "_", wanted.lower())[:30] or "question"
    plain_name = plain_name if plain_name[0].isalpha() else f"q_{plain_name}"
    found, number = plain_name, 2
    while found in taken:
        found, number = f"{plain_name}_{number}", number + 1
    return found


def beginning(spec: Spec, language: str) -> dict[str, Any]:
    """What a new form of an object asks: who somebody is and how to reach them, and what the object needs."""
    person = next(
        (
            one
            for one in spec.links()
            if not one.read_only and "phones" in _fields_of(one) and "name" in _fields_of(one)
        ),
        None,
    )
    prefix = f"{person.name}." if person is not None and "phones" not in spec.fields else ""
    paths = [f"{prefix}{name}" for name in ("name", "phones", "emails")]
    paths += [
        name
        for name, one in spec.fields.items()
        if one.is_required and name != spec.title and name not in paths
    ]
    questions: list[Question] = []
    for path in paths:
        if find_field(spec.name, path) is not None:
            with translation.override(
                language
            ):  # visitors read the company's language, whoever makes the form
                one = fresh(spec, f"field:{path}", [each.name for each in questions])
            questions.append(one.model_copy(update={"required": one.required or path.endswith("name")}))
    title = spec.fields.get(spec.title)
    presets = _by_website(spec)
    if title is not None and title.is_required and spec.title not in paths and questions:
        presets[spec.title] = f"{{{questions[0].name}}}"
    definition = Definition.model_validate({"language": language, "presets": presets}).model_copy(
        update={"questions": questions}
    )
    return plain(definition)


def _by_website(spec: Spec) -> dict[str, str]:
    """What says that somebody came by the website: the entry called so of a list whose name the field bears."""
    words = set()
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            words.add(_("Website").lower())
    lists = [one for one in spec.links() if one.name == target_of(one)._meta.model_name]
    lists = [one for one in lists if find_field(spec.name, one.name) is not None]
    options = {one.name: options_of(Asked(ANY, one), with_retired=False) for one in lists}
    return {
        name: id for name, rows in options.items() for id, title in rows if title.strip().lower() in words
    }


def _fields_of(link: Any) -> Mapping[str, Any]:
    target: Any = target_of(link)
    return spec_of(target).fields if "Spec" in vars(target) else {}


def choices(form: Form, spec: Spec) -> dict[str, Any]:
    """What the selects of the editor offer."""
    return {
        "groups": [
            (label, [(path, one.label) for path, one in fields]) for _link, label, fields in askable(spec)
        ],
        "kinds": [(kind, str(label)) for kind, (label, _icon) in KINDS.items() if kind != "field"],
        "operators": [(name, str(label)) for name, label in OPERATORS.items()],
        "accepted": ACCEPTED,
        "choosing": WAYS,
        "params": PARAMS,
        "names": [(one.name, one.label or one.name) for one in form.shape.questions if one.kind not in HEADS],
        "preset_choices": [
            (name, [label for _kept, label in options_of(Asked(ANY, one), with_retired=False)])
            for name, one in spec.fields.items()
            if one.type.name in ("link", "choice") and find_field(spec.name, name) is not None
        ],
        "preset_fields": [(name, one.label) for name, one in spec.fields.items() if not one.read_only],
    }


def as_typed(said: Mapping[str, Any]) -> Question:
    """What was sent of a question, right or wrong, to be shown again."""
    translations = {
        code: Words.model_construct(**words) for code, words in said.get("translations", {}).items()
    }
    known = {
        name: value
        for name, value in said.items()
        if name in Question.model_fields and name != "translations"
    }
    kind = known.get("kind") if known.get("kind") in KINDS else "field"
    return Question.model_construct(
        **{**known, "name": said.get("name", ""), "kind": kind, "translations": translations}
    )


def wrong_by_key(
    errors: Mapping[str, Sequence[str]], keys: Sequence[str]
) -> tuple[dict[int, list[str]], dict[str, list[str]]]:
    """What is wrong, by the place of the question and, for the rest, by the name of the setting."""
    cards: dict[int, list[str]] = {}
    rest: dict[str, list[str]] = {}
    for place, texts in errors.items():
        first, *tail = place.split(".")
        if first == "questions" and tail and tail[0].isdigit() and int(tail[0]) < len(keys):
            cards.setdefault(int(tail[0]), []).extend(texts)
        else:
            said = rest.setdefault(tail[0] if tail and first in ("look", "letters", "guard") else first, [])
            said += [one for one in texts if one not in said]  # such as each of several websites
    return cards, rest
