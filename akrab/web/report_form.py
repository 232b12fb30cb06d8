"""The settings of a report as a form asks them, and the report that a sent form draws up."""

import re
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from akrab.engine import access
from akrab.engine.fields import Field
from akrab.engine.filters import Tree
from akrab.engine.registry import find_object, objects
from akrab.engine.spec import SHARING, Spec
from akrab.features.reports.compute import sees_reserved
from akrab.features.reports.grouping import GROUPABLE, PARTS, PLACES, TEAM
from akrab.features.reports.measures import KEY, OF_FIELDS, OF_NUMBERS, OF_PARTS, VIEWS, one_count
from akrab.features.reports.measures import KINDS as MEASURE_KINDS
from akrab.features.reports.models import KINDS, Report
from akrab.features.reports.period import WORDS
from akrab.identity.actor import Actor
from akrab.web import addresses, conditions

PLAIN = ("name", "description", "object", "date_field", "period", "rank", "kind", "sharing")
GROUPS = ("group1", "group2", "group3")
ROW = re.compile(r"m[0-9a-f]{6}")
Options = list[tuple[str, list[tuple[str, str]]]]
ICONS = {
    "number": "hash", "table": "table", "pivot": "layout-grid", "bar": "chart-bar", "line": "chart-line",
    "area": "chart-area", "funnel": "filter", "donut": "chart-donut", "map": "map",
}  # fmt: skip


def first_object(by: Actor) -> str:
    """The object a new report begins with: the one with the most links that the person sees."""
    return max(reportable(by), key=lambda spec: (len(spec.totals), len(spec.links()))).name


def reportable(by: Actor) -> list[Spec]:
    """The objects that a person can ask about."""
    found = [
        spec for spec in objects().values() if not spec.private and access.reach(by, spec, "view") != "none"
    ]
    return sorted(found, key=lambda spec: spec.label_plural)


def read(data: QueryDict, by: Actor, report: Report | None = None) -> dict[str, Any]:
    """What a sent form wants of a report, as the write path takes it."""
    raw: dict[str, Any] = {name: data.get(name, "").strip() for name in PLAIN if name in data}
    raw["group_by"] = ",".join(filter(None, (data.get(name, "") for name in GROUPS)))
    raw["top"] = data.get("top", "").strip() or None
    raw["compare"] = "compare" in data
    if sees_reserved(by):
        raw["reserved"] = "reserved" in data
    spec = find_object(raw.get("object", ""))
    if spec is not None:
        raw["where"] = _kept_where(data, report, spec, by)
        raw["measures"] = list(_measures(data, spec, by)) or one_count()
    return raw


def _kept_where(data: QueryDict, report: Report | None, spec: Spec, by: Actor) -> Tree:
    """The conditions of the form, and those of the report that are too deep for its rows."""
    said = conditions.read(data, spec, by, "w")
    if report is None or report.object != spec.name or "deep" not in data:
        return said
    deep = [part for part in conditions.flat(report.where)[1] if "field" not in part]
    own = conditions.flat(said)
    return conditions.joined("and", [*deep, *(own[1] if own[0] == "and" else [said])]) if deep else said


def _measures(data: QueryDict, spec: Spec, by: Actor) -> Iterator[dict[str, Any]]:
    keys: set[str] = set()
    for name in data:
        row, dot, last = name.partition(".")
        kind = data.get(name, "")
        if not (dot and last == "kind" and ROW.fullmatch(row)):
            continue
        asked = data.get(f"{row}.key", "")
        key = asked if KEY.fullmatch(asked) and asked not in keys and asked != "label" else _free(kind, keys)
        keys.add(key)
        said = {
            "key": key,
            "kind": kind,
            "label": data.get(f"{row}.label", "").strip(),
            "field": data.get(f"{row}.field", "") if kind in (*OF_FIELDS, "ratio") else "",
            "part": conditions.read(data, spec, by, f"{row}p"),
            "base": conditions.read(data, spec, by, f"{row}b") if kind == "ratio" else {},
            "as": data.get(f"{row}.as", ""),
        }
        yield {name: value for name, value in said.items() if value}


def _free(kind: str, keys: set[str]) -> str:
    """A key that no other measure has."""
    base = kind if KEY.fullmatch(kind) else "figure"
    return next(key for number in range(1, 99) if (key := f"{base}{number}") not in keys)


def draft(raw: Mapping[str, Any], report: Report | None = None) -> Report:
    """A report drawn up from what a form wants, not kept."""
    drawn = Report(**{name: value for name, value in raw.items() if name != "top"})
    top = str(raw.get("top") or "")
    drawn.top = min(max(int(top), 1), 20) if top.isdigit() else None
    if report is not None:
        drawn.pk = report.pk
    return drawn


@dataclass(frozen=True)
class MeasureRow:
    """One measure as the form asks it."""

    row: str
    said: Mapping[str, Any]
    fields: Options
    needs_field: bool
    needs_part: bool
    part: list[conditions.Condition]
    base: list[conditions.Condition]
    part_join: str = "and"
    base_join: str = "and"


