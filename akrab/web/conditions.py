"""The filter builder: conditions as rows of a form, as chips above a list, and back to the filter language."""

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from typing import Any
from uuid import UUID

from babel.dates import format_date, format_timedelta
from django.http import QueryDict
from django.template.loader import select_template
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from akrab.engine import access
from akrab.engine.fields import BadValue, Field, Operator
from akrab.engine.fields.links import target_of
from akrab.engine.fields.numbers import active_locale
from akrab.engine.filters import Tree
from akrab.engine.record import Record
from akrab.engine.registry import objects
from akrab.engine.spec import Spec, spec_of
from akrab.identity.actor import Actor
from akrab.lib import dates
from akrab.web import inputs, marks
from akrab.web.asked import Asked

LINKS = ("link", "user")
NUMBERS = ("integer", "decimal", "money", "percent")
DATES = ("date", "datetime")
ALWAYS = 1e9
CHOSEN = frozenset({"choice", "choices"})
TYPED_LISTS = frozenset({"text", "tags", "emails", "phones", "integer"})


@dataclass(frozen=True)
class Condition:
    """One row of the builder: a field, a comparison and the control for its value."""

    key: str
    field: str
    op: str
    ops: list[tuple[str, str]]
    controls: list[SafeString]
    fresh: bool = False


@dataclass(frozen=True)
class Chip:
    """One condition in words, with the address of the list without it."""

    label: str
    op: str
    value: str
    without: str


def askable(spec: Spec, by: Actor) -> dict[str, Field]:
    """The fields a person can ask about in the builder, by path: an object's own, and those it links to."""
    return {path: field for path, field in reachable(spec, by).items() if usable(field)}


def reachable(spec: Spec, by: Actor) -> dict[str, Field]:
    """The fields that are open to a person, by path: the object's own, then one link further."""
    own = dict(access.readable(by, spec))
    further = dict(own)
    for name, link in own.items():
        target = target_of(link) if link.type.name == "link" and not link.is_custom else None
        if (
            target is None
            or not issubclass(target, Record)
            or access.reach(by, spec_of(target), "view") == "none"
        ):
            continue
        further |= {f"{name}.{one}": field for one, field in access.readable(by, spec_of(target)).items()}
    return further


def grouped(
    fields: Mapping[str, Field], spec: Spec, more: Mapping[str, Sequence[tuple[str, str]]] | None = None
) -> list[tuple[str, list[tuple[str, str]]]]:
    """Options of a choice among fields, in groups: the object's own first, then a group a link.

    `more` are further options of a field, in its place.
    """
    groups: dict[str, list[tuple[str, str]]] = {}
    for path, field in fields.items():
        link, _dot, _name = path.rpartition(".")
        head = spec.fields[link].label if link else spec.label
        groups.setdefault(head, []).extend((more or {}).get(path, [(path, label_of(path, spec, field))]))
    return list(groups.items())


def label_of(path: str, spec: Spec, field: Field) -> str:
    """A field as a chip names it: with the link it is reached by."""
    link, _dot, _name = path.rpartition(".")
    return f"{spec.fields[link].label}: {field.label}" if link else field.label


def usable(field: Field) -> list[Operator]:
    """The comparisons that the builder offers for a field."""
    kind = field.type.name
    return [
        one
        for one in field.type.operators
        if one.takes in ("none", "one", "word", "text", "range")
        or (one.takes == "list" and (kind in CHOSEN or kind in TYPED_LISTS))
    ]


def flat(tree: Tree) -> tuple[str, list[Tree]]:
    """How conditions join, and the conditions; a tree that is deeper than the builder counts as one condition."""
    for join in ("and", "or"):
        if join in tree:
            return join, list(tree[join])
    return "and", [tree] if tree else []


def joined(join: str, parts: list[Tree]) -> Tree:
    """The tree of conditions joined."""
    return {} if not parts else parts[0] if len(parts) == 1 else {join: parts}


