"""What every field type answers: neutral facts about its values, and no HTML."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from akrab.engine import shape
from akrab.engine.fields.columns import Column

if TYPE_CHECKING:
    from akrab.identity.actor import Actor

EMPTY_VALUES: tuple[Any, ...] = (None, "", [], {})


class BadValue(ValueError):
    """The value can't be used; the text says what to do."""


@dataclass(frozen=True)
class Asking:
    """Who asks a filter and in which time zone, for values such as `me` and `this_week`."""

    by: "Actor"


@dataclass(frozen=True)
class Operator:
    """One comparison of the filter language: its label and how it becomes a condition on a path.

    `takes` says what the value is: `one` value of the field's type, a `list`, a `range`, a date `word`, any `text`
    to look for, or `none`.
    """

    name: str
    label: str | Promise
    takes: str
    condition: Callable[["Field", str, Any, Asking], Q]


def is_empty(path: str) -> Q:
    return Q(**{f"{path}__isnull": True})


def operator(name: str, label: str | Promise, takes: str, lookup: str, negate: bool = False) -> Operator:
    """An operator that is one Django lookup."""

    def condition(field: "Field", path: str, value: Any, asking: Asking) -> Q:
        test = Q(**{f"{path}__{lookup}": value})
        return ~test if negate else test

    return Operator(name, label, takes, condition)


def _is_empty(field: "Field", path: str, value: Any, asking: Asking) -> Q:
    link, _way, _last = path.rpartition("__")  # where no record is linked, none of its fields is filled
    return field.type.empty(path) | (is_empty(link) if link else Q())


EMPTY = Operator("empty", _("is empty"), "none", _is_empty)
NOT_EMPTY = Operator("not_empty", _("is not empty"), "none", lambda *asked: ~_is_empty(*asked))
IS = operator("is", _("is"), "one", "exact")
IS_NOT = operator("is_not", _("is not"), "one", "exact", negate=True)
ANY_OF = operator("any_of", _("is any of"), "list", "in")
NONE_OF = operator("none_of", _("is none of"), "list", "in", negate=True)


Operators = tuple[Operator, ...]


class FieldType:
    """How values of one type are read, written, compared, described and shown as text.

    A type holds no state: the field it works on is always passed in.
    """

    name: ClassVar[str]
    label: ClassVar[str | Promise]
    operators: ClassVar[Operators] = (IS, IS_NOT, EMPTY, NOT_EMPTY)
    sortable: ClassVar[bool] = True
    sums: ClassVar[bool] = False

    def parse(self, field: "Field", raw: Any, by: "Actor") -> Any:
        """The value that `raw` stands for, as a person typed it; raises `BadValue` with what to do."""
        raise NotImplementedError

    def plain(self, field: "Field", value: Any) -> Any:
        """The value as JSON has it; `from_plain(plain(v)) == v`."""
        return value

    def from_plain(self, field: "Field", plain: Any, by: "Actor") -> Any:
        """The value that a program means, the same in every language; raises `BadValue`."""
        return self.parse(field, plain, by)

    def text(self, field: "Field", value: Any, currency: str = "") -> str:
        """The value as a person reads it, in the active language and time zone."""
        return "" if value is None else str(value)

    def written(self, field: "Field", value: Any, currency: str = "") -> str:
        """The value as it stands in a sentence or on paper: in full."""
        return self.text(field, value, currency)

    def schema(self, field: "Field") -> dict[str, Any]:
        """JSON schema of the plain value."""
        raise NotImplementedError

    def samples(self, field: "Field") -> list[Any]:
        """Plain values that are valid; tests write and read each."""
        raise NotImplementedError

    def bad_samples(self, field: "Field") -> list[Any]:
        """Plain values that must be refused with a message."""
        return []

    def empty(self, path: str) -> Q:
        return is_empty(path)

    def search_text(self, field: "Field", value: Any) -> str:
        """What of the value can be found by search."""
        return "" if value is None else str(value)

    def find_operator(self, name: str) -> Operator | None:
        return next((operator for operator in self.operators if operator.name == name), None)


class Field(Column):
    """Mixin of every described field: a Django column with a type of neutral facts.

    `read_only` fields are set by the product alone. `timeline` links put the events of this object on the linked
    record's timeline. `currency_field` names the sibling that holds a money field's currency. A
    field `is_custom` when the company made it itself: then `is_demanded` says whether it must be filled in, and a
    choice has `tones` by option, and `retired` ones that are offered no more; `rank` is its number among ranked
    fields, once rows can be sorted by it without reading them all. A link `is_dormant` when it is only
    spoken of in companies that have what it leads to.
    """

    type: ClassVar[FieldType]
    read_only: bool = False
    timeline: bool = False
    currency_field: str = ""
    multiline: bool = False
    is_dormant: bool = False
    is_custom: bool = False
    is_demanded: bool = False
    rank: int = 0
    tones: Mapping[str, str] = MappingProxyType({})
    retired: frozenset[str] = frozenset()

    def __init__(
        self,
        *args: Any,
        read_only: bool = False,
        timeline: bool = False,
        is_dormant: bool = False,
        **options: Any,
    ) -> None:
        self.read_only, self.timeline, self.is_dormant = read_only, timeline, is_dormant
        super().__init__(*args, **options)

    @property
    def is_required(self) -> bool:
        if self.is_custom:
            return self.is_demanded
        return not (self.null or self.blank or self.read_only or self.has_default())

    @property
    def label(self) -> str:
        model = getattr(self, "model", None)
        said = shape.outline_of(str(model._meta.model_name)).field_labels.get(self.name) if model else None
        return _capital(shape.worded(said) or self._plain_label())

    def _plain_label(self) -> str:
        """What the product calls the field, with the company's words for its objects."""
        made, key = shape.current().made, (self, get_language())
        label: str | None = made.get(key)
        if label is None:
            label = made[key] = str(self.verbose_name)
        return label

    @property
    def empty_value(self) -> Any:
        return None if self.null else ("" if not self.has_default() else self.get_default())


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def is_absent(value: Any) -> bool:
    """Whether a value counts as not filled in; `0` and `False` are answers."""
    if isinstance(value, dict):
        return not any(value.values())
    return not value and value in EMPTY_VALUES
