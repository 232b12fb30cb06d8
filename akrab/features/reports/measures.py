"""Measures: what a report works out about a set of records, put together from parts that can be added up."""

import dataclasses
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, cast

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akrab.engine.fields import BadValue

Kind = Literal["count", "sum", "average", "share"]

KINDS: dict[str, str | Promise] = {
    "count": gettext_lazy("number"),
    "sum": gettext_lazy("sum"),
    "average": gettext_lazy("average"),
    "share": gettext_lazy("share in per cent"),
}
KEY = re.compile(r"[a-z][a-z0-9_]{0,29}")
MOST, LONGEST_LABEL = 8, 80


@dataclass(frozen=True)
class Measure:
    """One figure of a report.

    `count` is the number of records, `sum` and `average` are of a number `field`, over the records that
    fulfil the filter `part`. `share` is the records that fulfil `part` as per cent of all.
    """

    key: str
    kind: Kind
    label: str = ""
    field: str = ""
    part: Mapping[str, Any] = dataclasses.field(default_factory=dict)

    def plain(self) -> dict[str, Any]:
        """The measure as JSON keeps it, without what it does not say."""
        said = {
            "key": self.key,
            "kind": self.kind,
            "label": self.label,
            "field": self.field,
            "part": dict(self.part),
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
    if not isinstance(raw, Mapping) or not set(raw) <= {"key", "kind", "label", "field", "part"}:
        raise BadValue(_("A measure says its key and kind, and may say label, field and part."))
    key, kind, label = raw.get("key"), raw.get("kind"), raw.get("label", "")
    if not isinstance(key, str) or not KEY.fullmatch(key) or key == "label":
        raise BadValue(_("The key of a measure is a short word of small letters, digits and underscores."))
    if not isinstance(kind, str) or kind not in KINDS:
        raise BadValue(_("The kind of a measure is one of: %(kinds)s.") % {"kinds": ", ".join(KINDS)})
    if not isinstance(label, str) or len(label) > LONGEST_LABEL:
        raise BadValue(_("The label of a measure has at most %(most)d characters.") % {"most": LONGEST_LABEL})
    name, part = raw.get("field", ""), raw.get("part") or {}
    if not isinstance(name, str) or (kind in ("sum", "average")) != bool(name):
        raise BadValue(_("A sum or an average names the field it is of; other measures name none."))
    if not isinstance(part, Mapping) or (kind == "share" and not part):
        raise BadValue(_("A share needs the filter of its part."))
    return Measure(key, cast(Kind, kind), label, name, dict(part))
