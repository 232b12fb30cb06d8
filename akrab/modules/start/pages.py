"""The first run's pages: which step comes next, the company, its trade, and the end."""

from collections.abc import Mapping
from typing import Any
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language_from_request, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from akrab.engine import access, write
from akrab.engine.errors import Invalid, NotFound
from akrab.engine.journal import telling
from akrab.engine.spec import spec_of
from akrab.features.beginning import progress
from akrab.features.documents.models import CompanyDetails
from akrab.features.forms.models import Form
from akrab.identity.actor import Actor
from akrab.identity.naming import tidy
from akrab.identity.profile import describe_oneself, describe_workspace
from akrab.lib import guesses, money, places
from akrab.modules.sales.models import Pipeline, Stage
from akrab.modules.start import apply
from akrab.modules.start.frame import address, draw, go_on
from akrab.modules.start.trades import OFFERED
from akrab.web import addresses, inputs, marks, show
from akrab.web.chrome import OWN_NAMES
from akrab.web.inputs import Input
from akrab.web.pages.settings.door import administrators, choice, errors_of, text

FIELDS = ("name", "country", "currency", "time_zone", "language")
DETAILS = ("phone", "email")
Errors = Mapping[str, list[str]]


@administrators
def start(request: HttpRequest, by: Actor) -> HttpResponse:
    """Go to the first step without an answer; the very first is asked in the language of the browser."""
    held = progress.find()
    if held.next_step == "company":  # until then nobody has said which language the company speaks
        _keep_speaking(by, get_language_from_request(request))
    return redirect(address(by, held.next_step))


@administrators
def company(request: HttpRequest, by: Actor) -> HttpResponse:
    """Name, place, money, time and languages; `zone` or `from` ask for a guess of the rest."""
    if request.method == "POST":
        return _save_company(request, by)
    said = {name: str(getattr(by.workspace, name)) for name in FIELDS}
    offered = list(by.workspace.languages)
    if show.is_part(request):
        said |= {name: request.GET[name] for name in FIELDS if name in request.GET}
        guessed, offered = _guessed(request, said)
        context = _company_context(by, guessed, offered, {}, {})
        return show.part(request, by, "start/_company_fields.html", context)
    context = {"is_new": "company" not in progress.find().steps, "guess_address": address(by, "company")}
    return draw(request, by, "company", context | _company_context(by, said, offered, {}, {}))


def _guessed(request: HttpRequest, said: dict[str, str]) -> tuple[dict[str, str], list[str]]:
    """The fields with what the browser's time zone, or the country just chosen, says of the others."""
    zone = guesses.zone_named(request.GET.get("zone", ""))
    country = guesses.country_of(zone) if zone else said["country"]
    zones = guesses.zones_of(country)
    found = dict(said)
    if zone:
        found["time_zone"] = zone
    elif zones and said["time_zone"] not in zones:
        found["time_zone"] = zones[0]
    if country in dict(places.countries("en")):
        found["country"] = country
        found["currency"] = guesses.currency_of(country) or said["currency"]
    spoken = [code for code in guesses.languages_of(country) if code in dict(OWN_NAMES)]
    if zone and spoken:
        found["language"] = marks.language_code() if marks.language_code() in spoken else spoken[0]
    return found, [*spoken, found["language"], "en"]


def _save_company(request: HttpRequest, by: Actor) -> HttpResponse:
    said = {name: tidy(request.POST.get(name, "")) for name in FIELDS}
    offered = request.POST.getlist("languages")
    spec = spec_of(CompanyDetails)
    fields = {name: access.writable(by, spec)[name] for name in DETAILS}
    raw = inputs.read(fields, request.POST, request.FILES)
    try:
        with telling(by, _("Your company")) as within:
            _introduce(request, by)
            describe_workspace(by.workspace, within, **said, languages=offered)
            held = CompanyDetails.objects.first()
            if held is None:
                write.create(CompanyDetails, {"name": said["name"], **raw}, within)
            else:
                write.update(held, raw, within)
    except (ValidationError, Invalid) as refused:
        wrong = errors_of(refused) if isinstance(refused, ValidationError) else refused.errors
        by.workspace.refresh_from_db()
        by.membership.user.refresh_from_db() if by.membership else None
        typed = request.POST.get("your_name", "")
        context = _company_context(by, said, offered, wrong, raw, typed)
        return draw(request, by, "company", context | {"whole_errors": wrong.get("", [])}, 422)
    _keep_speaking(by, marks.language_code())
    return go_on(request, by, "company")


def _is_nameless(by: Actor) -> bool:
    return by.membership is not None and not by.membership.user.name


def _introduce(request: HttpRequest, by: Actor) -> None:
    """Whoever has no name yet is called as they say; raises `ValidationError` at the field."""
    if by.membership and _is_nameless(by) and "your_name" in request.POST:
        user = by.membership.user
        try:
            name = request.POST["your_name"]
            describe_oneself(user, name, user.language, user.time_zone, user.single_keys)
        except ValidationError as refused:
            raise ValidationError({"your_name": refused.message_dict["name"]}) from refused