def row(
    spec: Spec,
    by: Actor,
    said: Mapping[str, Any],
    titles: Mapping[UUID, str],
    fresh: bool = False,
    scope: str = "",
) -> Condition:
    """The builder's row for one condition; what does not fit a changed field falls back to its first comparison."""
    known = askable(spec, by)
    path = str(said.get("field", ""))
    path = path if path in known else next(iter(known))
    field = known[path]
    ops = usable(field)
    operator = next((one for one in ops if one.name == said.get("op")), ops[0])
    key = f"{scope}c{secrets.token_hex(3)}"
    value = said.get("value", "")
    controls = (
        []
        if operator.takes == "none"
        else [_control(key, field, operator, one, by, titles) for one in _values(operator, value)]
    )
    return Condition(key, path, operator.name, [(one.name, str(one.label)) for one in ops], controls, fresh)


def _values(operator: Operator, value: Any) -> list[Any]:
    if operator.takes == "range":
        pair = list(value) if isinstance(value, list) else []
        return [*pair, "", ""][:2]
    if operator.takes == "list":
        return [value if isinstance(value, list) else [value] if value else []]
    return ["" if isinstance(value, list | dict) else value]


def _control(
    key: str, field: Field, operator: Operator, value: Any, by: Actor, titles: Mapping[UUID, str]
) -> SafeString:
    kind = "word" if operator.takes == "word" else "text" if operator.takes == "text" else field.type.name
    if operator.takes == "list" and kind not in CHOSEN:
        kind, value = "text", ", ".join(map(str, value))
    asked = inputs.ask(
        field,
        by,
        value,
        title=_title(field, value, titles),
        prefix=key,
        suggest=inputs.suggest_address(by, str(field.model._meta.model_name), field.name),
    )
    options = [(word, str(text)) for word, text in dates.WORDS.items()] if kind == "word" else asked.options
    context = {"input": asked, "key": key, "kind": kind, "options": options, "many": operator.takes == "list"}
    template = select_template([f"fields/{kind}/filter.html", "fields/filter.html"])
    return SafeString(template.render(context))


def _title(field: Field, value: Any, titles: Mapping[UUID, str]) -> str:
    if field.type.name not in LINKS or not value:
        return ""
    try:
        return titles.get(UUID(str(value)), "")
    except ValueError:
        return ""


def read(data: QueryDict, spec: Spec, by: Actor, scope: str = "") -> Tree:
    """The filter that a sent builder stands for; rows without a value where one is needed are left out.

    With a `scope`, of several builders in one form the one whose rows begin with it.
    """
    rows = re.compile(re.escape(scope) + r"c[0-9a-f]{6}")
    known = askable(spec, by)
    parts: list[Tree] = []
    for name in data:
        key, dot, last = name.partition(".")
        path = data.get(name, "")
        field = known.get(path) if dot and last == "field" and rows.fullmatch(key) else None
        if field is None:
            continue
        operator = next((one for one in usable(field) if one.name == data.get(f"{key}.op")), usable(field)[0])
        said = [_plain(field, operator, text.strip(), by) for text in data.getlist(f"{key}.value")]
        part = _read_one(path, field, operator, said)
        if part:
            parts.append(part)
    return joined("or" if data.get(f"{scope}join") == "or" else "and", parts)


def _plain(field: Field, operator: Operator, typed: str, by: Actor) -> str:
    """A number typed in one's own language, as a stored filter has it for everyone; whatever else as it is."""
    if field.type.name not in NUMBERS or operator.takes not in ("one", "range"):
        return typed
    try:
        return str(field.type.plain(field, field.type.parse(field, typed, by)))
    except BadValue:
        return typed


def _read_one(path: str, field: Field, operator: Operator, said: list[str]) -> Tree:
    base = {"field": path, "op": operator.name}
    if operator.takes == "none":
        return base
    given = [text for text in said if text]
    if operator.takes == "range":
        return {**base, "value": given} if len(given) == 2 else {}
    if operator.takes == "list":
        every = (
            given
            if field.type.name in CHOSEN
            else [part.strip() for text in given for part in text.split(",")]
        )
        return {**base, "value": [one for one in every if one]} if every else {}
    return {**base, "value": given[0]} if given else {}


