"""What the server can do, as far as the wall changes it."""

from django.db.backends.postgresql import features
from django.db.models import Model

from akrab.tenancy.tables import is_workspace_model


class DatabaseFeatures(features.DatabaseFeatures):
    """PostgreSQL's features."""

    def allows_group_by_selected_pks_on_model(self, model: type[Model]) -> bool:
        """Refuse for workspace models: `id` is half of their key (the compiler groups by both halves)."""
        return not is_workspace_model(model) and super().allows_group_by_selected_pks_on_model(model)
