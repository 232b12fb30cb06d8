"""The letters app."""

from django.apps import AppConfig


class LettersConfig(AppConfig):
    name = "akrab.features.letters"
    label = "letters"
