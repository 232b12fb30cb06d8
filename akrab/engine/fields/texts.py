"""Text, long text, links to the web, and the lists of short texts: tags, e-mail addresses, phones."""

import re
from typing import Any, ClassVar
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from akrab.engine.fields.base import (
    ANY_OF,
    EMPTY,
    IS,
    IS_NOT,
    NOT_EMPTY,
    Asking,
    BadValue,
    Field,
    FieldType,
    Operator,
    Operators,
    operator,
)  # fmt: skip
from akrab.engine.fields.columns import ArrayColumn, CharColumn, TextColumn
from akrab.identity.actor import Actor
from akrab.lib import phone

LONG_TEXT_LIMIT = 20_000
UNKEPT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")  # control characters and half ones

CONTAINS = operator("contains", _("contains"), "text", "icontains")
NOT_CONTAINS = operator("not_contains", _("does not contain"), "text", "icontains", negate=True)
STARTS = operator("starts", _("starts with"), "text", "istartswith")


def clean_text(raw: Any, limit: int) -> str:
    """Text without what can't be kept and without outer blanks, no longer than `limit` characters."""
    if not isinstance(raw, str):
        raise BadValue(gettext("Write this as text."))
    text = UNKEPT.sub("", raw.replace("\r\n", "\n")).strip()
    if len(text) > limit:
        over = len(text) - limit
        raise BadValue(
            ngettext(
                "This is %(over)d character too long; the limit is %(limit)d.",
                "This is %(over)d characters too long; the limit is %(limit)d.",
                over,
            )
            % {"over": over, "limit": limit}
        )
    return text


class Text(FieldType):
    name = "text"
    label = pgettext_lazy("kind of field", "text")
    operators: ClassVar[Operators] = (CONTAINS, NOT_CONTAINS, IS, IS_NOT, STARTS, ANY_OF, EMPTY, NOT_EMPTY)

    def limit(self, field: Field) -> int:
        return field.max_length or LONG_TEXT_LIMIT

    def parse(self, field: Field, raw: Any, by: Actor) -> str:
        return clean_text(raw, self.limit(field))

    def schema(self, field: Field) -> dict[str, Any]:
        return {"type": "string", "maxLength": self.limit(field)}

    def samples(self, field: Field) -> list[Any]:
        limit = self.limit(field)
        texts = ["Ana Reyes", "Nguyễn Thị Hoa", "王小明", "O'Brien & Söhne <b>", "a" * min(limit, 60)]
        return [text for text in texts if len(text) <= limit]

    def bad_samples(self, field: Field) -> list[Any]:
        return ["x" * (self.limit(field) + 1), 5, ["a"]]

    def empty(self, path: str) -> Q:
        return Q(**{path: ""})


class LongText(Text):
    name = "long_text"
    label = _("long text")
    operators: ClassVar[Operators] = (CONTAINS, NOT_CONTAINS, EMPTY, NOT_EMPTY)
    sortable = False


class Url(Text):
    name = "url"
    label = _("web address")

    def parse(self, field: Field, raw: Any, by: Actor) -> str:
        text = super().parse(field, raw, by)
        if text and "://" not in text and "." in text:
            text = f"https://{text}"
        parts = urlsplit(text) if text else None
        if parts and (parts.scheme not in ("http", "https") or not parts.hostname or " " in text):
            raise BadValue(gettext("Write a web address such as https://example.com."))
        if len(text) > self.limit(field):
            raise BadValue(gettext("This address is too long."))
        return text

    def schema(self, field: Field) -> dict[str, Any]:
        return {"type": "string", "maxLength": self.limit(field)}

    def samples(self, field: Field) -> list[Any]:
        return ["https://example.com/a?b=c"]

    def bad_samples(self, field: Field) -> list[Any]:
        return ["javascript:alert(1)", "not an address", 7]


def _has(field: Field, path: str, value: Any, asking: Asking) -> Q:
    return Q(**{f"{path}__contains": [value]})


HAS = Operator("has", _("has"), "one", _has)
HAS_NOT = Operator(
    "has_not", _("has not"), "one", lambda field, path, value, asking: ~_has(field, path, value, asking)
)
HAS_ANY = operator("has_any", _("has any of"), "list", "overlap")


