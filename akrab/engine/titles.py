"""The titles of linked records, looked up by the same statement that reads the rows which link to them."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import CharField, Expression, F

from akrab.engine import access
from akrab.engine.fields import Field
from akrab.engine.fields.links import target_of
from akrab.engine.record import Record
from akrab.engine.spec import spec_of
from akrab.identity.actor import Actor

NAMED = {  # linked, but no objects of the engine: the same as the functions of `access.NAMED` find
    "membership": "coalesce(nullif(u.name, ''), u.email)"
    " FROM identity_membership t JOIN identity_user u ON u.id = t.user_id",
    "role": "t.name FROM identity_role t",
    "team": "t.name FROM identity_team t",
    "branch": "t.name FROM identity_branch t",
}


class Title(Expression):
    """The title of the record that a link of the row leads to; of the row's own workspace.

    A scalar sub-query: the database then looks titles up for the rows of the page alone, after it sorted them.
    """

    def __init__(self, title: str, link: Field) -> None:
        super().__init__(output_field=CharField())
        self.title = title
        self.keys: list[Any] = [F("workspace_id"), F(link.attname)]

    def get_source_expressions(self) -> list[Any]:
        return self.keys

    def set_source_expressions(self, exprs: Any) -> None:
        self.keys = exprs

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[str | int, ...]]:
        here, id = (compiler.compile(key)[0] for key in self.keys)
        return f"(SELECT {self.title} WHERE t.workspace_id = {here} AND t.id = {id})", ()


def name_of(link: Field) -> str:
    """What a row calls the title that it brings for a link."""
    return f"title_of_{link.name}"


def beside(shown: Iterable[Field], by: Actor) -> dict[str, Title]:
    """The titles to read with each row, by name: of the links behind which nothing is closed to the actor."""
    links = [field for field in shown if field.type.name in ("link", "user")]
    return {name_of(link): Title(title, link) for link in links if (title := _title(link, by))}


def brought(rows: Iterable[Any], link: Field) -> dict[UUID, str]:
    """The titles by id that rows brought for a link; none of what is in the bin."""
    target, name = target_of(link), name_of(link)
    pairs = ((getattr(row, link.attname), getattr(row, name)) for row in rows)
    found = {id: title for id, title in pairs if title is not None}
    if issubclass(target, Record):
        spec = spec_of(target)
        return {id: spec.called(title, id) for id, title in found.items()}
    return found


def _title(field: Field, by: Actor) -> str:
    target = target_of(field)
    if not issubclass(target, Record):
        return NAMED.get(str(target._meta.model_name), "")
    spec = spec_of(target)
    titled = spec.fields[spec.title]
    if titled.type.name != "text" or not access.sees_all(by, spec):
        return ""
    return f'CASE WHEN t.deleted_at IS NULL THEN t."{titled.column}" END FROM "{target._meta.db_table}" t'
