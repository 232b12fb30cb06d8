"""The app of the proofs; `akrab.config.settings_test` installs it."""

from django.apps import AppConfig


class WallCasesConfig(AppConfig):
    name = "akrab.tenancy.tests.wall_cases"
    label = "wall_cases"
    default_auto_field = "django.db.models.BigAutoField"
