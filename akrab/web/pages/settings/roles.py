"""Roles: a matrix of objects and verbs, and the fields that a role does not see or change."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from akrab.engine import shape
from akrab.engine.journal import telling
from akrab.engine.registry import objects
from akrab.engine.spec import Spec
from akrab.identity.actor import VERBS, Actor, FieldRight, Reach, Verb
from akrab.identity.models import Role
from akrab.identity.naming import tidy
from akrab.identity.roles import Wanted, delete_role, save_role
from akrab.web.chrome import in_order
from akrab.web.pages.settings import history
from akrab.web.pages.settings.door import address, administrators, draw, errors_of, get_row, text, tick

ALL = "*"
SAME = ""  # as for everything else


@dataclass(frozen=True)
class Cell:
    """One verb of one object: its choice and what can be chosen."""

    name: str
    label: str
    value: str
    options: list[tuple[str, str]]


@dataclass(frozen=True)
class Row:
    """One object of the matrix."""

    label: str
    icon: str
    cells: list[Cell]


@administrators
def roles(request: HttpRequest, by: Actor) -> HttpResponse:
    """Every role, and how many have it."""
    counted = Role.objects.annotate(people=Count("memberships", filter=Q(memberships__is_active=True)))
    context = {"roles": counted.order_by("-is_administrator", "name"), **history.of_kinds(by, "role")}
    return draw(request, by, "settings/roles.html", context)


@administrators
def role(request: HttpRequest, by: Actor, id: UUID | None = None) -> HttpResponse:
    """One role, or a new one."""
    held = get_row(Role.objects.all(), id) if id else None
    if request.method != "POST":
        return _draw(request, by, held, _held(held))
    wanted = read(request.POST)
    try:
        with telling(by, _("Save the role %(name)s") % {"name": wanted.name}) as within:
            saved = save_role(held, wanted, within)
    except ValidationError as refused:
        return _draw(request, by, held, wanted, errors_of(refused))
    said = _("The role “%(name)s” was saved.") % {"name": saved}
    return history.went(request, within, said, address(by, "roles"))


@require_POST
@administrators
def delete(request: HttpRequest, by: Actor, id: UUID) -> HttpResponse:
    """Remove a role that nobody has."""
    held = get_row(Role.objects.all(), id)
    name = {"name": held.name}
    try:
        with telling(by, _("Remove the role %(name)s") % name) as within:
            delete_role(held, within)
    except ValidationError as refused:
        return _draw(request, by, held, _held(held), errors_of(refused))
    return history.went(request, within, _("The role “%(name)s” was removed.") % name, address(by, "roles"))


def _held(held: Role | None) -> Wanted:
    """What a role allows now; a new one begins by seeing everything and changing its own."""
    if held is None:
        begin: dict[Verb, Reach] = {"view": "all", "create": "all", "change": "own", "delete": "none"}
        return Wanted("", rights={ALL: begin})
    return Wanted(
        held.name, held.is_administrator, held.sees_reports, held.uses_api, held.rights, held.fields
    )


def governed() -> list[Spec]:
    """The objects that roles speak of, neither settings nor private ones, as the navigation lists them."""
    return in_order(spec for spec in objects().values() if not (spec.settings or spec.private))


def read(data: QueryDict) -> Wanted:
    """What a filled-in matrix wants; a row that says nothing of its own is as everything else."""
    rights: dict[str, dict[Verb, Reach]] = {ALL: _row(data, ALL, {})}
    fields: dict[str, dict[str, FieldRight]] = {}
    for spec in governed():
        if any(data.get(f"right.{spec.name}.{verb}", SAME) != SAME for verb in VERBS):
            rights[spec.name] = _row(data, spec.name, rights[ALL])
        closed = {name: data.get(f"field.{spec.name}.{name}", "") for name in spec.fields}
        fields[spec.name] = {name: cast(FieldRight, value) for name, value in closed.items() if value}
    ticked = {name: name in data for name in ("is_administrator", "sees_reports", "uses_api")}
    return Wanted(tidy(data.get("name", "")), **ticked, rights=rights, fields=fields)


def _row(data: QueryDict, name: str, same: Mapping[Verb, Reach]) -> dict[Verb, Reach]:
    said = {verb: data.get(f"right.{name}.{verb}", SAME) for verb in VERBS}
    return {
        verb: cast(Reach, value) if value != SAME else same.get(verb, "none") for verb, value in said.items()
    }


def _draw(
    request: HttpRequest,
    by: Actor,
    held: Role | None,
    wanted: Wanted,
    errors: Mapping[str, list[str]] | None = None,
) -> HttpResponse:
    wrong = errors or {}
    context = {
        "role": held,
        "name_input": text(
            "name", _("Name"), wanted.name, errors=wrong.get("name", ()), required=True, most=80
        ),
        "ticks": [
            tick("is_administrator", _("May do everything, settings included"), wanted.is_administrator),
            tick("sees_reports", _("Sees the reports of the whole company"), wanted.sees_reports),
            tick("uses_api", _("May make API tokens, which act with its rights"), wanted.uses_api),
        ],
        "verbs": [_("See"), _("Create"), _("Change"), _("Delete")],
        "rows": [_matrix_row(None, wanted), *[_matrix_row(spec, wanted) for spec in governed()]],
        "closed": [_closed(spec, wanted) for spec in governed()],
        "whole_errors": wrong.get("", []),
        **(history.of_rows(by, held.pk) if held else {}),
    }
    return draw(request, by, "settings/role.html", context, 422 if wrong else 200)


def _matrix_row(spec: Spec | None, wanted: Wanted) -> Row:
    """One object, or everything that has no row of its own."""
    name = spec.name if spec else ALL
    held = wanted.rights.get(name)
    label = spec.label_plural if spec else _("Everything else")
    cells = []
    for verb, word in zip(VERBS, (_("see"), _("create"), _("change"), _("delete")), strict=True):
        value = (held or {}).get(verb, "none") if held is not None or spec is None else SAME
        cells.append(
            Cell(f"right.{name}.{verb}", f"{label}: {word}", value, _options(verb, value, spec is not None))
        )
    return Row(label, spec.icon if spec else "asterisk", cells)


def _options(verb: Verb, value: str, may_be_same: bool) -> list[tuple[str, str]]:
    """The reaches of a verb; creating knows only yes and no."""
    same = [(SAME, _("as for everything"))] if may_be_same else []
    if verb == "create":
        return [
            *same,
            ("none", _("no")),
            ("all" if value not in ("own", "team", "branch") else value, _("yes")),
        ]
    branch = [("branch", _("branch"))] if value == "branch" or "branch" in shape.current().awake else []
    return [*same, ("none", _("none")), ("own", _("own")), ("team", _("team")), *branch, ("all", _("all"))]


def _closed(spec: Spec, wanted: Wanted) -> dict[str, object]:
    held = wanted.fields.get(spec.name, {})
    return {
        "label": spec.label_plural,
        "icon": spec.icon,
        "count": len(held),
        "fields": [
            {
                "name": f"field.{spec.name}.{name}",
                "label": field.label,
                "value": held.get(name, ""),
                "options": _field_options(field.read_only),
            }
            for name, field in spec.fields.items()
            if name != spec.title
        ],
    }


def _field_options(read_only: bool) -> list[tuple[str, str]]:
    """What a role may do with a field; nobody changes one that the product itself keeps."""
    seen, hidden = ("read", _("seen only")), ("hidden", _("hidden"))
    return [("", seen[1]), hidden] if read_only else [("", _("seen and changed")), seen, hidden]
