"""The field types of definitions: texts by language, texts by field and language, an order, options of a choice."""

import json
import re
from collections.abc import Mapping
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from akrab.engine.fields import BadValue, Field, FieldType
from akrab.engine.fields.base import EMPTY, NOT_EMPTY, Operator
from akrab.engine.fields.texts import clean_text
from akrab.identity.actor import Actor

LONGEST, LONGEST_WORD, LONGEST_JSON = 300, 80, 60_000
MOST_OPTIONS, MOST_NAMES = 200, 300
TONES = ("", "good", "today", "late", "auto")
KEY = re.compile(r"[a-z0-9_]{1,40}")


class Structure(FieldType):
    """JSON of a fixed structure; forms and programs may send it as text too."""

    operators: ClassVar[tuple[Operator, ...]] = (EMPTY, NOT_EMPTY)
    sortable = False
    nothing: ClassVar[Any] = {}

    def parse(self, field: Field, raw: Any, by: Actor) -> Any:
        try:
            said = json.loads(raw[:LONGEST_JSON]) if isinstance(raw, str) else raw
        except (ValueError, RecursionError) as error:
            raise BadValue(gettext("This can't be read.")) from error
        return self.read(said)

    def read(self, said: Any) -> Any:
        raise NotImplementedError

    def text(self, field: Field, value: Any, currency: str = "") -> str:
        return json.dumps(value, ensure_ascii=False) if value else ""

    def empty(self, path: str) -> Q:
        return Q(**{path: self.nothing})

    def search_text(self, field: Field, value: Any) -> str:
        return ""


def read_words(said: Any, longest: int = LONGEST) -> dict[str, str]:
    """Texts by language, the empty ones left out; raises `BadValue`."""
    languages = dict(settings.LANGUAGES)
    if not isinstance(said, Mapping) or not set(said) <= set(languages):
        known = ", ".join(languages)
        raise BadValue(gettext("Give a text for each language, of: %(known)s.") % {"known": known})
    cleaned = {language: clean_text(text, longest) for language, text in said.items()}
    return {language: text for language, text in cleaned.items() if text}


class Words(Structure):
    name = "words"
    label = _("texts by language")

    def read(self, said: Any) -> dict[str, str]:
        return read_words(said)

    def schema(self, field: Field) -> dict[str, Any]:
        return {"type": "object", "additionalProperties": {"type": "string", "maxLength": LONGEST}}

    def samples(self, field: Field) -> list[Any]:
        return [{"en": "Case", "vi": "Hồ sơ"}]

    def bad_samples(self, field: Field) -> list[Any]:
        return [5, {"xx": "Case"}, {"en": 5}, {"en": "x" * (LONGEST + 1)}]


class FieldWords(Structure):
    name = "field_words"
    label = _("texts by field and language")

    def read(self, said: Any) -> dict[str, dict[str, str]]:
        if not isinstance(said, Mapping) or len(said) > MOST_NAMES:
            raise BadValue(gettext("Give the texts of each field."))
        read = {str(name)[:LONGEST_WORD]: read_words(words, LONGEST_WORD) for name, words in said.items()}
        return {name: words for name, words in read.items() if words}

    def schema(self, field: Field) -> dict[str, Any]:
        texts = {"type": "object", "additionalProperties": {"type": "string", "maxLength": LONGEST_WORD}}
        return {"type": "object", "additionalProperties": texts}

    def samples(self, field: Field) -> list[Any]:
        return [{"amount": {"en": "Value", "id": "Nilai"}}]

    def bad_samples(self, field: Field) -> list[Any]:
        return [5, {"amount": "Value"}, {"amount": {"xx": "Value"}}]


class Names(Structure):
    name = "names"
    label = _("names in order")
    nothing: ClassVar[Any] = []

    def read(self, said: Any) -> list[str]:
        if not isinstance(said, list) or len(said) > MOST_NAMES or not all(map(_is_key, said)):
            raise BadValue(gettext("Give a list of field names."))
        return list(dict.fromkeys(said))

    def schema(self, field: Field) -> dict[str, Any]:
        return {
            "type": "array",
            "maxItems": MOST_NAMES,
            "items": {"type": "string", "pattern": f"^{KEY.pattern}$"},
        }

    def samples(self, field: Field) -> list[Any]:
        return [["amount", "name"]]

    def bad_samples(self, field: Field) -> list[Any]:
        return [5, ["Not a name"], [5]]


def _is_key(said: Any) -> bool:
    return isinstance(said, str) and KEY.fullmatch(said) is not None


class Options(Structure):
    """The options of a choice, in order: the `key` that records keep, `label`, `labels`, `tone`, `retired`."""

    name = "options"
    label = _("options")
    nothing: ClassVar[Any] = []
    PARTS: ClassVar[frozenset[str]] = frozenset({"key", "label", "labels", "tone", "retired"})

    def read(self, said: Any) -> list[dict[str, Any]]:
        if not isinstance(said, list) or len(said) > MOST_OPTIONS:
            raise BadValue(gettext("Give at most %(most)d options.") % {"most": MOST_OPTIONS})
        options = [self._option(one) for one in said]
        if len({one["key"] for one in options}) < len(options):
            raise BadValue(gettext("Two options have the same key."))
        if len({one["label"].casefold() for one in options}) < len(options):
            raise BadValue(gettext("Two options have the same name."))
        return options

    def _option(self, said: Any) -> dict[str, Any]:
        if not isinstance(said, Mapping) or not set(said) <= self.PARTS or not _is_key(said.get("key")):
            raise BadValue(gettext("An option has a key of small letters and digits, and a label."))
        label = clean_text(said.get("label", ""), LONGEST_WORD)
        tone, retired = said.get("tone", ""), said.get("retired", False)
        if not label or tone not in TONES or not isinstance(retired, bool):
            raise BadValue(gettext("Give each option a name."))
        labels = read_words(said.get("labels") or {}, LONGEST_WORD)
        return {"key": said["key"], "label": label, "labels": labels, "tone": tone, "retired": retired}

    def schema(self, field: Field) -> dict[str, Any]:
        option = {
            "type": "object", "required": ["key", "label"], "additionalProperties": False,
            "properties": {
                "key": {"type": "string", "pattern": f"^{KEY.pattern}$"},
                "label": {"type": "string", "minLength": 1, "maxLength": LONGEST_WORD},
                "labels": {"type": "object", "additionalProperties": {"type": "string"}},
                "tone": {"type": "string", "enum": list(TONES)},
                "retired": {"type": "boolean"},
            },
        }  # fmt: skip
        return {"type": "array", "maxItems": MOST_OPTIONS, "items": option}

    def samples(self, field: Field) -> list[Any]:
        red = {"key": "red", "label": "Red", "labels": {"vi": "Đỏ"}, "tone": "late", "retired": False}
        return [[red, {"key": "green", "label": "Green", "labels": {}, "tone": "good", "retired": True}]]

    def bad_samples(self, field: Field) -> list[Any]:
        return [
            5,
            [{"key": "red"}],
            [{"key": "A b", "label": "Red"}],
            [{"key": "a", "label": "x", "tone": "pink"}],
        ]


class StructureField(Field, models.JSONField):
    """JSON, empty by default."""

    type: ClassVar[Structure]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"default": type(self.type.nothing), "blank": True, **options})


class WordsField(StructureField):
    type = Words()


class FieldWordsField(StructureField):
    type = FieldWords()


class NamesField(StructureField):
    type = Names()


class OptionsField(StructureField):
    type = Options()
