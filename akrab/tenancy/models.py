"""The base of every model whose rows belong to a workspace, and how to recognise one."""

import uuid
from functools import cache

from django.apps import apps
from django.conf import settings
from django.db import models

from akrab.tenancy.fields import WorkspaceField
from akrab.tenancy.ids import new_id


class WorkspaceModel(models.Model):
    """A row of one workspace: its id is known before insert, its workspace never changes after it.

    Physically its key is `(workspace_id, id)`; for Django it is `id`.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    workspace = WorkspaceField[models.Model, models.Model](settings.WORKSPACE_MODEL)
    workspace_id: uuid.UUID

    class Meta:
        abstract = True


@cache
def is_workspace_model(model: type[models.Model] | None) -> bool:
    """Say whether rows of this model (also a model of a migration's past) belong to a workspace."""
    return model is not None and any(isinstance(field, WorkspaceField) for field in model._meta.local_fields)


@cache
def workspace_tables() -> frozenset[str]:
    """Return the names of all tables whose rows belong to a workspace; apps must be loaded."""
    models_ = apps.get_models(include_auto_created=True)
    return frozenset(model._meta.db_table for model in models_ if is_workspace_model(model))
