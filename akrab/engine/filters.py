"""The filter language: a JSON tree that is a list's filter, a saved view, a report's rows and an API parameter.

A node is one of

    {"and": [node, …]}    {"or": [node, …]}    {"not": node}
    {"field": "amount", "op": "gte", "value": "1000"}             a field, through links too: "company.owner"
    {"count": "task", "link": "about", "where": node, "op": "gte", "value": 1}   how many records point here

Dates take words such as `this_week` and `-7d`; users take `me`. The tree compiles to one condition; a field or a
linked record that the asking actor may not see can't be asked about.
"""

from collections.abc import Mapping
from typing import Any, cast

from django.db.models import CharField, Count, Exists, IntegerField, OuterRef, Q, Subquery, Value
from django.db.models.functions import Cast, Coalesce, Concat
from django.db.models.lookups import Exact, GreaterThan, GreaterThanOrEqual, LessThan, LessThanOrEqual
from django.utils.translation import gettext as _

from akrab.engine import access
from akrab.engine.errors import Invalid, NotFound
from akrab.engine.fields import Asking, BadValue, Field, Operator
from akrab.engine.fields.links import read_id, target_of
from akrab.engine.fields.texts import clean_text
from akrab.engine.record import Record
from akrab.engine.registry import get_object
from akrab.engine.spec import Spec, spec_of
from akrab.identity.actor import Actor

DEEPEST, MOST_NODES, LONGEST_LIST, MOST_STEPS = 8, 100, 500, 4

LARGEST_COUNT, LONGEST_TEXT = 10**9, 200

NEGATIVE = ("is_not", "none_of", "not_contains", "has_not", "in_no_team", "empty")

Tree = Mapping[str, Any]

ANY, NONE = (("gte", 1), ("gt", 0)), (("is", 0), ("lt", 1), ("lte", 0))
COMPARISONS = {
    "is": Exact,
    "gt": GreaterThan,
    "gte": GreaterThanOrEqual,
    "lt": LessThan,
    "lte": LessThanOrEqual,
}


def compile(tree: Tree | None, spec: Spec, by: Actor) -> Q:
    """The condition a filter tree stands for; raises `Invalid` (under `filter`) with what is wrong and where."""
    if not tree:
        return Q()
    check(tree)
    try:
        return _node(tree, spec, by)
    except BadValue as error:
        raise Invalid({"filter": [str(error)]}) from error


def check(tree: Tree | None) -> None:
    """Raise `Invalid` where a filter is no tree of conditions, or too large a one."""
    try:
        _measure(tree or {}, 0, [0])
    except BadValue as error:
        raise Invalid({"filter": [str(error)]}) from error


def _measure(tree: Any, depth: int, seen: list[int]) -> None:
    seen[0] += 1
    if depth > DEEPEST or seen[0] > MOST_NODES:
        raise BadValue(
            _("This filter is too large: at most %(nodes)d conditions, %(depth)d deep.")
            % {"nodes": MOST_NODES, "depth": DEEPEST}
        )
    if not isinstance(tree, Mapping):
        raise BadValue(_("A condition is an object with “field”, “and”, “or”, “not” or “count”."))
    for key in ("and", "or"):
        if key in tree:
            if not isinstance(tree[key], list):
                raise BadValue(_("“%(key)s” takes a list of conditions.") % {"key": key})
            for part in tree[key]:
                _measure(part, depth + 1, seen)
    for key in ("not", "where"):
        if tree.get(key):
            _measure(tree[key], depth + 1, seen)


def _node(tree: Tree, spec: Spec, by: Actor) -> Q:
    if "and" in tree:
        return Q(*[_node(part, spec, by) for part in tree["and"]])
    if "or" in tree:
        test = Q()
        for part in tree["or"]:
            test |= _node(part, spec, by)
        return test
    if "not" in tree:
        return ~_node(tree["not"], spec, by)
    if "count" in tree:
        return _count(tree, spec, by)
    if "field" in tree:
        return _condition(tree, spec, by)
    raise BadValue(_("A condition is an object with “field”, “and”, “or”, “not” or “count”."))


def _condition(tree: Tree, spec: Spec, by: Actor) -> Q:
    name = str(tree["field"])
    if name == "id" and tree.get("op", "is") in ("is", "any_of"):
        values = tree.get("value")
        return Q(pk__in=[read_id(value) for value in _list(values if isinstance(values, list) else [values])])
    if inner := _through_custom(name, tree, spec, by):
        return inner
    path, field, seen = resolve(name, spec, by)
    operator = field.type.find_operator(str(tree.get("op", "is")))
    if operator is None:
        known = ", ".join(one.name for one in field.type.operators)
        message = _("“%(field)s” can't be asked “%(op)s”; use one of: %(known)s.")
        raise BadValue(message % {"field": name, "op": str(tree.get("op"))[:40], "known": known})
    value = _value(field, operator, tree.get("value"), by, name)
    return seen & _total(operator, path, field, operator.condition(field, path, value, Asking(by)))


def _total(operator: Operator, path: str, field: Field, test: Q) -> Q:
    """A comparison that is true or false also where a custom field is empty, as it is with a column."""
    if not (field.is_custom and field.null) or operator.name in ("empty", "not_empty"):
        return test
    is_null = Q(**{f"{path}__isnull": True})
    return test | is_null if operator.name in NEGATIVE else test & ~is_null


