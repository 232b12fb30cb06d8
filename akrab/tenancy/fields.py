"""The two foreign keys of the wall: a row's own workspace, and a link between rows of one workspace."""

from typing import TYPE_CHECKING, Any, TypeVar

from django.conf import settings
from django.db import models

from akrab.tenancy.current import find_workspace

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.models.sql.compiler import SQLCompiler

_ST = TypeVar("_ST", contravariant=True)
_GT = TypeVar("_GT", covariant=True)

WORKSPACE_COLUMN = "workspace_id"


class SameWorkspace:
    """The condition of a join: both rows belong to one workspace."""

    def __init__(self, left: str, right: str) -> None:
        self.left = left
        self.right = right

    def as_sql(self, compiler: "SQLCompiler", connection: "BaseDatabaseWrapper") -> tuple[str, list[Any]]:
        """Return `left.workspace_id = right.workspace_id`."""
        quote = compiler.quote_name_unless_alias
        return f'{quote(self.left)}."{WORKSPACE_COLUMN}" = {quote(self.right)}."{WORKSPACE_COLUMN}"', []


class WorkspaceField(models.ForeignKey[_ST, _GT]):
    """The workspace that a row belongs to; a model that has one is a workspace model.

    It is recognised by this class also in migrations, where base classes are forgotten.
    """

    _usual: dict[str, Any] = {
        "on_delete": models.CASCADE,
        "related_name": "+",
        "db_index": False,
        "default": find_workspace,
        "editable": False,
    }

    def __init__(self, to: Any = None, **kwargs: Any) -> None:
        super().__init__(to or settings.WORKSPACE_MODEL, **{**self._usual, **kwargs})

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        """Name the target alone: the rest is always the same."""
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {key: value for key, value in kwargs.items() if key not in self._usual}

    def get_internal_type(self) -> str:
        """A foreign key like any other to the database."""
        return "ForeignKey"


class WorkspaceForeignKey(models.ForeignKey[_ST, _GT]):
    """A link from one workspace model to another that never leaves the workspace.

    Every join over it compares the workspaces too, and the database keeps it as
    `FOREIGN KEY (workspace_id, x_id) REFERENCES x (workspace_id, id)`.
    It has no index of its own: declare one that leads with the workspace.
    """

    def __init__(self, to: Any, on_delete: Any, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("db_index", False)
        super().__init__(to, on_delete, *args, **kwargs)

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        """Keep this class in migrations, and leave out what is usual here."""
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("db_index", None)
        if self.db_index:  # type: ignore[attr-defined]
            kwargs["db_index"] = True
        return name, path, args, kwargs

    def get_extra_restriction(self, alias: str | None, related_alias: str | None) -> Any:
        """Add the comparison of workspaces to each join; a trimmed join (no alias) is guarded as a table."""
        return SameWorkspace(related_alias, alias) if alias and related_alias else None

    def get_internal_type(self) -> str:
        """A foreign key like any other to the database."""
        return "ForeignKey"
