"""The engine app: it checks every description when the program starts."""

from django.apps import AppConfig
from django.core import checks


class EngineConfig(AppConfig):
    name = "akrab.engine"
    label = "engine"

    def ready(self) -> None:
        from akrab.engine.checks import check_descriptions
        from akrab.engine.registry import load_actions

        load_actions()
        checks.register(check_descriptions)
