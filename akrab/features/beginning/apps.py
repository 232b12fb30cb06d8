"""The beginning app."""

from django.apps import AppConfig


class BeginningConfig(AppConfig):
    name = "akrab.features.beginning"
    label = "beginning"
