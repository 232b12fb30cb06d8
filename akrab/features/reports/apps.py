"""The reports app."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "akrab.features.reports"
    label = "reports"
