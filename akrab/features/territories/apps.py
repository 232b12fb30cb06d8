"""The territories app."""

from django.apps import AppConfig


class TerritoriesConfig(AppConfig):
    name = "akrab.features.territories"
    label = "territories"
