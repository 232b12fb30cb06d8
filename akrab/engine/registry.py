"""Which objects and actions exist: found in the installed apps, registered nowhere else."""

from functools import cache
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps

from akrab.engine import shape
from akrab.engine.actions import Action, actions_of
from akrab.engine.errors import NotFound
from akrab.engine.fields import Field
from akrab.engine.fields.links import target_of
from akrab.engine.record import Record
from akrab.engine.spec import Spec, spec_of


@cache
def _models() -> list[type[Record]]:
    return [model for model in apps.get_models() if issubclass(model, Record) and "Spec" in vars(model)]


def objects() -> dict[str, Spec]:
    """Every object by name, in the order the apps are installed, as the current workspace has it."""
    made = shape.current().made
    found: dict[str, Spec] | None = made.get("objects")
    if found is None:
        found = made["objects"] = {spec.name: spec for spec in map(spec_of, _models())}
    return found


def used() -> list[Spec]:
    """The objects that the company has not switched off: what navigation, panels and menus offer."""
    return [spec for spec in objects().values() if not spec.is_off]


def get_object(name: str) -> Spec:
    """The object called `name`, singular or plural; raises `NotFound`."""
    made = shape.current().made
    found: dict[str, Spec] | None = made.get("called")
    if found is None:
        found = made["called"] = {spec.plural: spec for spec in objects().values()} | objects()
    if name not in found:
        raise NotFound(name)
    return found[name]


def find_object(name: str) -> Spec | None:
    return objects().get(name)


def load_actions() -> None:
    """Import every app's `actions.py`, so that their decorators have run."""
    for app in apps.get_app_configs():
        name = f"{app.name}.actions"
        if app.name.startswith("akrab.") and app.name != "akrab.engine" and find_spec(name):
            import_module(name)


def get_action(spec: Spec, name: str) -> Action:
    """The action of an object; raises `NotFound`."""
    action = actions_of(spec.model).get(name)
    if action is None:
        raise NotFound(name)
    return action


def panels_of(spec: Spec) -> list[tuple[Spec, Field]]:
    """The objects shown beside a record of this one, with the link by which they belong to it."""
    return [
        (other, field)
        for other in used()
        for field in (other.fields[name] for name in other.beside)
        if field.type.name == "any_link" or target_of(field) is spec.model
    ]
