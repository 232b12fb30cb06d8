"""The planning app."""

from django.apps import AppConfig


class PlanningConfig(AppConfig):
    name = "akrab.features.planning"
    label = "planning"
