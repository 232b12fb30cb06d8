"""The mail app."""

from django.apps import AppConfig


class MailConfig(AppConfig):
    name = "akrab.features.mail"
    label = "mail"
