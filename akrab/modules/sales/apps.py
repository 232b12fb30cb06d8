"""The sales app."""

from django.apps import AppConfig


class SalesConfig(AppConfig):
    name = "akrab.modules.sales"
    label = "sales"
