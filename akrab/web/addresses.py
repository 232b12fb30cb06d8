"""The addresses of pages: one place that knows how they are spelled."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings

from akrab.engine.record import Record
from akrab.engine.registry import find_object
from akrab.engine.spec import Spec, spec_of
from akrab.identity.models import Workspace

TAKEN = frozenset(
    {
        "reports",
        "notices",
        "settings",
        "search",
        "options",
        "undo",
        "help",
        "pulse",
        "calendar",
        "people",
        "runs",
        "tours",
        "functions",
    }
)


def home(workspace: Workspace) -> str:
    """My day: the first page of a workspace."""
    return f"/w/{workspace.slug}/"


def word(spec: Spec) -> str:
    """The word for an object in addresses: its plural, unless a page of another kind is called so."""
    return spec.name if spec.plural in TAKEN else spec.plural


def listing(workspace: Workspace, spec: Spec, **asked: Any) -> str:
    """The list of an object; what is asked goes into the address."""
    query = urlencode({name: value for name, value in asked.items() if value not in (None, "")})
    return f"{home(workspace)}{word(spec)}/{f'?{query}' if query else ''}"


def record(workspace: Workspace, spec: Spec, id: UUID | str) -> str:
    """The page of one record."""
    return f"{home(workspace)}{word(spec)}/{id}"


def of(shown: Record) -> str:
    """The page of a record whose workspace is loaded."""
    return record(shown.workspace, spec_of(type(shown)), shown.pk)


def find(workspace: Workspace, name: str, id: UUID | str) -> str:
    """The page of a record by its object's name; nothing for an object that no longer exists."""
    spec = find_object(name)
    return record(workspace, spec, id) if spec else ""


def undo(workspace: Workspace, operation: UUID | None) -> str:
    """Where a gesture is taken back."""
    return f"{home(workspace)}undo/{operation}" if operation else ""


def public(path: str) -> str:
    """A path as the outside knows it, for mail and for forms on other people's pages."""
    return f"{settings.PUBLIC_URL}{path}"
