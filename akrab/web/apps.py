"""The web app: pages, templates and the bundle they load."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "akrab.web"
    label = "web"
