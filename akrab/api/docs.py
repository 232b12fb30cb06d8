"""The page that shows the API to people: one part per object, from the same document that programs read."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from akrab.api.problems import KINDS
from akrab.engine.fields import Field
from akrab.engine.fields.links import target_of
from akrab.engine.registry import objects
from akrab.engine.spec import Spec

PREFIX = "/api/v1"


@dataclass(frozen=True)
class Address:
    """One method and path, and what it does."""

    method: str
    path: str
    says: str


@dataclass(frozen=True)
class Part:
    """What the page tells of one object."""

    spec: Spec
    addresses: list[Address]
    fields: list[dict[str, Any]]


def docs(request: HttpRequest) -> HttpResponse:
    """Open to everyone: it tells what exists, and no data."""
    from akrab.api.urls import door  # noqa: PLC0415 (the page is itself one of the addresses)

    said = door.document()
    parts = [_part(spec, said["paths"]) for spec in objects().values()]
    general = _addresses(said["paths"], ("akrab",))
    kinds = [{"name": name, "status": status, "title": title} for name, (status, title) in KINDS.items()]
    return render(request, "api/docs.html", {"parts": parts, "general": general, "kinds": kinds})


def _part(spec: Spec, paths: dict[str, Any]) -> Part:
    return Part(spec, _addresses(paths, (spec.plural,)), [_field(field) for field in spec.fields.values()])


def _addresses(paths: dict[str, Any], tags: tuple[str, ...]) -> list[Address]:
    return [
        Address(method.upper(), path, operation["summary"])
        for path, operations in paths.items()
        for method, operation in operations.items()
        if operation.get("tags") == list(tags)
    ]


def _field(field: Field) -> dict[str, Any]:
    linked = field.type.name in ("link", "user")
    return {
        "name": field.name, "label": field.label, "type": field.type.label,
        "target": str(target_of(field)._meta.model_name) if linked else "", "required": field.is_required,
        "read_only": field.read_only, "operators": ", ".join(one.name for one in field.type.operators),
    }  # fmt: skip
