"""Branches: the places the company works from, with people, papers, a clock and numbers of their own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from akrab.engine import access, write
from akrab.engine.errors import Invalid
from akrab.engine.journal import telling
from akrab.engine.registry import objects
from akrab.engine.spec import Spec, spec_of
from akrab.features.documents.models import BranchDetails
from akrab.identity.actor import Actor
from akrab.identity.branches import Wanted, delete_branch, save_branch
from akrab.identity.members import active_members
from akrab.identity.models import Branch
from akrab.identity.naming import tidy
from akrab.web import inputs
from akrab.web.inputs import Input
from akrab.web.pages.settings import door, history

Errors = Mapping[str, Sequence[str]]
TYPED = ("name", "code", "time_zone")


@dataclass(frozen=True)
class Said:
    """What was typed about a branch: itself, who belongs to it, and what its papers say."""

    plain: Mapping[str, str]
    people: frozenset[str]
    details: Mapping[str, Any] | None = None


@door.administrators
def branches(request: HttpRequest, by: Actor) -> HttpResponse:
    """Every branch, and how many belong to it."""
    counted = Branch.objects.annotate(people=Count("members", filter=Q(members__is_active=True)))
    context = {"branches": counted.order_by("name"), **history.of_kinds(by, "branch")}
    return door.draw(request, by, "settings/branches.html", context)


@door.administrators
def branch(request: HttpRequest, by: Actor, id: UUID | None = None) -> HttpResponse:
    """One branch with what its papers say, or a new one."""
    held = door.get_row(Branch.objects.all(), id) if id else None
    if request.method != "POST":
        plain = {name: str(getattr(held, name)) if held else "" for name in TYPED}
        inside = active_members().filter(branch=held.pk) if held else []
        return _draw(request, by, held, Said(plain, frozenset(str(one.pk) for one in inside)))
    raw = inputs.read(access.writable(by, spec_of(BranchDetails)), request.POST, request.FILES)
    if not request.FILES.get("logo"):
        raw.pop("logo", None)  # nothing chosen leaves the one that is there
    plain = {name: tidy(request.POST.get(f"branch.{name}", "")) for name in TYPED}
    said = Said(plain, frozenset(request.POST.getlist("people")), raw)
    known = [one.pk for one in active_members() if str(one.pk) in said.people]
    try:
        with telling(by, _("Save the branch %(name)s") % plain) as within:
            saved = save_branch(held, Wanted(**plain), known, within)
            _save_details(saved, {**raw, "name": raw.get("name") or plain["name"]}, within)
    except ValidationError as refused:
        wrong = {f"branch.{name}" if name else "": texts for name, texts in door.errors_of(refused).items()}
        return _draw(request, by, held, said, wrong)
    except Invalid as invalid:
        return _draw(request, by, held, said, invalid.errors)
    told = _("The branch “%(name)s” was saved.") % {"name": saved}
    return history.went(request, within, told, door.address(by, "branches"))


def _save_details(saved: Branch, raw: Mapping[str, Any], by: Actor) -> None:
    held = BranchDetails.objects.filter(branch=saved.pk).first()
    if held is None:
        write.create(BranchDetails, raw, by, branch=saved.pk)
    else:
        write.update(held, raw, by)


@require_POST
@door.administrators
def delete(request: HttpRequest, by: Actor, id: UUID) -> HttpResponse:
    """Close a branch; what belongs to it goes to another one first, so that nothing is left without."""
    held = door.get_row(Branch.objects.all(), id)
    others = Branch.objects.exclude(pk=held.pk)
    try:
        to = door.find_choice("to", others, request.POST.get("to", ""))
        if to is None and others.exists() and any(count for _spec, count in _belonging(held)):
            raise ValidationError({"to": [_("Choose which branch takes over what belongs to this one.")]})
        with telling(by, _("Close the branch %(name)s") % {"name": held}) as within:
            for spec, _count in _belonging(held):
                model = cast(Any, spec.model)
                ids = list(model._default_manager.filter(branch=held.pk).values_list("pk", flat=True))
                if ids:
                    write.keep_many(model, ids, within, branch_id=to.pk if to else None)
            for details in BranchDetails.objects.filter(branch=held.pk, deleted_at__isnull=True):
                write.delete(details, within)
            delete_branch(held, within)
    except ValidationError as refused:
        plain = {name: str(getattr(held, name)) for name in TYPED}
        inside = frozenset(str(one.pk) for one in active_members().filter(branch=held.pk))
        return _draw(request, by, held, Said(plain, inside), door.errors_of(refused))
    told = _("The branch “%(name)s” was closed.") % {"name": held}
    return history.went(request, within, told, door.address(by, "branches"))


def _belonging(held: Branch) -> list[tuple[Spec, int]]:
    """How many records of each object belong to a branch."""
    found = []
    for spec in objects().values():
        if any(field.is_dormant for field in spec.fields.values()):
            rows = cast(Any, spec.model)._default_manager.filter(branch=held.pk)
            found.append((spec, rows.count()))
    return found


def _draw(
    request: HttpRequest, by: Actor, held: Branch | None, said: Said, wrong: Errors | None = None
) -> HttpResponse:
    errors = wrong or {}
    others = door.rows_of(Branch.objects.exclude(pk=held.pk).order_by("name")) if held else []
    context = {
        "branch": held,
        "branch_inputs": _inputs(by, said.plain, errors),
        **inputs.form(_details(by, held, said.details, errors)),
        "people": [(one, str(one.pk) in said.people) for one in active_members()],
        "belonging": [(spec, count) for spec, count in _belonging(held) if count] if held else [],
        "to_input": door.choice("to", _("goes to"), "", [("", "–"), *others], errors=errors.get("to", ())),
        "others": others,
        "whole_errors": errors.get("", ()),
        **(history.of_rows(by, held.pk) if held else {}),
    }
    return door.draw(request, by, "settings/branch.html", context, 422 if wrong else 200)


def _inputs(by: Actor, plain: Mapping[str, str], wrong: Errors) -> list[Input]:
    company = _("The company's: %(zone)s") % {"zone": by.workspace.time_zone}
    zones = [("", company), *((zone, zone.replace("_", " ")) for zone in sorted(available_timezones()))]
    return [
        door.text(
            "branch.name", _("Name"), plain["name"], errors=wrong.get("branch.name", ()), required=True, most=80
        ),
        door.text(
            "branch.code", _("Code"), plain["code"], errors=wrong.get("branch.code", ()), required=True, most=10,
            hint=_("Stands for {branch} in the numbers of its documents, which count for themselves then."),
        ),
        door.choice(
            "branch.time_zone", _("Time zone"), plain["time_zone"], zones, required=False,
            errors=wrong.get("branch.time_zone", ()),
        ),
    ]  # fmt: skip


def _details(by: Actor, held: Branch | None, raw: Mapping[str, Any] | None, wrong: Errors) -> list[Input]:
    """What its papers say, as it is held or as it was typed."""
    row = (BranchDetails.objects.filter(branch=held.pk).first() if held else None) or BranchDetails()
    return [
        inputs.ask(
            field, by, raw[name] if raw and name in raw else inputs.as_typed(field, row, by),
            errors=wrong.get(name, ()), prefix="p", required=False,
        )
        for name, field in access.writable(by, spec_of(BranchDetails)).items()
    ]  # fmt: skip
