"""System checks of the modelling rules: what a table must look like to stand behind the wall.

Each model is of one kind: a workspace model; `tenancy = "global"` (people and companies: small, the same for
all); or `tenancy = "local"` (sessions, jobs). Apps of others are named in GLOBAL_APPS and LOCAL_APPS.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.postgres.indexes import BrinIndex, GinIndex, GistIndex
from django.core.checks import CheckMessage, Error
from django.db import models
from django.db.models import F, OrderBy

from akrab.tenancy.fields import WorkspaceField, WorkspaceForeignKey
from akrab.tenancy.ids import new_id
from akrab.tenancy.tables import is_workspace_model

UNORDERED = (GinIndex, GistIndex, BrinIndex)  # no column of theirs leads
Problems = Iterator[Error]
Kind = str  # "workspace", "global", "local" or "" where nothing is said


def check_modelling(app_configs: Iterable[Any] | None = None, **_: Any) -> list[CheckMessage]:
    """Look at every model of the given apps, or of all."""
    chosen = apps.get_app_configs() if app_configs is None else app_configs
    found = [model for app in chosen for model in app.get_models(include_auto_created=True)]
    return [problem for model in found if not model._meta.proxy for problem in check_model(model)]


def check_model(model: type[models.Model]) -> list[CheckMessage]:
    """Return what is wrong with one model."""
    if model._meta.parents:
        return [_error(model, 3, "it inherits from another table.", "Use abstract bases only.")]
    kind = kind_of(model)
    if kind == "workspace":
        return [problem for rule in _WORKSPACE_RULES for problem in rule(model)]
    problems: list[CheckMessage] = list(_links_into_workspaces(model))
    if not kind:
        hint = 'Derive it from WorkspaceModel, or say tenancy = "global" or "local" in its class.'
        problems.append(_error(model, 1, "nothing says whose rows these are.", hint))
    return problems


def kind_of(model: type[models.Model]) -> Kind:
    """Say how a model's rows stand to the wall."""
    if is_workspace_model(model):
        return "workspace"
    said = getattr(model, "tenancy", "")
    if said in {"global", "local"}:
        return str(said)
    label = model._meta.app_label
    if label in settings.GLOBAL_APPS:
        return "global"
    return "local" if label in settings.LOCAL_APPS else ""


def _key(model: type[models.Model]) -> Problems:
    key = model._meta.pk
    if not (isinstance(key, models.UUIDField) and key.name == "id" and key.default is new_id):
        yield _error(model, 2, "its key is not a UUIDv7 `id`.", "Leave the key to WorkspaceModel.")


def _links(model: type[models.Model]) -> Problems:
    for field in model._meta.local_fields:
        if not isinstance(field, models.ForeignKey) or isinstance(field, WorkspaceField):
            continue
        target = kind_of(field.related_model)
        if isinstance(field, models.OneToOneField):
            hint = "Use WorkspaceForeignKey and UniqueConstraint(fields=['workspace', …])."
            yield _error(model, 4, "a OneToOneField is unique over all workspaces.", hint, field)
        elif target == "workspace" and not isinstance(field, WorkspaceForeignKey):
            yield _error(model, 5, "this link could leave the workspace.", "Use WorkspaceForeignKey.", field)
        elif target == "global" and isinstance(field, WorkspaceForeignKey):
            yield _error(model, 6, "its target has no workspace.", "Use a plain ForeignKey.", field)
        elif target == "local":
            yield _error(model, 7, "local tables are never referenced.", "Keep a plain value instead.", field)


def _links_into_workspaces(model: type[models.Model]) -> Problems:
    for field in model._meta.local_fields:
        if isinstance(field, models.ForeignKey) and is_workspace_model(field.related_model):
            hint = "Turn the link round, or make this a workspace model."
            yield _error(model, 8, "a table of all workspaces points into one.", hint, field)


def _many_to_many(model: type[models.Model]) -> Problems:
    for field in model._meta.local_many_to_many:
        through = field.remote_field.through
        if through is None or through._meta.auto_created or not is_workspace_model(through):
            hint = "Name a through model that derives from WorkspaceModel."
            yield _error(model, 9, "its rows would belong to no workspace.", hint, field)
        elif not any(len(names) > 2 and names[0] == "workspace" for names in _unique_fields(through)):
            hint = f"Give {through.__name__} UniqueConstraint(fields=['workspace', …both ends…])."
            yield _error(model, 10, "a pair could be linked twice.", hint, field)


def _uniqueness(model: type[models.Model]) -> Problems:
    for field in model._meta.local_fields:
        dates = (getattr(field, f"unique_for_{part}", None) for part in ("date", "month", "year"))
        is_one_to_one = isinstance(field, models.OneToOneField)  # has an error of its own
        if not field.primary_key and not is_one_to_one and (field.unique or any(dates)):
            hint = f"Use UniqueConstraint(fields=['workspace', '{field.name}'])."
            yield _error(model, 11, "it is unique over all workspaces.", hint, field)
    for names in _unique_fields(model):
        if names[0] != "workspace":
            hint = "Let it begin with 'workspace'."
            yield _error(model, 12, f"the constraint on {', '.join(names)} spans workspaces.", hint)


def _indexes(model: type[models.Model]) -> Problems:
    for field in model._meta.local_fields:
        if getattr(field, "db_index", False) and not field.primary_key:
            hint = f"Use db_index=False and Index(fields=['workspace', '{field.name}'])."
            yield _error(model, 13, "its index spans workspaces.", hint, field)
    for index in model._meta.indexes:
        if not isinstance(index, UNORDERED) and _first(index.fields, index.expressions) != "workspace":
            yield _error(
                model, 14, f"the index {index.name} spans workspaces.", "Let it begin with 'workspace'."
            )


def _generic_links(model: type[models.Model]) -> Problems:
    for field in model._meta.private_fields:
        hint = "Keep a pair (kind, object id), or one nullable link per kind."
        yield _error(model, 15, "a generic relation carries no workspace.", hint, field)


_WORKSPACE_RULES: tuple[Callable[[type[models.Model]], Problems], ...] = (
    _key,
    _links,
    _many_to_many,
    _uniqueness,
    _indexes,
    _generic_links,
)


def _unique_fields(model: type[models.Model]) -> Iterator[tuple[str, ...]]:
    """Give the names in each uniqueness of several fields; an expression that is no name counts as "(…)"."""
    yield from (tuple(names) for names in model._meta.unique_together)
    for constraint in model._meta.constraints:
        if isinstance(constraint, models.UniqueConstraint):
            yield tuple(constraint.fields) or tuple(_name(each) for each in constraint.expressions)


def _first(names: Iterable[str], expressions: Iterable[Any]) -> str:
    return [*names, *map(_name, expressions)][0].removeprefix("-")


def _name(expression: Any) -> str:
    inner = expression.expression if isinstance(expression, OrderBy) else expression
    return str(getattr(inner, "name", "(…)")) if isinstance(inner, F) else "(…)"


def _error(model: type[models.Model], number: int, problem: str, hint: str, field: Any = None) -> Error:
    about = f"{model._meta.label}.{field.name}" if field else model._meta.label
    return Error(f"{about}: {problem}", hint=hint, obj=model, id=f"tenancy.E{number:03}")
