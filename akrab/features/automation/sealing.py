"""Secrets of automation at rest, each purpose in a box of its own."""

from django.conf import settings

from akrab.lib import secrets


def box(purpose: str) -> secrets.Box:
    """What closes and opens the secrets of one purpose."""
    return secrets.Box([settings.SECRET_KEY], f"automation {purpose}")
