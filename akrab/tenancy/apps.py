"""The tenancy app: its checks, and the policies laid after each `migrate`."""

from django.apps import AppConfig


class TenancyConfig(AppConfig):
    """The wall has no tables of its own."""

    name = "akrab.tenancy"
    label = "tenancy"
