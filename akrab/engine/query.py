"""The one way to read many: a filtered, searched, sorted page of rows, its count, its sums and its groups.

Pages go by keyset: a deep page costs what the first costs. No reading does more queries when it has more rows.
"""

import base64
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, cast
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet, Sum, Value
from django.utils.translation import gettext as _

from akrab.engine import access, filters, narrowing, ranks, search, titles, values
from akrab.engine.errors import Invalid
from akrab.engine.fields import Field
from akrab.engine.fields.texts import clean_text
from akrab.engine.models import Rank
from akrab.engine.record import Record
from akrab.engine.registry import objects
from akrab.engine.search import Sought
from akrab.engine.spec import Spec
from akrab.engine.values import SORT_KEY_LENGTH
from akrab.identity.actor import Actor

COUNTED = 1000
NEWEST = 2  # so many times the rows of a page are sought for it: some may be filtered out or in the bin


@dataclass(frozen=True)
class Ask:
    """What a reader asks of an object: which rows, in which order, and where to go on."""

    filter: filters.Tree | None = None
    q: str = ""
    sort: str = ""
    cursor: str = ""
    limit: int = 50
    bin: bool = False


@dataclass(frozen=True)
class Listing:
    """One page of rows, the cursor of the next ("" at the end), and the titles of what the rows link to."""

    spec: Spec
    rows: list[Record]
    next: str
    titles: dict[UUID, str] = field(default_factory=dict)


def rows_of(spec: Spec, by: Actor, ask: Ask, sought: Sought | None = None) -> QuerySet[Record]:
    """The visible rows that an asking means, unsorted; raises `Invalid` on a filter that can't be used.

    `sought` is what was found for the words of the asking, where that is known already.
    """
    rows = access.visible(cast(type[Record], spec.model), by, bin=ask.bin)
    filters.check(ask.filter)
    few, rest = narrowing.narrowed(ask.filter, spec, by)
    rows = rows.filter(few & filters.compile(rest, spec, by)).defer("search")
    if ask.q.strip():
        rows = rows.filter(pk__in=(sought or search.seek(spec, ask.q, by, COUNTED)).ids)
    return rows


def listing(
    spec: Spec, by: Actor, ask: Ask, shown: Iterable[Field] = (), bare: Iterable[Field] | None = None
) -> Listing:
    """One page; `shown` are the fields whose links need titles.

    With `bare` the rows are no records but tuples of these fields' values, named as a record's attributes, which
    cost half as much.
    """
    order = _order(spec, by, ask.sort or spec.sort)
    fields, links = None if bare is None else list(bare), list(shown)
    if ask.q.strip() and order.is_newest_first and not ask.cursor:
        newest = search.seek(spec, ask.q, by, ask.limit * NEWEST)
        page = _page(spec, by, ask, order, links, fields, newest)
        if page.next or not newest.goes_on:
            return page
    return _page(spec, by, ask, order, links, fields)


def _page(
    spec: Spec, by: Actor, ask: Ask, order: "Order", shown: list[Field], bare: list[Field] | None,
    sought: Sought | None = None,
) -> Listing:  # fmt: skip
    if order.is_ranked:
        found = _by_rank(spec, by, ask, order, shown, bare)
    else:
        rows = rows_of(spec, by, ask, sought)
        wanted = rows if bare is None else _bare(rows, order, bare, shown, by)
        found = []
        for run in order.runs(wanted, ask.cursor, by):
            found += run[: ask.limit + 1 - len(found)]
            if len(found) > ask.limit:
                break
    kept = found[: ask.limit]
    more = order.cursor(kept[-1]) if len(found) > ask.limit else ""
    return Listing(spec, kept, more, titles_for(kept, shown, by))


