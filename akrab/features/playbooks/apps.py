"""The playbooks app."""

from django.apps import AppConfig


class PlaybooksConfig(AppConfig):
    name = "akrab.features.playbooks"
    label = "playbooks"
