"""The announcements app."""

from django.apps import AppConfig


class AnnouncementsConfig(AppConfig):
    name = "akrab.features.announcements"
    label = "announcements"
