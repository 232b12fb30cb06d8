"""The contents behind stored files: kept once in a workspace, opened by a file's value, and swept."""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _

from akrab.engine.errors import Invalid, NotFound
from akrab.engine.fields import StoredFileField
from akrab.engine.models import Event
from akrab.lib import files
from akrab.tenancy.current import current_workspace
from akrab.tenancy.tables import is_workspace_model

LONGEST_NAME = 180


class StoredFilesField(models.JSONField):
    """A list of stored files, for a model's own use: not described, and safe from the sweep."""

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("default", list)
        options.setdefault("blank", True)
        super().__init__(*args, **options)


def folder() -> Path:
    """Where the contents of all workspaces lie, each workspace's in a folder named by its id."""
    return Path(settings.DATA_DIR) / "files"


def store() -> files.Store:
    """The contents of the current workspace; no hash opens another's."""
    return files.Store(folder() / str(current_workspace()))


class _Broken(Exception):
    """The sender went away."""


def keep(name: str, chunks: Iterable[bytes], limit: int | None = None) -> dict[str, Any]:
    """Keep these bytes and return the `StoredFile` value that stands for them.

    On disk before any row names them; what no row ever names is swept away after a day. Raises `Invalid` when
    they are none, more than `limit`, or broke off.
    """
    try:
        head, rest = _headed(_unbroken(chunks))
        if not head:
            raise Invalid({"stored": [_("This file is empty. Choose another one.")]})
        stored = store().put(rest, limit=limit)
    except files.TooLarge as error:
        megabytes = f"{(limit or 0) / 1024 / 1024:.0f}"
        raise Invalid(
            {"stored": [_("This file is larger than %(most)s MB.") % {"most": megabytes}]}
        ) from error
    except _Broken as error:
        raise Invalid({"stored": [_("The upload broke off. Send the file again.")]}) from error
    shown = shown_name(name)
    return {"hash": stored.hash, "name": shown, "size": stored.size, "type": files.kind(shown, head)[:100]}


def shown_name(name: str) -> str:
    """The name a file is kept under: without folders and control characters, shortened before its ending."""
    plain = re.sub(r"[\x00-\x1f\x7f]", "", re.split(r"[\\/]", name)[-1]).strip(" .") or _("file")
    stem, dot, ending = plain.rpartition(".")
    return (
        plain
        if len(plain) <= LONGEST_NAME
        else stem[: LONGEST_NAME - len(ending) - 1] + dot + ending[:LONGEST_NAME]
    )


def _unbroken(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The chunks; when reading them fails, that is the sender's, not the disk's."""
    try:
        yield from chunks
    except OSError as error:
        raise _Broken from error


def _headed(chunks: Iterator[bytes]) -> tuple[bytes, Iterable[bytes]]:
    """The first bytes, enough to know the kind, and all chunks."""
    taken: list[bytes] = []
    for chunk in chunks:
        taken.append(chunk)
        if sum(map(len, taken)) >= files.HEAD:
            break
    return b"".join(taken)[: files.HEAD], chain(taken, chunks)


def open_contents(stored: dict[str, Any]) -> BinaryIO:
    """The bytes behind a `StoredFile` value of the current workspace; raises `NotFound`."""
    try:
        return store().open(str(stored.get("hash", "")))
    except FileNotFoundError as error:
        raise NotFound(_("The contents of this file are no longer there.")) from error


def workspaces_with_contents() -> list[UUID]:
    """The workspaces that have a folder of contents."""
    if not folder().is_dir():
        return []
    return [UUID(path.name) for path in folder().iterdir() if path.is_dir()]


def sweep(oldest: datetime, newest: datetime) -> int:
    """Remove contents put between two moments that no row and no event of the current workspace names.

    Returns how many. Younger ones may belong to a transaction under way.
    """
    swept = 0
    for digest in store().put_between(oldest, newest):
        if not _is_named(digest):
            store().delete(digest)
            swept += 1
    return swept


def _is_named(digest: str) -> bool:
    """Whether a row names the contents, now or in a change that can be undone."""
    for model in filter(is_workspace_model, apps.get_models()):
        for field in model._meta.local_fields:
            if isinstance(field, StoredFileField):
                past = Q(**{f"changes__{field.name}__0__hash": digest}) | Q(
                    **{f"changes__{field.name}__1__hash": digest}
                )
                events = Event.objects.filter(past, object=model._meta.model_name)
                if _holds(model, {f"{field.name}__hash": digest}) or events.exists():
                    return True
            elif isinstance(field, StoredFilesField) and _holds(
                model, {f"{field.name}__contains": [{"hash": digest}]}
            ):
                return True
    return False


def _holds(model: type[models.Model], condition: dict[str, Any]) -> bool:
    return model._default_manager.filter(**condition).exists()
