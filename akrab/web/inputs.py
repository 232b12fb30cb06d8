"""Fields of forms: what a field type needs to be asked, rendered by `fields/<type>/input.html`.

A choice with `reload` draws its `.ak-asked` anew from that address when another value is chosen.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import Any, TypeAlias
from uuid import UUID

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.template.loader import select_template
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from akrab.engine import contents
from akrab.engine.fields import Field, is_absent
from akrab.engine.fields.places import PARTS
from akrab.engine.record import Record
from akrab.identity.actor import Actor
from akrab.lib import money, phone
from akrab.web import addresses

Uploads: TypeAlias = "MultiValueDict[str, UploadedFile[Any]]"
ASKED = "_fields"
WHOLE_WIDTH = frozenset(
    {"long_text", "address", "tags", "choices", "file", "filter", "measures", "form_definition"}
)
COMPLETION = {"phones": "tel", "emails": "email", "url": "url"}


@dataclass(frozen=True)
class Input:
    """One field as a form asks it: its name, value as text, what is wrong with it, and what it offers."""

    name: str
    kind: str
    label: str
    value: Any = ""
    title: str = ""
    required: bool = False
    hint: str = ""
    errors: Sequence[str] = ()
    options: Sequence[tuple[str, str]] = ()
    groups: Sequence[tuple[str, Sequence[tuple[str, str]]]] = ()  # further options, below heads
    suggest: str = ""
    currency: str = ""
    most: int | None = None
    prefix: str = "f"
    theirs: Any = None
    completion: str = ""
    reload: str = ""

    @property
    def id(self) -> str:
        return f"{self.prefix}-{self.name}"

    @property
    def error_id(self) -> str:
        return f"{self.id}-wrong"

    @property
    def is_whole(self) -> bool:
        return self.kind in WHOLE_WIDTH

    @property
    def control(self) -> SafeString:
        """The control alone, without its label."""
        return SafeString(_template(self.kind, "input").render({"input": self}))


@cache
def _template(kind: str, name: str) -> Any:
    return select_template([f"fields/{kind}/{name}.html", f"fields/{name}.html"])


def ask(
    described: Field, by: Actor, value: Any = "", *, title: str = "", errors: Sequence[str] = (), prefix: str = "f",
    suggest: str = "", theirs: Any = None, required: bool | None = None,
) -> Input:  # fmt: skip
    """The input of a field; `value` is what `as_typed` gives or what a person typed."""
    kind = described.type.name
    return Input(
        name=described.name, kind=kind, label=described.label, value=value, title=title, errors=errors,
        required=described.is_required if required is None else required,
        hint=str(described.help_text or _hint(kind)), options=_offered(described, value), suggest=suggest,
        currency=by.workspace.currency if kind == "money" else "", most=described.max_length, prefix=prefix,
        theirs=theirs, completion=COMPLETION.get(kind, "off"),
    )  # fmt: skip


def _hint(kind: str) -> str:
    hints = {
        "tags": _("Separate several with commas."),
        "emails": _("Separate several with commas."),
        "phones": _("Separate several with commas."),
        "duration": _("Such as 1h 30m or 0:45."),
    }
    return hints.get(kind, "")


def _offered(described: Field, value: Any) -> list[tuple[str, str]]:
    """The options of a choice, without retired ones unless the record has it."""
    return [one for one in ask_options(described) if one[0] not in described.retired or one[0] == value]


def ask_options(described: Field) -> list[tuple[str, str]]:
    choices = getattr(described, "flatchoices", None)
    if described.type.name not in ("choice", "choices") or not choices:
        return []
    kept = [(str(value), str(text)) for value, text in choices]
    if described.type.name == "choices":
        return kept
    return kept if described.is_required or described.has_default() else [("", "–"), *kept]


def suggest_address(by: Actor, object: str, name: str, action: str = "") -> str:
    """Where a link field of an object (or of an action's form) asks for its options."""
    query = f"?action={action}" if action else ""
    return f"{addresses.home(by.workspace)}options/{object}/{name}{query}"


def as_typed(described: Field, record: Record, by: Actor) -> Any:
    """A record's value as a person would type it into the input."""
    return typed(
        described,
        getattr(record, described.attname),
        by,
        getattr(record, described.currency_field or "-", ""),
    )


def typed(described: Field, value: Any, by: Actor, currency: str = "") -> Any:
    """A value as a person would type it."""
    if described.type.name == "boolean":
        return bool(value)
    if is_absent(value):
        return {} if described.type.name == "address" else ""
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%Y-%m-%dT%H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, timedelta):
        return described.type.text(described, value)
    if isinstance(value, Decimal):
        is_money = described.type.name == "money"
        return format(
            money.quantise(value, currency or by.workspace.currency) if is_money else value.normalize(), "f"
        )
    if described.type.name == "phones":
        return ", ".join(phone.display(one, by.workspace.country) for one in value)
    if described.type.name in ("tags", "emails"):
        return ", ".join(value)
    if isinstance(value, list | dict) and described.type.name not in ("address", "file", "choices"):
        return described.type.text(described, value)
    return str(value) if isinstance(value, UUID | int) else value


def default(described: Field, by: Actor) -> Any:
    """What an empty form begins with."""
    if described.type.name == "boolean":
        return described.has_default() and bool(described.get_default())
    return typed(described, described.get_default(), by) if described.has_default() else ""


def read(fields: Mapping[str, Field], data: QueryDict, files: Uploads) -> dict[str, Any]:
    """The raw values of the fields that a form asked: those named in its hidden `_fields`, or all that came."""
    named = data.get(ASKED)
    asked = named.split(",") if named else list(fields)
    raw: dict[str, Any] = {}
    for name in asked:
        described = fields.get(name)
        if described is None or (not named and not _came(name, described, data, files)):
            continue
        raw[name] = _read_one(described, data, files)
    return raw


def _came(name: str, described: Field, data: QueryDict, files: Uploads) -> bool:
    return name in data or name in files or any(f"{name}.{part}" in data for part in PARTS)


def _read_one(described: Field, data: QueryDict, files: Uploads) -> Any:
    name, kind = described.name, described.type.name
    if kind == "choices":
        return [one for one in data.getlist(name) if one]
    if kind == "boolean":
        return data.get(name, "") in ("1", "on", "true")
    if kind == "address":
        return {part: text for part in PARTS if (text := data.get(f"{name}.{part}", "").strip())} or data.get(
            name, ""
        )
    if kind == "file":
        uploaded = files.get(name)
        return (
            contents.keep(uploaded.name or "file", uploaded.chunks(), settings.MAX_UPLOAD_BYTES)
            if uploaded
            else None
        )
    return data.get(name, "")


def form(fields: Iterable[Input]) -> dict[str, Any]:
    """What a form's template asks for: its inputs, and their names for the hidden `_fields`."""
    inputs = list(fields)
    return {"inputs": inputs, "asked": ",".join(one.name for one in inputs)}