def measure_row(
    spec: Spec, by: Actor, said: Mapping[str, Any], row: str = "", is_fresh: bool = False
) -> MeasureRow:
    """The form's row for one measure, with the choices that its kind leaves."""
    row = row if ROW.fullmatch(row) else f"m{secrets.token_hex(3)}"
    kind = str(said.get("kind", "count"))
    if kind == "age":
        fields = dates(spec, by)
    else:
        fields = numbers(spec, by) if kind in (*OF_NUMBERS, "ratio") else apart(spec, by, is_plain=True)
    (part_join, part), (base_join, base) = (
        conditions.flat(said.get(name) or {}) for name in ("part", "base")
    )
    if kind in OF_PARTS and not part and is_fresh:
        part = [{}]
    return MeasureRow(
        row, said, fields, kind in OF_FIELDS or kind == "ratio", kind in OF_PARTS,
        _rows(part, spec, by, f"{row}p"), _rows(base, spec, by, f"{row}b"), part_join, base_join,
    )  # fmt: skip


def _rows(parts: list[Tree], spec: Spec, by: Actor, scope: str) -> list[conditions.Condition]:
    named = conditions.titles({"and": parts}, spec, by) if parts else {}
    return [
        conditions.row(spec, by, part, named, scope=scope) for part in parts if "field" in part or not part
    ]


def numbers(spec: Spec, by: Actor) -> Options:
    """The fields that can be added up."""
    return conditions.grouped(
        {path: field for path, field in conditions.reachable(spec, by).items() if field.type.sums}, spec
    )


def dates(spec: Spec, by: Actor) -> Options:
    """The fields that a period can be about."""
    found = {path: field for path, field in conditions.reachable(spec, by).items() if _is_date(field)}
    return conditions.grouped(found, spec)


def apart(spec: Spec, by: Actor, is_plain: bool = False) -> Options:
    """What rows can be told apart by: fields, and unless `is_plain` parts of dates, teams and places."""
    more: dict[str, list[tuple[str, str]]] = {}
    found: dict[str, Field] = {}
    for path, field in conditions.reachable(spec, by).items():
        kind = field.type.name
        if kind in GROUPABLE:
            found[path] = field
            if kind == "user" and not (is_plain or field.is_custom):
                team = (f"{path}:{TEAM}", _("Team: %(field)s") % {"field": field.label})
                more[path] = [(path, field.label), team]
        elif not is_plain and _is_date(field):
            found[path] = field
            more[path] = [
                (f"{path}:{part}", label % {"field": field.label}) for part, label in _parts().items()
            ]
        elif not is_plain and kind == "address":
            found[path] = field
            more[path] = [
                (f"{path}:{part}", label % {"field": field.label}) for part, label in PLACES.items()
            ]
    return conditions.grouped(found, spec, more)


def _is_date(field: Field) -> bool:
    return field.type.name in ("date", "datetime")


def _parts() -> dict[str, str]:
    labels = {
        "day": _("%(field)s, by day"),
        "week": _("%(field)s, by week"),
        "month": _("%(field)s, by month"),
        "quarter": _("%(field)s, by quarter"),
        "year": _("%(field)s, by year"),
    }
    return {part: labels[part] for part in PARTS}


def form_of(report: Report, by: Actor, errors: Mapping[str, list[str]] | None = None) -> dict[str, Any]:
    """All that the template of the settings asks for."""
    spec = find_object(report.object) or find_object(first_object(by))
    assert spec is not None
    join, parts = conditions.flat(report.where or {})
    named = conditions.titles(report.where or {}, spec, by)
    grouped = [*(name.strip() for name in report.group_by.split(",") if name.strip()), "", "", ""]
    measures = report.measures if isinstance(report.measures, list) else one_count()
    listing = addresses.listing(by.workspace, spec)
    return {
        "report": report,
        "spec": spec,
        "errors": errors or {},
        "objects": [(one.name, one.label_plural) for one in reportable(by)],
        "conditions": [conditions.row(spec, by, part, named, scope="w") for part in parts if "field" in part],
        "deep": sum("field" not in part for part in parts),
        "join": join,
        "fields": conditions.grouped(conditions.askable(spec, by), spec),
        "condition_address": f"{listing}filter/condition",
        "dates": dates(spec, by),
        "apart": apart(spec, by),
        "groups": list(zip(GROUPS, _group_labels(), grouped, strict=False)),
        "measures": [measure_row(spec, by, said) for said in measures],
        "measure_kinds": list(MEASURE_KINDS.items()),
        "views": list(VIEWS.items()),
        "ranks": _ranks([*measures]),
        "periods": [("", _("all time")), *WORDS],
        "kinds": [(kind, label, ICONS[kind]) for kind, label in KINDS],
        "sharing": SHARING,
        "sees_reserved": sees_reserved(by),
    }


def _group_labels() -> tuple[str, str, str]:
    return _("Group by"), _("and within that by"), _("and within that also by")


def _ranks(measures: Sequence[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """The orders rows can have."""
    found = [("", _("their own order")), ("label", _("by name")), ("-label", _("by name, backwards"))]
    for one in measures:
        name = one.get("label") or MEASURE_KINDS.get(str(one.get("kind")), one.get("key"))
        found += [
            (f"-{one.get('key')}", _("most first: %(measure)s") % {"measure": name}),
            (str(one.get("key")), _("fewest first: %(measure)s") % {"measure": name}),
        ]
    return found
