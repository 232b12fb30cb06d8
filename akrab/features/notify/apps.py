"""The notify app."""

from django.apps import AppConfig


class NotifyConfig(AppConfig):
    name = "akrab.features.notify"
    label = "notify"
