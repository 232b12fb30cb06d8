"""The claims app."""

from django.apps import AppConfig


class ClaimsConfig(AppConfig):
    name = "akrab.features.claims"
    label = "claims"
