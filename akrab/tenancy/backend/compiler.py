"""The guard: no statement over a workspace table is compiled without its workspace."""

# Django's stubs leave out the private methods that are extended here.
# mypy: disable-error-code="misc, no-any-return, has-type, arg-type, override, attr-defined"

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.exceptions import ImproperlyConfigured
from django.db.backends.postgresql import compiler
from django.db.models.expressions import Col
from django.db.models.sql.constants import LOUTER
from django.db.models.sql.where import AND, WhereNode

from akrab.tenancy.current import ALL, NoWorkspace, current_scope
from akrab.tenancy.fields import WORKSPACE_COLUMN, WorkspaceField, WorkspaceForeignKey
from akrab.tenancy.tables import is_workspace_model, workspace_tables

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

__all__ = [
    "SQLAggregateCompiler",
    "SQLCompiler",
    "SQLDeleteCompiler",
    "SQLInsertCompiler",
    "SQLUpdateCompiler",
]


class NoTransaction(RuntimeError):
    """A statement over a workspace table was compiled outside a transaction."""


class InWorkspace:
    """The guard's condition: the rows of one table belong to the current workspace."""

    contains_aggregate = False
    contains_over_clause = False

    def __init__(self, alias: str, workspace: UUID) -> None:
        self.alias = alias
        self.workspace = workspace

    def as_sql(self, compiler: Any, connection: "BaseDatabaseWrapper") -> tuple[str, list[UUID]]:
        """Return `alias.workspace_id = <current>`."""
        return f'{compiler.quote_name_unless_alias(self.alias)}."{WORKSPACE_COLUMN}" = %s', [self.workspace]


class Guard:
    """What the compilers of all statements share."""

    query: Any
    connection: Any

    def _conditions(self) -> list[InWorkspace]:
        """Return what must be true of the tables that this query names; refuse where that cannot be said."""
        scope = current_scope()
        if scope is ALL:
            return []
        query, conditions = self.query, []
        for alias, table in self._workspace_tables():
            workspace = self._admit(scope, table.table_name)
            if table.join_type is None:
                conditions.append(InWorkspace(alias, workspace))
            elif not self._is_bound(table):
                # Reached from a global table: its own condition binds it, unless unmatched rows are kept.
                if table.join_type == LOUTER:
                    raise ImproperlyConfigured(
                        f"{query.model._meta.label} is global, {table.table_name} belongs to workspaces: an "
                        f"outer join cannot be guarded. Start the query from {table.table_name}."
                    )
                conditions.append(InWorkspace(alias, workspace))
        return conditions

    def _workspace_tables(self) -> Iterator[tuple[str, Any]]:
        """Walk the workspace tables that are really in FROM (a trimmed join keeps its alias, unused)."""
        query, names = self.query, workspace_tables()
        past = query.model._meta.db_table if is_workspace_model(query.model) else None
        for alias, table in query.alias_map.items():
            if query.alias_refcount.get(alias) and (table.table_name in names or table.table_name == past):
                yield alias, table
        if query.extra_tables and not names.isdisjoint(query.extra_tables):
            raise ImproperlyConfigured("extra(tables=…) cannot be guarded: write the join with the ORM.")

    def _is_bound(self, table: Any) -> bool:
        """Say whether the join itself compares the workspaces."""
        field = getattr(table.join_field, "field", table.join_field)
        return isinstance(field, WorkspaceForeignKey)

    def _admit(self, scope: Any, table: str) -> UUID:
        """Return the current workspace, if statements over its tables may run now."""
        if not isinstance(scope, UUID):
            raise NoWorkspace(f"{table}: no workspace is current. Open one with `with workspace(...)`.")
        if not self.connection.in_atomic_block:
            raise NoTransaction(
                f"{table}: rows of a workspace are reached inside a transaction only: the setting that "
                "row-level security reads lives in it. Wrap the work in `with transaction.atomic()`."
            )
        return scope


class SQLCompiler(Guard, compiler.SQLCompiler):
    """SELECT."""

    def pre_sql_setup(self, with_col_aliases: bool = False) -> Any:
        """Add the conditions to what is compiled, not to the query: it may run again in another workspace."""
        result = super().pre_sql_setup(with_col_aliases)
        if not self.query.combinator and (conditions := self._conditions()):
            if self.where is not None:
                conditions.append(self.where)
            self.where = WhereNode(conditions, AND)
        return result

    def collapse_group_by(self, expressions: Any, having: Any) -> Any:
        """Group by both halves of a workspace table's key in place of all its columns."""
        keys = {each.alias: each for each in expressions if _is_workspace_key(each)}
        if keys:
            kept = [
                each for each in expressions if each in having or getattr(each, "alias", None) not in keys
            ]
            halves = [half for key in keys.values() for half in (_workspace_of(key), key)]
            expressions = kept + halves
        return super().collapse_group_by(expressions, having)


class SQLAggregateCompiler(SQLCompiler, compiler.SQLAggregateCompiler):
    """SELECT of a sum over another SELECT, which is guarded by its own compiler."""

    as_sql = compiler.SQLAggregateCompiler.as_sql


class SQLUpdateCompiler(Guard, compiler.SQLUpdateCompiler):
    """UPDATE."""

    def pre_sql_setup(self, with_col_aliases: bool = False) -> Any:
        """Guard the rows that change, and refuse to move one into another workspace."""
        result = super().pre_sql_setup()
        for condition in self._conditions():
            self.query.where.add(condition, AND)
            for field, _model, value in self.query.values:
                if isinstance(field, WorkspaceField) and getattr(value, "pk", value) != condition.workspace:
                    raise NoWorkspace(f"{field.model._meta.label}: a row's workspace never changes.")
        return result


class SQLDeleteCompiler(SQLCompiler, compiler.SQLDeleteCompiler):
    """DELETE."""

    as_sql = compiler.SQLDeleteCompiler.as_sql

    def _as_sql(self, query: Any) -> Any:
        outer = self.query
        self.query = query
        try:
            query.get_initial_alias()
            for condition in self._conditions():
                query.where.add(condition, AND)
        finally:
            self.query = outer
        return super()._as_sql(query)


class SQLInsertCompiler(Guard, compiler.SQLInsertCompiler):
    """INSERT."""

    def as_sql(self) -> Any:
        """Refuse rows of any workspace but the current one."""
        model = self.query.model
        scope = current_scope()
        if scope is not ALL and is_workspace_model(model):
            workspace = self._admit(scope, model._meta.db_table)
            if any(row.workspace_id != workspace for row in self.query.objs):
                raise NoWorkspace(
                    f"{model._meta.label}: a row of another workspace, or of none, was inserted."
                )
        return super().as_sql()


def _is_workspace_key(expression: Any) -> bool:
    return (
        isinstance(expression, Col)
        and expression.target.primary_key
        and is_workspace_model(expression.target.model)
    )


def _workspace_of(key: Any) -> Col:
    return Col(key.alias, key.target.model._meta.get_field("workspace"))
