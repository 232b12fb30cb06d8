"""Which models and tables belong to workspaces; usable before the apps are loaded."""

from functools import cache

from django.apps import apps
from django.db.models import Model

from akrab.tenancy.fields import WorkspaceField


def is_workspace_model(model: type[Model] | None) -> bool:
    """Say whether rows of this model (also a model of a migration's past) belong to a workspace."""
    return model is not None and any(isinstance(field, WorkspaceField) for field in model._meta.local_fields)


@cache
def workspace_tables() -> frozenset[str]:
    """Return the names of all tables whose rows belong to a workspace; apps must be loaded."""
    found = apps.get_models(include_auto_created=True)
    return frozenset(model._meta.db_table for model in found if is_workspace_model(model))
