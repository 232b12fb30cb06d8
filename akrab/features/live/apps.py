"""The live app."""

from django.apps import AppConfig


class LiveConfig(AppConfig):
    name = "akrab.features.live"
    label = "live"
