"""The deadlines app."""

from django.apps import AppConfig


class DeadlinesConfig(AppConfig):
    name = "akrab.features.deadlines"
    label = "deadlines"
