"""The app of the test objects; `akrab.config.settings_test` installs it."""

from django.apps import AppConfig


class ObjectsConfig(AppConfig):
    name = "tests.contract.objects"
    label = "test_objects"

    def ready(self) -> None:
        from tests.contract.objects import actions  # noqa: F401, PLC0415 (its decorators register)
