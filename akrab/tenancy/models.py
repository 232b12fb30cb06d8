"""The base of every model whose rows belong to a workspace."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models

from akrab.tenancy.fields import WorkspaceField
from akrab.tenancy.ids import new_id


class WorkspaceModel(models.Model):
    """A row of one workspace: its id is known before insert, its workspace never changes after it.

    Physically its key is `(workspace_id, id)`; for Django it is `id`.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    workspace = WorkspaceField[Any, Any](settings.WORKSPACE_MODEL)
    workspace_id: uuid.UUID

    class Meta:
        abstract = True
