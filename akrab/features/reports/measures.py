"""Measures: what a report works out about a set of records."""

import dataclasses
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, cast

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akrab.engine.fields import BadValue

Kind = Literal["count", "sum", "average", "min", "max", "median", "age", "distinct", "share", "ratio"]
As = Literal["", "running", "of_total", "of_first", "of_before"]

KINDS: dict[str, str | Promise] = {
    "count": gettext_lazy("number"),
    "sum": gettext_lazy("sum"),
    "average": gettext_lazy("average"),
    "min": gettext_lazy("smallest"),
    "max": gettext_lazy("largest"),
    "median": gettext_lazy("median"),
    "age": gettext_lazy("longest time since"),
    "distinct": gettext_lazy("number of different"),
    "share": gettext_lazy("share in per cent"),
    "ratio": gettext_lazy("one part of another in per cent"),
}
VIEWS: dict[str, str | Promise] = {
    "": gettext_lazy("the figure itself"),
    "running": gettext_lazy("running total"),
    "of_total": gettext_lazy("per cent of the total"),
    "of_first": gettext_lazy("per cent of the first row"),
    "of_before": gettext_lazy("per cent of the row before"),
}
OF_NUMBERS = ("sum", "average", "min", "max", "median")
OF_FIELDS = (*OF_NUMBERS, "age", "distinct")
OF_PARTS = ("share", "ratio")
ADDS_UP = ("count", "sum")
KEY = re.compile(r"[a-z][a-z0-9_]{0,29}")
MOST, LONGEST_LABEL = 10, 80
SAID = {"key", "kind", "label", "field", "part", "base", "as"}


@dataclass(frozen=True)
class Measure:
    """One figure of a report.

    `count` is the number of records; `sum`, `average`, `min`, `max` and `median` are of a number `field`,
    `distinct` is how many different values a field has, `age` how long the earliest of a date field is ago: all over
    the records that fulfil the filter `part`.
    `share` is the records that fulfil `part` as per cent of all, `ratio` as per cent of those that fulfil `base`.
    `shown` says how the rows show it: the figure, a running total, or per cent of the total, of the first row or
    of the row before (which is the conversion between the steps of a funnel).
    """

    key: str
    kind: Kind
    label: str = ""
    field: str = ""
    part: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    base: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    shown: As = ""

    def plain(self) -> dict[str, Any]:
        """The measure as JSON keeps it, without what it does not say."""
        said = {
            "key": self.key,
            "kind": self.kind,
            "label": self.label,
            "field": self.field,
            "part": dict(self.part),
            "base": dict(self.base),
            "as": self.shown,
        }
        return {name: value for name, value in said.items() if value}


def one_count() -> list[dict[str, Any]]:
    """The measures of a report that asks for nothing else: how many records there are."""
    return [{"key": "all", "kind": "count"}]


def read_measures(raw: Any) -> list[Measure]:
    """The measures that JSON stands for; raises `BadValue` with what is wrong and where."""
    if not isinstance(raw, list) or not 0 < len(raw) <= MOST:
        raise BadValue(_("Give at least one and at most %(most)d measures.") % {"most": MOST})
    measures = [_read(one) for one in raw]
    if len({measure.key for measure in measures}) < len(measures):
        raise BadValue(_("Each measure of a report needs a key of its own."))
    return measures


def _read(raw: Any) -> Measure:
    if not isinstance(raw, Mapping) or not set(raw) <= SAID:
        raise BadValue(_("A measure says its key and kind, and may say label, field, part, base and as."))
    key, kind, label = raw.get("key"), raw.get("kind"), raw.get("label", "")
    if not isinstance(key, str) or not KEY.fullmatch(key) or key == "label":
        raise BadValue(_("The key of a measure is a short word of small letters, digits and underscores."))
    if not isinstance(kind, str) or kind not in KINDS:
        raise BadValue(_("The kind of a measure is one of: %(kinds)s.") % {"kinds": ", ".join(KINDS)})
    if not isinstance(label, str) or len(label) > LONGEST_LABEL:
        raise BadValue(_("The label of a measure has at most %(most)d characters.") % {"most": LONGEST_LABEL})
    name = raw.get("field", "")
    if not isinstance(name, str) or (kind in OF_FIELDS) != bool(name):
        raise BadValue(
            _("Choose the field that a sum, an average and the like is of; other measures have none.")
        )
    part, base, shown = raw.get("part") or {}, raw.get("base") or {}, raw.get("as", "")
    _check_parts(kind, part, base)
    if not isinstance(shown, str) or shown not in VIEWS:
        raise BadValue(_("A measure can be shown as: %(known)s.") % {"known": ", ".join(filter(None, VIEWS))})
    if shown in ("running", "of_total") and kind not in ADDS_UP:
        raise BadValue(_("Only a number or a sum can be added up from row to row."))
    return Measure(key, cast(Kind, kind), label, name, dict(part), dict(base), cast(As, shown))


def _check_parts(kind: str, part: Any, base: Any) -> None:
    if not isinstance(part, Mapping) or (kind in OF_PARTS and not part):
        raise BadValue(_("A share needs the filter of its part."))
    if not isinstance(base, Mapping) or (base and kind != "ratio"):
        raise BadValue(_("Only one part of another has a second filter."))
