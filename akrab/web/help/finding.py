"""Which topic belongs to a page, by its address; modules and abilities say in their `help.py` what is theirs."""

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.apps import apps
from django.urls import Resolver404, resolve

from akrab.engine.errors import NotFound
from akrab.engine.registry import get_object
from akrab.engine.spec import Spec
from akrab.identity.actor import Actor
from akrab.web.help import administering, things, work
from akrab.web.help.topic import Topic, Words

INSIDE = 3  # slashes of `/w/<workspace>/`


@cache
def _said() -> tuple[Mapping[str, Topic], Mapping[str, Words]]:
    """The topics by the names of their addresses, and what each object is for."""
    topics = [*work.TOPICS, *work.REPORTS, *administering.COMPANY, *administering.WORKING]
    things_said: dict[str, Words] = {}
    for app in apps.get_app_configs():
        name = f"{app.name}.help"
        if app.name.startswith("akrab.") and app.name != "akrab.web" and find_spec(name):
            told: Any = import_module(name)
            topics += getattr(told, "TOPICS", ())
            things_said |= getattr(told, "OBJECTS", {})
    return {name: topic for topic in topics for name in topic.names}, things_said


def topics() -> Mapping[str, Topic]:
    """Every topic of a page of its own, by the names of its addresses."""
    return _said()[0]


def for_reader(by: Actor) -> list[Topic]:
    """The topics of all pages of the workplace that this person may open, in the order of work."""
    topics_ = dict.fromkeys(topics().values())
    shown = [one for one in topics_ if not one.is_alone]
    if by.rights.everything:
        return shown
    return [one for one in shown if not all(name.startswith("settings") for name in one.names)]


def purpose(spec: Spec) -> str:
    """What an object is for, in a sentence; empty for parts of others."""
    return str(_said()[1].get(spec.name, ""))


def of_object(name: str) -> Topic | None:
    """What the list of an object is about; its settings page where it has one."""
    try:
        spec = get_object(name)
    except NotFound:
        return None
    return topics().get(f"settings-{spec.name}") or things.of_list(spec, purpose(spec))


def of_address(address: str) -> Topic | None:
    """The topic of the page at this address, or of one above it, as where a form was sent to and refused."""
    parts = urlsplit(address)
    path = parts.path
    while path.count("/") >= INSIDE:
        topic = _of_path(path, parse_qs(parts.query))
        if topic is not None:
            return topic
        path = path.rstrip("/").rpartition("/")[0]
    return None


def _of_path(path: str, query: Mapping[str, list[str]]) -> Topic | None:
    try:
        found = resolve(path)
    except Resolver404:
        return None
    name = found.url_name or ""
    if name in ("list", "record", "new", "edit-all"):
        return _of_thing(name, str(found.kwargs.get("objects", "")), query)
    return topics().get(name)


def _of_thing(name: str, objects: str, query: Mapping[str, list[str]]) -> Topic | None:
    try:
        spec = get_object(objects)
    except NotFound:
        return None
    shape = query.get("as", [""])[0]
    by_name = {"record": things.of_record, "new": things.of_form, "edit-all": things.of_form}
    by_shape = {"board": things.of_board, "calendar": things.of_calendar}
    draw = by_name.get(name) or by_shape.get(shape) or things.of_list
    return draw(spec, purpose(spec))
