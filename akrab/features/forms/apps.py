"""The forms app."""

from django.apps import AppConfig


class FormsConfig(AppConfig):
    name = "akrab.features.forms"
    label = "forms"