class TextList(FieldType):
    """A list of short texts, each cleaned by `parse_one`, without doubles."""

    operators: ClassVar[Operators] = (HAS, HAS_ANY, HAS_NOT, EMPTY, NOT_EMPTY)
    sortable = False
    most: ClassVar[int] = 20
    separator: ClassVar[str] = ",;\n"

    def parse_one(self, raw: str, by: Actor) -> str:
        return clean_text(raw, 80)

    def parse(self, field: Field, raw: Any, by: Actor) -> list[str]:
        parts = re.split(f"[{self.separator}]", raw) if isinstance(raw, str) else raw
        if not isinstance(parts, list) or not all(isinstance(part, str) for part in parts):
            raise BadValue(gettext("Write this as a list of texts."))
        values = [self.parse_one(part, by) for part in parts if part.strip()]
        if len(values) > self.most:
            raise BadValue(gettext("At most %(most)d can be kept here.") % {"most": self.most})
        return list(dict.fromkeys(values))

    def text(self, field: Field, value: Any, currency: str = "") -> str:
        return ", ".join(value or [])

    def schema(self, field: Field) -> dict[str, Any]:
        return {"type": "array", "items": {"type": "string"}, "maxItems": self.most}

    def samples(self, field: Field) -> list[Any]:
        return [[], ["vip", "北京"]]

    def bad_samples(self, field: Field) -> list[Any]:
        return [5, [5], [str(number) for number in range(self.most + 1)]]

    def empty(self, path: str) -> Q:
        return Q(**{path: []})

    def search_text(self, field: Field, value: Any) -> str:
        return " ".join(value or [])


class Tags(TextList):
    name = "tags"
    label = _("tags")


class Emails(TextList):
    name = "emails"
    label = _("e-mail addresses")

    def parse_one(self, raw: str, by: Actor) -> str:
        address = clean_text(raw, 254).lower()
        try:
            validate_email(address)
        except ValidationError as error:
            message = gettext("“%(value)s” is not an e-mail address. Write it like name@example.com.")
            raise BadValue(message % {"value": raw}) from error
        return address

    def samples(self, field: Field) -> list[Any]:
        return [[], ["ana.reyes@mail.example"], ["a@b.example", "c@d.example"]]

    def bad_samples(self, field: Field) -> list[Any]:
        return [["no-at-sign"], 5]


class Phones(TextList):
    name = "phones"
    label = _("phones")

    def parse_one(self, raw: str, by: Actor) -> str:
        try:
            return phone.parse(clean_text(raw, 60), by.workspace.country)
        except phone.InvalidPhone as error:
            raise BadValue(str(error)) from error

    def text(self, field: Field, value: Any, currency: str = "") -> str:
        return ", ".join(phone.display(number) for number in value or [])

    def samples(self, field: Field) -> list[Any]:
        return [[], ["+639175550142"], ["+84912345678", "+60123456789"]]

    def bad_samples(self, field: Field) -> list[Any]:
        return [["not a phone"], 5]

    def search_text(self, field: Field, value: Any) -> str:
        return " ".join(phone.digits(number) for number in value or [])


class TextField(Field, CharColumn):
    """A line of text, 200 characters unless told."""

    type = Text()

    def __init__(self, *args: Any, max_length: int = 200, **options: Any) -> None:
        super().__init__(*args, max_length=max_length, **options)


class LongTextField(Field, TextColumn):
    """Text of several lines."""

    type = LongText()
    multiline = True


class UrlField(Field, CharColumn):
    """An http or https address."""

    type = Url()

    def __init__(self, *args: Any, max_length: int = 500, **options: Any) -> None:
        super().__init__(*args, max_length=max_length, **options)


class TextListField(Field, ArrayColumn):
    """A list of texts, empty by default."""

    def __init__(self, verbose_name: Any = None, **options: Any) -> None:
        options.setdefault("default", list)
        options.setdefault("blank", True)
        super().__init__(models.TextField(), verbose_name=verbose_name, **options)

    def deconstruct(self) -> Any:
        name, path, args, options = super().deconstruct()
        del options["base_field"], options["size"]
        return name, path, args, options


class TagsField(TextListField):
    type = Tags()


class EmailsField(TextListField):
    type = Emails()


class PhonesField(TextListField):
    type = Phones()
