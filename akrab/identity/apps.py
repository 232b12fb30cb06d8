"""The identity app, whose migrations come first: every workspace table points at its Workspace."""

from django.apps import AppConfig


class IdentityConfig(AppConfig):
    name = "akrab.identity"
    label = "identity"
    default = True
