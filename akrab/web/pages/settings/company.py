"""The company: its workspace (name, time zone, currency, country, language) and what its papers say of it."""

from collections.abc import Mapping, Sequence
from typing import Any
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from akrab.engine import access, shape, write
from akrab.engine.errors import Invalid
from akrab.engine.journal import telling
from akrab.engine.spec import spec_of
from akrab.features.documents.models import CompanyDetails
from akrab.identity.actor import Actor
from akrab.identity.naming import tidy
from akrab.identity.profile import describe_workspace
from akrab.lib import money, places
from akrab.web import inputs, marks, show
from akrab.web.chrome import OWN_NAMES
from akrab.web.inputs import Input
from akrab.web.pages.settings import history
from akrab.web.pages.settings.door import address, administrators, choice, draw, errors_of, text

FIELDS = ("name", "time_zone", "currency", "country", "language")


@administrators
def company(request: HttpRequest, by: Actor) -> HttpResponse:
    """Show and change what holds for the whole company."""
    if request.method != "POST":
        return _draw(request, by)
    if request.POST.get("what") == "details":
        return _save_details(request, by)
    said = {name: tidy(request.POST.get(name, "")) for name in FIELDS}
    offered = request.POST.getlist("languages") if "languages" in request.POST else None
    try:
        with telling(by, _("The company's settings")) as within:
            describe_workspace(by.workspace, within, **said, languages=offered)
    except ValidationError as refused:
        by.workspace.refresh_from_db()
        return _draw(request, by, said=said, offered=offered, errors=errors_of(refused), status=422)
    return history.went(request, within, _("The company was changed."), address(by, "company"))


def _save_details(request: HttpRequest, by: Actor) -> HttpResponse:
    spec = spec_of(CompanyDetails)
    raw = inputs.read(access.writable(by, spec), request.POST, request.FILES)
    if not request.FILES.get("logo"):
        raw.pop("logo", None)  # nothing chosen leaves the one that is there
    held = CompanyDetails.objects.filter(deleted_at__isnull=True).first()
    try:
        if held is None:
            write.create(CompanyDetails, raw, by)
        else:
            write.update(held, raw, by)
    except Invalid as invalid:
        return _draw(request, by, raw=raw, wrong=invalid.errors, status=422)
    return show.go(request, address(by, "company"), said=_("Your documents will say this from now on."))


def _draw(
    request: HttpRequest, by: Actor, *, said: Mapping[str, str] | None = None,
    offered: Sequence[str] | None = None, raw: Mapping[str, Any] | None = None,
    errors: Mapping[str, list[str]] | None = None, wrong: Mapping[str, list[str]] | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    chosen = set(by.workspace.languages if offered is None else offered) or set(dict(OWN_NAMES))
    values = said or {name: getattr(by.workspace, name) for name in FIELDS}
    context = {
        "workspace_inputs": _workspace_inputs(values, errors or {}),
        "offered": [(code, own, code in chosen) for code, own in OWN_NAMES],
        **inputs.form(_details_inputs(by, raw, wrong or {})),
        "has_branches": "branch" in shape.current().awake,
        "whole_errors": [*(errors or {}).get("", []), *(wrong or {}).get("", [])],
        **history.of_kinds(by, "workspace"),
    }
    return draw(request, by, "settings/company.html", context, status)


def _workspace_inputs(values: Mapping[str, str], errors: Mapping[str, list[str]]) -> list[Input]:
    language = marks.locale()
    currencies = [
        (code, f"{code} · {money.name(code, language)}") for code in money.in_use(values["currency"])
    ]
    options = {
        "time_zone": [(zone, zone.replace("_", " ")) for zone in sorted(available_timezones())],
        "currency": currencies,
        "country": places.countries(language),
        "language": OWN_NAMES,
    }
    labels = {
        "time_zone": _("Time zone"), "currency": _("Currency"), "country": _("Country"),
        "language": _("Language of the company"),
    }  # fmt: skip
    name = text(
        "name",
        _("Name of the workspace"),
        values["name"],
        errors=errors.get("name", ()),
        required=True,
        most=120,
    )
    return [
        name,
        *[choice(key, labels[key], values[key], options[key], errors=errors.get(key, ())) for key in labels],
    ]


def _details_inputs(by: Actor, raw: Mapping[str, Any] | None, wrong: Mapping[str, list[str]]) -> list[Input]:
    """What the papers say, as it is held or as it was typed."""
    spec = spec_of(CompanyDetails)
    held = CompanyDetails.objects.filter(deleted_at__isnull=True).first() or CompanyDetails()
    return [
        inputs.ask(
            field, by, raw[name] if raw and name in raw else inputs.as_typed(field, held, by),
            errors=wrong.get(name, ()), prefix="p",
        )
        for name, field in access.writable(by, spec).items()
    ]  # fmt: skip
