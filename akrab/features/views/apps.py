"""The views app."""

from django.apps import AppConfig


class ViewsConfig(AppConfig):
    name = "akrab.features.views"
    label = "views"
