"""The start app."""

from django.apps import AppConfig


class StartConfig(AppConfig):
    name = "akrab.modules.start"
    label = "start"