def _through_custom(name: str, tree: Tree, spec: Spec, by: Actor) -> Q | None:
    """The condition on a field behind a custom link, which no join can follow; None where the path has none."""
    first, dot, rest = name.partition(".")
    link = access.readable(by, spec).get(first)
    if not dot or link is None or not link.is_custom or link.type.name != "link":
        return None
    path, target = link.attname, target_of(link)
    if name.count(".") > MOST_STEPS or not issubclass(target, Record):
        raise BadValue(_("A path goes through %(most)d links at most.") % {"most": MOST_STEPS})
    behind = access.visible(target, by).filter(_node({**tree, "field": rest}, spec_of(target), by))
    test = Q(**{f"{path}__in": behind.values("pk")})
    is_null = Q(**{f"{path}__isnull": True})
    return test | is_null if str(tree.get("op", "is")) in NEGATIVE else test & ~is_null


def resolve(name: str, spec: Spec, by: Actor) -> tuple[str, Field, Q]:
    """The lookup path, the field, and the condition that linked records on the way are visible.

    Raises `BadValue` when there is no such field, or it is hidden from the actor.
    """
    seen, path, here = Q(), "", spec
    *steps, last = name.split(".")
    if len(steps) > MOST_STEPS:
        raise BadValue(_("A path goes through %(most)d links at most.") % {"most": MOST_STEPS})
    for step in steps:
        field = access.readable(by, here).get(step)
        can_join = field is not None and field.type.name == "link" and not field.is_custom
        target = target_of(field) if field is not None and can_join else None
        if target is None or not issubclass(target, Record):
            raise BadValue(
                _("%(object)s has no link “%(field)s”.") % {"object": here.label, "field": step[:60]}
            )
        path += f"{step}__"
        here = spec_of(target)
        if not access.sees_all(by, here):
            seen &= Q(**{f"{path.removesuffix('__')}__in": access.visible(target, by).values("pk")})
    found = access.readable(by, here).get(last)
    if found is None:
        known = ", ".join(access.readable(by, here))
        message = _("%(object)s has no field “%(field)s”; it has: %(known)s.")
        raise BadValue(message % {"object": here.label, "field": last[:60], "known": known})
    return path + found.attname, found, seen


def _value(field: Field, operator: Operator, raw: Any, by: Actor, name: str) -> Any:
    """What the operator compares with; a refusal names the field as a person or, to a program, as it was sent."""
    try:
        if operator.takes == "none":
            return None
        if operator.takes in ("word", "text"):
            return clean_text(_given(raw), LONGEST_TEXT)
        if operator.takes == "list":
            return [_single(field, value, by) for value in _list(raw)]
        if operator.takes == "range":
            if not isinstance(raw, list) or len(raw) != 2:
                raise BadValue(_("Give two values: from and to."))
            return tuple(_single(field, value, by) for value in raw)
        return _single(field, raw, by)
    except BadValue as error:
        raise BadValue(f"{name if by.origin == 'api' else field.label}: {error}") from error


def parsed_value(field: Field, part: Tree, by: Actor) -> Any:
    """What one condition compares its field with; raises `BadValue`."""
    operator = field.type.find_operator(str(part.get("op", "is")))
    return _value(field, operator, part.get("value"), by, field.name) if operator else None


def _list(raw: Any) -> list[Any]:
    if not isinstance(raw, list) or len(raw) > LONGEST_LIST:
        raise BadValue(_("Give a list of at most %(most)d values.") % {"most": LONGEST_LIST})
    return raw


def _given(raw: Any) -> Any:
    if raw is None or raw == "":
        raise BadValue(_("Give a value to compare with."))
    return raw


def _single(field: Field, raw: Any, by: Actor) -> Any:
    kind, raw = field.type, _given(raw)
    if hasattr(kind, "parse_one"):
        return kind.parse_one(str(raw), by)
    return kind.from_plain(field, raw, by)


def _count(tree: Tree, spec: Spec, by: Actor) -> Q:
    """How many visible records of another object point here by a link, compared with a number."""
    try:
        other = get_object(str(tree["count"]))
    except NotFound as error:
        raise BadValue(_("There is no object “%(name)s”.") % {"name": str(tree["count"])[:60]}) from error
    field = access.readable(by, other).get(str(tree.get("link", "")))
    if field is None or not _points_at(field, spec):
        raise BadValue(
            _("%(object)s has no link “%(field)s” to here.")
            % {"object": other.label, "field": str(tree.get("link"))[:60]}
        )
    number, comparison = tree.get("value", 1), COMPARISONS.get(str(tree.get("op", "gte")))
    if comparison is None or type(number) is not int or abs(number) > LARGEST_COUNT:
        raise BadValue(_("Compare a count with is, gt, gte, lt or lte and a whole number."))
    here: Any = OuterRef("pk")
    if field.type.name == "any_link":
        here = Concat(Value(f"{spec.name}:"), Cast(OuterRef("pk"), CharField()))
    model = cast(type[Record], other.model)
    rows = access.visible(model, by).filter(_node(tree["where"], other, by) if tree.get("where") else Q())
    if (asked := (str(tree.get("op", "gte")), number)) in (*ANY, *NONE):
        # Joined once, where a count is made row by row.
        pointing = Exists(rows.filter(**{field.attname: here}))
        return Q(pointing) if asked in ANY else ~Q(pointing)
    counted = (
        rows.filter(**{field.attname: here})
        .order_by()
        .values(field.attname)
        .annotate(n=Count("pk"))
        .values("n")
    )
    return Q(comparison(Coalesce(Subquery(counted, output_field=IntegerField()), 0), number))


def _points_at(field: Field, spec: Spec) -> bool:
    return field.type.name == "any_link" or (field.type.name == "link" and target_of(field) is spec.model)
