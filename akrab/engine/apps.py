"""The engine app: it checks every description when the program starts."""

from django.apps import AppConfig
from django.core import checks


class EngineConfig(AppConfig):
    name = "akrab.engine"
    label = "engine"

    def ready(self) -> None:
        from akrab.engine.checks import check_descriptions  # noqa: PLC0415 (models must be loaded)
        from akrab.engine.ranked import laid  # noqa: PLC0415
        from akrab.engine.registry import load_actions  # noqa: PLC0415
        from akrab.tenancy.policies import lay_also  # noqa: PLC0415

        load_actions()
        lay_also(laid)
        checks.register(check_descriptions)