def _by_rank(
    spec: Spec, by: Actor, ask: Ask, order: "Order", shown: list[Field], bare: list[Field] | None
) -> list[Any]:
    """One row more than a page, by a custom field: picked in the order of ranks, and read in the same statement."""
    whole: QuerySet[Any] = cast(type[Record], spec.model)._default_manager.defer("search")
    wanted = whole if bare is None else _bare(whole, order, bare, shown, by)
    filters.check(ask.filter)
    meant, rest = narrowing.by_ranks(order.field, ask.filter, spec, by)
    rows = rows_of(spec, by, replace(ask, filter=rest))
    sign = "-" if order.descending else ""
    found: list[Any] = []
    for run in ranks.runs(order.field, order.read(ask.cursor, by) if ask.cursor else None, order.descending):
        ranked = Rank.objects.filter(run & meant, record__in=rows.values("pk"))
        picked = ranked.order_by(f"{sign}key", f"{sign}record")[: ask.limit + 1 - len(found)]
        page = list(wanted.filter(pk__in=picked.values("record")))
        found += sorted(page, key=order.place, reverse=order.descending)
        if len(found) > ask.limit:
            break
    return found


def _bare(
    rows: QuerySet[Record],
    order: "Order",
    bare: Iterable[Field],
    shown: Iterable[Field],
    by: Actor,
    **more: Any,
) -> QuerySet[Any]:
    """The rows as tuples of each value once, of the titles that can be read on the way, and of `more`."""
    names = dict.fromkeys(["pk", "version", order.column, *(one.attname for one in bare)])
    read = titles.beside(shown, by) | more
    return rows.annotate(**read).values_list(*names, *read, named=True)


def first_pages(
    spec: Spec, by: Actor, asks: Sequence[Ask], shown: Iterable[Field], bare: Iterable[Field]
) -> list[Listing]:
    """The first page of several readings of one object, in one statement: the columns of a board.

    Rows are bare, as `listing` describes; all pages have the titles of all.
    """
    parts, orders = [], []
    for place, ask in enumerate(asks):
        order = _order(spec, by, ask.sort or spec.sort)
        rows = _bare(rows_of(spec, by, ask), order, bare, shown, by, page=Value(place))
        parts.append(rows.order_by(*order.columns())[: ask.limit + 1])
        orders.append(order)
    if not parts:
        return []
    every = list(parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0])
    pages: list[list[Any]] = [[] for _ask in asks]
    for row in every:
        pages[row.page].append(row)
    named = titles_for(every, shown, by)
    return [
        Listing(
            spec, rows[: ask.limit], order.cursor(rows[ask.limit - 1]) if len(rows) > ask.limit else "", named
        )
        for ask, order, rows in zip(asks, orders, pages, strict=True)
    ]


def titles_for(rows: Sequence[Any], shown: Iterable[Field], by: Actor) -> dict[UUID, str]:
    """Titles of the records that rows link to by the fields shown: those that bare rows brought, and of the other
    fields by one query an object, however many rows."""
    found: dict[UUID, str] = {}
    asked = []
    for link in shown:
        if rows and hasattr(rows[0], titles.name_of(link)):
            found |= titles.brought(rows, link)
        else:
            asked.append(link)
    return found | access.titles(values.wanted_titles(rows, asked), by, objects())


def count(spec: Spec, by: Actor, ask: Ask, exactly: bool = False) -> int:
    """How many rows are meant, counted up to 1,001 unless `exactly`: beyond 1,000 people read "1,000+"."""
    rows = rows_of(spec, by, ask)
    return rows.count() if exactly else rows[: COUNTED + 1].count()


def sums(spec: Spec, by: Actor, ask: Ask) -> dict[str, Decimal]:
    """The sums of the object's totals over all rows meant."""
    open_fields = access.readable(by, spec)
    names = [name for name in spec.totals if name in open_fields]
    found = rows_of(spec, by, ask).aggregate(**{f"sum_{name}": Sum(name) for name in names}) if names else {}
    return {name: found[f"sum_{name}"] or Decimal(0) for name in names}


@dataclass(frozen=True)
class Group:
    """The rows that share one value: how many, and the sums of the object's totals."""

    value: Any
    count: int
    sums: dict[str, Decimal]


def groups(spec: Spec, by: Actor, ask: Ask, name: str) -> dict[Any, Group]:
    """Counts and sums by the values of one field, in one query."""
    by_field = access.readable(by, spec).get(name)
    if by_field is None:
        raise Invalid({"group": [_("There is no field of this name.")]})
    totals = [total for total in spec.totals if total in access.readable(by, spec)]
    rows = rows_of(spec, by, ask).order_by().values(by_field.attname)
    found = rows.annotate(n=Count("pk"), **{f"sum_{total}": Sum(total) for total in totals})
    return {
        row[by_field.attname]: Group(
            row[by_field.attname], row["n"], {total: row[f"sum_{total}"] or Decimal(0) for total in totals}
        )
        for row in found
    }


