"""Whatever a dialog asks has a label that can be translated."""

from __future__ import annotations

from django.utils.functional import Promise

from akrab.engine.actions import actions_of
from akrab.engine.registry import load_actions, objects


def test_no_dialog_asks_by_the_name_of_a_parameter() -> None:
    load_actions()
    unsaid = [
        f"{spec.name}.{action.name}({name})"
        for spec in objects().values()
        if not spec.model.__module__.startswith("tests.")
        for action in actions_of(spec.model).values()
        for name, field in action.params.items()
        if not isinstance(field.verbose_name, Promise)
    ]
    assert unsaid == []
