"""Where the steps of tours lead: the pages of this person, found by what objects are like and never by their names."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import cast

from akrab.engine import access
from akrab.engine.record import Record
from akrab.engine.spec import Spec
from akrab.features.reports.compute import sees_reserved
from akrab.identity.actor import Actor
from akrab.web import addresses, chrome


@dataclass(frozen=True)
class Place:
    """A page, and the object it is about, if any."""

    address: str
    spec: Spec | None = None


Find = Callable[[Actor], Place | None]


def pursued(by: Actor) -> Spec | None:
    """What this company carries through stages: the object whose board's columns are records themselves."""
    return _first(by, lambda spec: bool(spec.board) and spec.fields[spec.board].type.name == "link")


def somebody(by: Actor) -> Spec | None:
    """Those who can be reached: the first object with phones."""
    return _first(by, lambda spec: "phones" in spec.fields)


def attended(by: Actor) -> Spec | None:
    """What takes place somewhere, at a time and for a while."""
    return _first(by, lambda spec: len(spec.calendar) > 1 and bool(spec.of_type("address")))


def _first(by: Actor, is_it: Callable[[Spec], bool]) -> Spec | None:
    return next(
        (spec for spec in chrome.ordered() if chrome.is_place(spec) and is_it(spec) and _sees(by, spec)), None
    )


def _sees(by: Actor, spec: Spec) -> bool:
    return access.reach(by, spec, "view") != "none"


def _fixed(tail: str) -> Find:
    return lambda by: Place(f"{addresses.home(by.workspace)}{tail}")


def _settings(tail: str) -> Find:
    return lambda by: _fixed(f"settings/{tail}")(by) if by.rights.everything else None


def _leading(tail: str) -> Find:
    return lambda by: _fixed(tail)(by) if sees_reserved(by) else None


def _list(which: Callable[[Actor], Spec | None], shape: str = "") -> Find:
    def find(by: Actor) -> Place | None:
        spec = which(by)
        return (
            Place(addresses.listing(by.workspace, spec, **({"as": shape} if shape else {})), spec)
            if spec
            else None
        )

    return find


def _record(which: Callable[[Actor], Spec | None]) -> Find:
    """The newest record one may see; nothing where there is none."""

    def find(by: Actor) -> Place | None:
        spec = which(by)
        rows = access.visible(cast(type[Record], spec.model), by).order_by("-id") if spec else None
        newest = rows.values_list("pk", flat=True).first() if rows is not None else None
        return Place(addresses.record(by.workspace, spec, newest), spec) if spec and newest else None

    return find


PLACES: Mapping[str, Find] = {
    "day": _fixed(""),
    "calendar": _fixed("calendar/"),
    "announcements": _fixed("announcements/"),
    "reports": _fixed("reports/"),
    "workload": _leading("reports/workload"),
    "adoption": _leading("reports/adoption"),
    "account": _fixed("settings/me"),
    "people": _list(somebody),
    "person": _record(somebody),
    "board": _list(pursued, "board"),
    "pursued": _record(pursued),
    "attended": _list(attended, "list"),
    "appointment": _record(attended),
    "company": _settings("company"),
    "users": _settings("users"),
    "roles": _settings("roles"),
    "objects": _settings("objects"),
    "rules": _settings("rules"),
    "forms": _settings("forms"),
    "history": _settings("history"),
}
