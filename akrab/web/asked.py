"""What a list's address asks for (view, filter, sort, columns, shape), and addresses that ask a little differently."""

import json
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from akrab.engine import access
from akrab.engine.errors import Invalid, NotFound
from akrab.engine.fields import Field
from akrab.engine.filters import Tree
from akrab.engine.query import Ask
from akrab.engine.spec import Spec
from akrab.features.views.models import SavedView
from akrab.features.views.saved import columns_of, views_for
from akrab.identity.actor import Actor
from akrab.web import addresses

PAGE = 50
MINE = "mine"
KEPT = ("view", "filter", "sort", "q", "as", "in", "column", "bin")
SHAPES = ("list", "board", "calendar")


@dataclass(frozen=True)
class Asked:
    """One reading of an object as its address says it; `params` are what was said, by name."""

    spec: Spec
    by: Actor
    params: dict[str, list[str]]
    views: list[SavedView] = field(default_factory=list)

    def one(self, name: str) -> str:
        """What was said once, or nothing."""
        return (self.params.get(name) or [""])[-1]

    @cached_property
    def view(self) -> SavedView | None:
        return next((view for view in self.views if str(view.pk) == self.one("view")), None)

    @cached_property
    def shape(self) -> str:
        said = self.one("as") or (self.view.shape if self.view else "list")
        possible = {"list": True, "board": bool(self.spec.board), "calendar": bool(self.spec.calendar)}
        return said if possible.get(said) else "list"

    @cached_property
    def filter(self) -> Tree:
        """The filter in force: the address's own, else the view's, else what the shape shows by itself."""
        if "filter" in self.params:
            return read_filter(self.one("filter"))
        if self.view is not None:
            return dict(self.view.filter)
        if self.one("view") == MINE and self.spec.owners:
            return {"field": self.spec.owners[0], "op": "is_me"}
        return self.by_shape

    @property
    def by_shape(self) -> Tree:
        """What the shape shows by itself: a board, what is open."""
        if self.shape == "board" and "closed_at" in self.spec.fields:
            return {"field": "closed_at", "op": "empty"}
        return {}

    @cached_property
    def sort(self) -> str:
        kept = self.view.sort if self.view else ""
        is_there = kept.removeprefix("-") in access.readable(self.by, self.spec)  # a custom field may be gone
        return self.one("sort") or (kept if is_there else "") or self.spec.sort

    @cached_property
    def columns(self) -> list[Field]:
        """The fields shown, those open to the actor; the title always comes first."""
        open_fields = access.readable(self.by, self.spec)
        named = self.params.get("column") or (
            columns_of(self.view, self.by) if self.view else list(self.spec.columns)
        )
        kept = [
            open_fields[name]
            for name in dict.fromkeys(named)
            if name in open_fields and name != self.spec.title
        ]
        return [self.spec.fields[self.spec.title], *kept]

    @cached_property
    def ask(self) -> Ask:
        return Ask(
            self.filter or None, self.one("q"), self.sort, self.one("cursor"), PAGE, self.one("bin") == "1"
        )

    def ask_of(self, limit: int) -> Ask:
        """The same asking with another number of rows a page."""
        return replace(self.ask, limit=limit)

    def address(self, tail: str = "", **changes: Any) -> str:
        """This reading, asked a little differently; None takes something away."""
        params = {name: values for name, values in self.params.items() if name in KEPT}
        for name, value in changes.items():
            key = name.rstrip("_")
            if value is None:
                params.pop(key, None)
            else:
                params[key] = value if isinstance(value, list) else [str(value)]
        query = urlencode(params, doseq=True)
        return f"{addresses.listing(self.by.workspace, self.spec)}{tail}{f'?{query}' if query else ''}"

    def without(self, *names: str) -> list[tuple[str, str]]:
        """What a form that changes `names` has to carry along."""
        kept = [name for name in KEPT if name not in names]
        return [(name, value) for name in kept for value in self.params.get(name, [])]

    def filtered(self, tree: Tree) -> str:
        """This reading with another filter."""
        return self.address(filter=dump(tree))

    def like(self, **params: str) -> "Asked":
        return replace(self, params=self.params | {name: [value] for name, value in params.items()})


def read(request: HttpRequest, spec: Spec, by: Actor) -> Asked:
    """What the request's address asks for; raises `NotFound` where the actor may see no row at all."""
    if access.reach(by, spec, "view") == "none":
        raise NotFound(access.explain(by, spec, "view"))
    return of_query(request.GET, spec, by)


def of_query(query: QueryDict, spec: Spec, by: Actor) -> Asked:
    return Asked(spec, by, {name: query.getlist(name) for name in query}, views_for(spec, by))


def dump(tree: Tree) -> str:
    """A filter tree as an address carries it."""
    return json.dumps(tree, separators=(",", ":"), ensure_ascii=False)


def read_filter(raw: str) -> Tree:
    """The filter tree in an address; raises `Invalid`."""
    if not raw:
        return {}
    try:
        tree = json.loads(raw)
    except ValueError as error:
        raise Invalid(
            {"filter": [_("This filter can't be read. Make it anew with “Add filter”.")]}
        ) from error
    if not isinstance(tree, dict):
        raise Invalid({"filter": [_("This filter can't be read. Make it anew with “Add filter”.")]})
    return tree