def titles(tree: Tree, spec: Spec, by: Actor) -> dict[UUID, str]:
    """The titles of the records a filter names; no query where it names none."""
    wanted: dict[str, set[UUID]] = {}
    known = reachable(spec, by) if tree else {}
    for part in flat(tree)[1]:
        field = known.get(str(part.get("field", "")))
        if field is None or field.type.name not in LINKS:
            continue
        values = part.get("value")
        for value in values if isinstance(values, list) else [values]:
            try:
                wanted.setdefault(str(target_of(field)._meta.model_name), set()).add(UUID(str(value)))
            except ValueError:
                continue
    return access.titles(wanted, by, objects()) if wanted else {}


def chips(asked: Asked, named: Mapping[UUID, str]) -> list[Chip]:
    """The filter in force as words, each removable; what the shape shows by itself needs no words."""
    join, parts = flat(asked.filter)
    found = []
    known = reachable(asked.spec, asked.by) if parts else {}
    for place, part in enumerate(parts):
        if part == asked.by_shape:
            continue
        without = asked.filtered(joined(join, parts[:place] + parts[place + 1 :]))
        path = str(part.get("field", ""))
        field = known.get(path)
        operator = field.type.find_operator(str(part.get("op", "is"))) if field else None
        if field is None or operator is None:
            found.append(Chip(_("Further conditions"), "", "", without))
        else:
            found.append(
                Chip(
                    label_of(path, asked.spec, field),
                    str(operator.label),
                    _words(field, operator, part.get("value"), named, asked.by),
                    without,
                )
            )
    return found


def sentence(tree: Tree, spec: Spec, by: Actor) -> str:
    """A filter in words, such as “Amount is more than 1,000 and Owner is me”; nothing for an empty one."""
    join, parts = flat(tree)
    named = titles(tree, spec, by)
    said = [in_words(part, spec, by, named) for part in parts]
    return _joined(said, join) if said else ""


def _joined(said: list[str], join: str) -> str:
    text = _("%(first)s and %(second)s") if join == "and" else _("%(first)s or %(second)s")
    found = said[0]
    for one in said[1:]:
        found = text % {"first": found, "second": one}
    return found


def in_words(part: Tree, spec: Spec, by: Actor, named: Mapping[UUID, str]) -> str:
    """One condition as a person reads it; what is deeper than the builder only by that it is there."""
    field = access.readable(by, spec).get(str(part.get("field", "")))
    operator = field.type.find_operator(str(part.get("op", "is"))) if field else None
    if field is None or operator is None:
        return _("Further conditions")
    return " ".join(
        filter(
            None, [field.label, str(operator.label), _words(field, operator, part.get("value"), named, by)]
        )
    )


def _words(field: Field, operator: Operator, value: Any, named: Mapping[UUID, str], by: Actor) -> str:
    if operator.takes == "none":
        return ""
    values = value if isinstance(value, list) else [value]
    between = " – " if operator.takes == "range" else ", "
    return between.join(_word(field, operator, one, named, by) for one in values)


def _word(field: Field, operator: Operator, value: Any, named: Mapping[UUID, str], by: Actor) -> str:
    if field.type.name in LINKS:
        return _title(field, value, named) or "?"
    if field.type.name in CHOSEN:
        return dict(inputs.ask_options(field)).get(str(value), str(value))
    if field.type.name == "boolean":
        return _("yes") if value in (True, "true") else _("no")
    if str(value) in dates.WORDS:
        return str(dates.WORDS[str(value)])
    if operator.takes not in ("one", "range"):
        return str(value)
    return _measured(field, value, by)


def _measured(field: Field, value: Any, by: Actor) -> str:
    """A number, day or moment as the reader writes it, a distance from now in words; what is none as it is."""
    if field.type.name in DATES and (far := dates.distance(str(value))) is not None:
        # so high a threshold keeps the unit: ten days are no week
        return str(
            format_timedelta(far[0], far[1], ALWAYS, add_direction=True, locale=marks.locale())  # type: ignore[arg-type]
        )
    if field.type.name not in (*NUMBERS, *DATES):
        return str(value)
    try:
        meant = field.type.from_plain(field, value, by)
    except BadValue:
        return str(value)
    if field.type.name == "datetime" and timezone.localtime(meant).time() == time():
        return str(format_date(timezone.localdate(meant), "medium", locale=active_locale()))
    return field.type.text(field, meant, by.workspace.currency)
