"""The types a custom field can have, and how each makes a field of the engine."""

from dataclasses import dataclass
from typing import Any

from akrab.engine.fields import (
    BooleanField,
    ChoiceField,
    DateField,
    DateTimeField,
    DecimalField,
    EmailsField,
    Field,
    IntegerField,
    LinkField,
    LongTextField,
    MoneyField,
    PercentField,
    PhonesField,
    TagsField,
    TextField,
    UrlField,
    UserField,
)

EMPTY_TEXT = ("text", "long_text", "url", "choice")  # they have no null: nothing is an empty text
OF_THEIR_OWN = ("boolean", "tags", "emails", "phones")  # nothing is "no", or an empty list


@dataclass(frozen=True)
class Kind:
    """One type: the class of its fields, and the icon that pages show it by."""

    make: type[Field]
    icon: str

    @property
    def label(self) -> str:
        return str(self.make.type.label)


KINDS: dict[str, Kind] = {
    "text": Kind(TextField, "letter-case"),
    "long_text": Kind(LongTextField, "align-left"),
    "integer": Kind(IntegerField, "number"),
    "decimal": Kind(DecimalField, "decimal"),
    "money": Kind(MoneyField, "coin"),
    "percent": Kind(PercentField, "percentage"),
    "date": Kind(DateField, "calendar"),
    "datetime": Kind(DateTimeField, "clock"),
    "boolean": Kind(BooleanField, "checkbox"),
    "choice": Kind(ChoiceField, "list"),
    "tags": Kind(TagsField, "tags"),
    "user": Kind(UserField, "user"),
    "link": Kind(LinkField, "link"),
    "url": Kind(UrlField, "world"),
    "emails": Kind(EmailsField, "mail"),
    "phones": Kind(PhonesField, "phone"),
}


def make(kind: str, label: Any, *, help_text: Any = "", to: Any = None, choices: Any = None) -> Field:
    """A field of this type that stands alone, empty as long as nobody fills it."""
    known = KINDS[kind].make
    options: dict[str, Any] = {"verbose_name": label, "help_text": help_text}
    if kind in EMPTY_TEXT:
        options["blank"] = True
    elif kind not in OF_THEIR_OWN:
        options["null"] = True
    if kind == "choice":
        options["choices"] = choices
    if kind == "link":
        options["to"] = to
    return known(**options)
