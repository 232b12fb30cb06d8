"""The tenancy app: its checks, and the policies laid after each `migrate`."""

from django.apps import AppConfig
from django.core import checks
from django.db.models.signals import post_migrate

from akrab.tenancy.checks import check_modelling
from akrab.tenancy.policies import lay_after_migrate


class TenancyConfig(AppConfig):
    """The wall has no tables of its own."""

    name = "akrab.tenancy"
    label = "tenancy"

    def ready(self) -> None:
        """Register the checks, and the one signal receiver of the product: Django has no other hook."""
        checks.register(check_modelling, checks.Tags.models)
        post_migrate.connect(lay_after_migrate, sender=self, dispatch_uid="akrab.tenancy.policies")
