"""Ready rules for usual needs, brought by the modules whose objects they are about."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.utils.functional import Promise

from akrab.engine import write
from akrab.engine.errors import NotFound
from akrab.features.automation.models import Rule
from akrab.identity.actor import Actor


@dataclass(frozen=True)
class Recipe:
    """A ready rule; `said` gives what it says, its texts in the language of whoever asks."""

    key: str
    name: str | Promise
    text: str | Promise
    icon: str
    said: Callable[[], dict[str, Any]]


def offered() -> list[Recipe]:
    """What the `recipes.py` of each module lists as `RECIPES`, in the modules' order."""
    found: list[Recipe] = []
    for app in apps.get_app_configs():
        name = f"{app.name}.recipes"
        if app.name.startswith("akrab.modules.") and find_spec(name):
            found += import_module(name).RECIPES
    return found


def make(key: str, by: Actor) -> Rule:
    """A draft by a recipe, in the language of whoever asks; raises `NotFound`."""
    recipe = next((one for one in offered() if one.key == key), None)
    if recipe is None:
        raise NotFound(key)
    name, number = str(recipe.name), 2
    while Rule.objects.filter(name=name).exists():
        name, number = f"{recipe.name} {number}", number + 1
    raw = {"name": name, "description": str(recipe.text), "minutes_saved": 5, **recipe.said()}
    return write.create(Rule, raw, by)
