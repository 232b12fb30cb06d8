"""The physical schema: keys `(workspace_id, id)` and foreign keys that carry the workspace."""

# Django's stubs leave out the private methods that are extended here.
# mypy: disable-error-code="misc, no-any-return, assignment"

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ImproperlyConfigured
from django.db.backends.ddl_references import Columns, Statement
from django.db.backends.postgresql import schema
from django.db.models import Field, Model

from akrab.tenancy.fields import WORKSPACE_COLUMN, WorkspaceField, WorkspaceForeignKey
from akrab.tenancy.tables import is_workspace_model

if TYPE_CHECKING:
    from akrab.tenancy.backend.base import DatabaseWrapper


class DatabaseSchemaEditor(schema.DatabaseSchemaEditor):
    """PostgreSQL's schema editor, run as the owner of the tables."""

    connection: "DatabaseWrapper"
    sql_create_column_inline_fk = None  # two columns do not fit into one column's definition

    def __enter__(self) -> "DatabaseSchemaEditor":
        self._owner = ExitStack()
        self._owner.enter_context(self.connection.as_owner())
        try:
            super().__enter__()
        except BaseException:
            self._owner.close()
            raise
        return self

    def __exit__(self, exc_type: Any, exc_value: Any, traceback: Any) -> None:
        with self._owner:
            super().__exit__(exc_type, exc_value, traceback)

    def _iter_column_sql(
        self, column_db_type: str, params: list[Any], model: type[Model], field: Any, *rest: Any
    ) -> Iterator[str]:
        pieces = super()._iter_column_sql(column_db_type, params, model, field, *rest)
        if not (field.primary_key and is_workspace_model(model)):
            yield from pieces
            return
        yield from (piece for piece in pieces if piece != "PRIMARY KEY")
        key = ", ".join(map(self.quote_name, (WORKSPACE_COLUMN, field.column)))
        yield f", PRIMARY KEY ({key})"

    def add_field(self, model: type[Model], field: Any) -> None:
        """Add a column; the workspace itself must be there from the start, since it is part of the key."""
        if isinstance(field, WorkspaceField):
            raise ImproperlyConfigured(
                f"{model._meta.label} must have its workspace when it is created: make a new table, "
                "and let Workspace's own first migration come before it."
            )
        super().add_field(model, field)

    def _create_fk_sql(self, model: type[Model], field: Any, suffix: str) -> Statement:
        statement = super()._create_fk_sql(model, field, suffix)
        if _stays_inside(model, field):
            target = field.target_field
            ends = (("column", model, field.column), ("to_column", target.model, target.column))
            for part, end, column in ends:
                columns = [WORKSPACE_COLUMN, column]
                statement.parts[part] = Columns(end._meta.db_table, columns, self.quote_name)
        return statement

    def _constraint_names(
        self, model: type[Model], column_names: Sequence[str] | None = None, **kinds: Any
    ) -> list[str]:
        if kinds.get("foreign_key") and column_names and len(column_names) == 1:
            field = _field_of(model, column_names[0])
            if field is not None and _stays_inside(model, field):
                column_names = [WORKSPACE_COLUMN, *column_names]
        return super()._constraint_names(model, column_names, **kinds)


def _stays_inside(model: type[Model], field: Any) -> bool:
    return isinstance(field, WorkspaceForeignKey) and is_workspace_model(model)


def _field_of(model: type[Model], column: str) -> "Field[Any, Any] | None":
    return next((field for field in model._meta.local_concrete_fields if field.column == column), None)
