"""The API app."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "akrab.api"
    label = "api"