@dataclass(frozen=True)
class Order:
    """A sort by one field, made total by the id, that can go on after any row."""

    field: Field
    column: str
    descending: bool

    def columns(self) -> list[Any]:
        if self.column == "id":
            return ["-id" if self.descending else "id"]
        if not self.has_gaps:
            sign = "-" if self.descending else ""
            return [f"{sign}{self.column}", f"{sign}id"]
        ordered = (
            F(self.column).desc(nulls_last=True) if self.descending else F(self.column).asc(nulls_last=True)
        )
        return [ordered, "-id" if self.descending else "id"]

    @property
    def is_newest_first(self) -> bool:
        """Whether rows come as search finds them, so that its first hits are the first rows."""
        return self.column == "id" and self.descending

    @property
    def is_ranked(self) -> bool:
        """Whether the database keeps the order of this custom field's values."""
        return bool(self.field.rank) and self.column == self.field.attname

    def place(self, row: Any) -> tuple[str, UUID]:
        """Where a row stands by a ranked field."""
        return ranks.key_of(self.field, getattr(row, self.column)), row.pk

    @property
    def has_gaps(self) -> bool:
        """Whether rows may lack a value; they come last, whichever way the sort goes."""
        return self.field.null and self.column not in ("sort_key", "id")

    def runs(self, rows: QuerySet[Record], cursor: str, by: Actor) -> list[Any]:
        """The sorted rows after a cursor, as parts to be read one after the other.

        Those without a value are a part of their own, so that a plain index gives the others in either direction.
        """
        start = self.after(cursor, by) if cursor else Q()
        if not self.has_gaps:
            return [rows.filter(start).order_by(*self.columns())]
        sign, is_null = "-" if self.descending else "", f"{self.column}__isnull"
        empty = rows.filter(**{is_null: True}).order_by(f"{sign}id")
        if cursor and self.read(cursor, by)[0] is None:
            return [empty.filter(start)]
        filled = rows.filter(start, **{is_null: False}).order_by(f"{sign}{self.column}", f"{sign}id")
        return [filled, empty]

    def cursor(self, row: Record) -> str:
        value = getattr(row, self.column)
        plain = value if self.column in ("sort_key", "id") else self.field.type.plain(self.field, value)
        text = json.dumps([None if self.column == "id" else plain, str(row.pk)], default=str)
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")

    def after(self, cursor: str, by: Actor) -> Q:
        value, id = self.read(cursor, by)
        way = "lt" if self.descending else "gt"
        if self.column == "id":
            return Q(**{f"id__{way}": id})
        if value is None:
            return Q(**{f"{self.column}__isnull": True, f"id__{way}": id})
        further = Q(**{f"{self.column}__{way}": value}) | Q(**{self.column: value, f"id__{way}": id})
        bound = Q(**{f"{self.column}__{way}e": value})  # lets the index start here
        return bound & further

    def read(self, cursor: str, by: Actor) -> tuple[Any, UUID]:
        """The value and the id after which a page begins; raises `Invalid`."""
        try:
            plain, id = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
            if plain is None or self.column in ("sort_key", "id"):
                return plain if plain is None else clean_text(plain, SORT_KEY_LENGTH), UUID(id)
            return self.field.type.from_plain(self.field, plain, by), UUID(id)
        except (ValueError, TypeError, AttributeError, RecursionError) as error:
            raise Invalid({"cursor": [_("This cursor can't be used; start from the first page.")]}) from error


def _order(spec: Spec, by: Actor, sort: str) -> Order:
    name = sort.removeprefix("-")
    found = access.readable(by, spec).get(name)
    if found is None or not (found.type.sortable or name == spec.title):
        known = ", ".join(one.name for one in access.readable(by, spec).values() if one.type.sortable)
        raise Invalid(
            {
                "sort": [
                    _("Rows can't be sorted by “%(name)s”; use one of: %(known)s.")
                    % {"name": name[:60], "known": known}
                ]
            }
        )
    named = name == spec.title and found.type.name in ("text", "long_text")
    column = "sort_key" if named else "id" if name == "created_at" else found.attname
    return Order(found, column, sort.startswith("-"))