def _keep_speaking(by: Actor, language: str) -> None:
    """Whoever chose no language of their own goes on in this one, which they read now, not in the company's."""
    if by.membership and not by.membership.user.language and language in dict(OWN_NAMES):
        by.membership.user.language = language
        by.membership.user.save(update_fields=["language"])


def _company_context(
    by: Actor,
    said: Mapping[str, str],
    offered: list[str],
    wrong: Errors,
    raw: Mapping[str, Any],
    your_name: str = "",
) -> dict[str, Any]:
    language = marks.locale()
    options = {
        "country": places.countries(language),
        "currency": [
            (code, f"{code} · {money.name(code, language)}") for code in money.in_use(said["currency"])
        ],
        "time_zone": [(zone, zone.replace("_", " ")) for zone in sorted(available_timezones())],
        "language": OWN_NAMES,
    }
    titles = {
        "country": _("Country"), "currency": _("Currency"), "time_zone": _("Time zone"),
        "language": _("Language of the company"),
    }  # fmt: skip
    name = text(
        "name", _("Name of the company"), said["name"], errors=wrong.get("name", ()), required=True, most=120,
        completion="organization",
    )  # fmt: skip
    chosen = set(offered) or set(dict(OWN_NAMES))
    person = text(
        "your_name", _("Your name"), your_name, errors=wrong.get("your_name", ()), required=True, most=120,
        completion="name", hint=_("As your colleagues know you."),
    )  # fmt: skip
    return {
        "name_input": name,
        "person_input": person if _is_nameless(by) else None,
        "place_inputs": [
            choice(key, label, said[key], options[key], errors=wrong.get(key, ()))
            for key, label in titles.items()
        ],
        "detail_inputs": _details(by, wrong, raw),
        "offered": [(code, own, code in chosen) for code, own in OWN_NAMES],
    }


def _details(by: Actor, wrong: Errors, raw: Mapping[str, Any]) -> list[Input]:
    fields = access.writable(by, spec_of(CompanyDetails))
    held = CompanyDetails.objects.first() or CompanyDetails()
    return [
        inputs.ask(
            fields[name], by, raw[name] if name in raw else inputs.as_typed(fields[name], held, by),
            errors=wrong.get(name, ()), prefix="p", required=False,
        )
        for name in DETAILS
    ]  # fmt: skip


@administrators
def trade(request: HttpRequest, by: Actor) -> HttpResponse:
    """Six ready lines of business, or none of them; choosing one sets it up."""
    if request.method == "POST":
        wanted = OFFERED.get(request.POST.get("trade", ""))
        if wanted is None:
            wrong = [_("Choose the line of business that comes closest, or leave this step out.")]
            return draw(request, by, "trade", {**_trades(by), "whole_errors": wrong}, 422)
        made = apply.apply(wanted, by)
        return go_on(request, by, "trade", said=_("“%(name)s” is ready.") % {"name": made})
    return draw(request, by, "trade", _trades(by))


def _trades(by: Actor) -> dict[str, Any]:
    held = progress.find()
    pipelines = access.visible(Pipeline, by).order_by("position", "id")
    return {
        "trades": OFFERED.values(),
        "chosen": held.trade,
        "present": [(one, _stage_names(one, by)) for one in pipelines],
    }


def _stage_names(pipeline: Pipeline, by: Actor) -> list[str]:
    rows = access.visible(Stage, by).filter(pipeline=pipeline).order_by("position", "id")
    return list(rows.values_list("name", flat=True))


@administrators
def ready(request: HttpRequest, by: Actor) -> HttpResponse:
    """What is set up, what was left out, and where to go from here."""
    held = progress.find()
    if held.next_step == "ready":
        progress.finish()
    form = access.visible(Form, by).order_by("-id").first()
    context = {
        "form": form,
        "form_address": addresses.public(f"/f/{form.key}") if form else "",
        "pipeline": access.visible(Pipeline, by).order_by("-position", "id").first(),
        "left_out": [name for name, state in held.steps.items() if state == "skipped"],
    }
    return draw(request, by, "ready", context)


@require_POST
@administrators
def skip(request: HttpRequest, by: Actor, step: str) -> HttpResponse:
    """Leave a step out for now."""
    if step not in progress.STEPS:
        raise NotFound(step)
    if step == "trade":
        with telling(by, _("Reports")) as within, override(by.workspace.language):
            apply.give_reports(within)
    return go_on(request, by, step, "skipped")


@require_POST
@administrators
def later(request: HttpRequest, by: Actor) -> HttpResponse:
    """Go to work; the way back stands in my day until all is answered."""
    progress.put_off()
    return show.go(request, addresses.home(by.workspace), None, _("You can go on with this at any time."))
