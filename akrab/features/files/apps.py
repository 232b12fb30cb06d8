"""The files app."""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "akrab.features.files"
    label = "files"
