"""Public forms: the hosted page, and the address that other people's pages and programs send to."""

from collections.abc import Mapping
from contextlib import nullcontext
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from akrab.engine import contents
from akrab.engine.errors import Invalid, Refused
from akrab.features.forms import counting, flood
from akrab.features.forms.definition import MOST_OPTIONS, Page
from akrab.features.forms.describing import schema_of
from akrab.features.forms.guard import (
    HONEYPOT,
    Pressure,
    TooMuch,
    crowding,
    feel,
    new_challenge,
    tell_of_flood,
)
from akrab.features.forms.making import wrong_on
from akrab.features.forms.models import Form, Submission
from akrab.features.forms.questions import questions_of
from akrab.features.forms.taking import find_form, find_here, find_workspace, take
from akrab.identity.actor import system
from akrab.identity.models import Workspace
from akrab.tenancy.current import workspace as inside
from akrab.web.chrome import OWN_NAMES
from akrab.web.middleware import policy
from akrab.web.pages.public_parts import own_logo
from akrab.web.public_forms import PROOF, Typed, fits, hidden, leaves, proof_of, sent_json, wants_json

KEY = "submission_key"
STEP = "akrab_step"
LARGEST = 2 * 1024 * 1024  # of answers, files apart
CHALLENGE = "X-Challenge"
WAITED = frozenset({"unproven", "busy"})
MOST_LOCKING = (
    100  # sendings a minute up to which a form is read and locked at once; what waits needs no lock
)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST", "OPTIONS"])
def form(request: HttpRequest, key: str) -> HttpResponse:
    """Show a form, or take what was sent; programs get JSON, pages of the websites that the form allows may send."""
    sender = get_adapter().get_client_ip(request) or ""
    pressure = Pressure()
    if request.method == "POST":
        if flood.is_kept_out(key, sender, proof_of(request)):
            flood.note_refusal(key)
            return _too_much(request, key)
        pressure = feel(key, sender)
    workspace = find_workspace(key)
    with transaction.atomic(), inside(workspace) if workspace is not None else nullcontext():
        shown = find_here(workspace, key, _locks(pressure)) if workspace is not None else None
        with translation.override(_language(request, shown)):
            if workspace is None or shown is None:
                response = _problem(request, 404, _("There is no form at this address."))
            else:
                response = _answered(request, workspace, shown, sender, pressure)
                flood.write_down(shown)
            response.headers["Content-Language"] = translation.get_language() or settings.LANGUAGE_CODE
    return _open(request, response, shown)


def _locks(pressure: Pressure) -> bool:
    return 0 < pressure.form <= MOST_LOCKING


def _answered(
    request: HttpRequest, workspace: Workspace, shown: Form, sender: str, pressure: Pressure
) -> HttpResponse:
    if request.method == "OPTIONS":
        return HttpResponse(status=204)
    if request.method != "POST":
        return _page(request, workspace, shown, Typed())
    tell_of_flood(shown, pressure)
    flood.remember(shown.key, crowding(shown, pressure))
    if pressure.is_too_much:
        flood.keep_out(shown.key, sender)
        flood.note_refusal(shown.key)
        return _too_much(request, shown.key)
    if shown.shape.closed:
        return _problem(request, 410, _("This form is closed."))
    return _received(request, workspace, shown, sender, pressure)


def _open(request: HttpRequest, response: HttpResponse, shown: Form | None) -> HttpResponse:
    """Say who may show the form, and whose scripts may send to it."""
    response.headers["Cache-Control"] = "no-store"
    if shown is None:
        return response
    guard, origin = shown.shape.guard, request.headers.get("Origin", "")
    if guard.allows(origin) or "*" in guard.origins:
        response.headers["Access-Control-Allow-Origin"] = "*" if "*" in guard.origins else origin
        response.headers["Access-Control-Allow-Methods"] = "GET, POST"
        response.headers["Access-Control-Allow-Headers"] = "Content-Type, Accept"
    response.headers["Vary"] = "Origin, Accept, Accept-Language"
    onward = urlsplit(shown.shape.redirect)
    response.headers["Content-Security-Policy"] = policy(
        frame_ancestors=" ".join(["'self'", *guard.origins]),
        form_action=f"'self' {onward.scheme}://{onward.netloc}" if onward.netloc else "'self'",
    )
    response.headers["X-Frame-Options"] = "SAMEORIGIN"  # for what is older than the policy, which wins
    return response


def _language(request: HttpRequest, shown: Form | None) -> str:
    """The language asked for in the address, else the browser's; of those the form speaks, if it speaks several."""
    said = request.GET.get("lang", "")
    here = translation.get_language() or settings.LANGUAGE_CODE
    wanted = said if said in dict(settings.LANGUAGES) else here
    if shown is not None and len(shown.shape.languages) > 1:
        return shown.shape.spoken(wanted, here) or wanted
    return wanted


def _too_much(request: HttpRequest, key: str) -> HttpResponse:
    text = _("Too much is sent at this moment. Wait a little and send again.")
    return _later(_problem(request, 429, text), key)


def _later(response: HttpResponse, key: str) -> HttpResponse:
    """Say when to come again, and what to work on meanwhile: who does that gets through."""
    response.headers["Retry-After"] = "60"
    response.headers[CHALLENGE] = new_challenge(key, 2)
    return response


def _received(
    request: HttpRequest, workspace: Workspace, shown: Form, sender: str, pressure: Pressure
) -> HttpResponse:
    """Take one sending; a refusal keeps what was typed, and a repetition is thanked for as the first was."""
    try:
        answers = _answers(request, shown)
    except RequestDataTooBig:
        return _problem(request, 413, _("This is too large. Send less."))
    except ValueError:
        return _problem(request, 400, _("This can't be read. Send a form, or a JSON object of texts."))
    key = str(answers.get(KEY, ""))[:120]
    try:
        submission = _take(request, shown, answers, key, sender, pressure)
    except Invalid as invalid:
        if wants_json(request):
            return _problem(request, 422, _("Some answers can't be used."), errors=invalid.errors)
        return _page(request, workspace, shown, Typed(answers, invalid.errors), key, 422)
    except Refused as refused:
        is_full = isinstance(refused, TooMuch)
        if is_full:
            flood.note_refusal(shown.key)
        if is_full and crowding(shown, pressure) > 1:  # else it is this sending alone that is too much
            flood.fill(shown.key)
        status = 429 if is_full else 409
        if wants_json(request):
            response = _problem(request, status, str(refused))
        else:
            response = _page(request, workspace, shown, Typed(answers, {"": [str(refused)]}), key, status)
        return _later(response, shown.key) if is_full else response
    return _thanks(request, workspace, shown, submission)


def _take(
    request: HttpRequest, shown: Form, answers: dict[str, Any], key: str, sender: str, pressure: Pressure
) -> Submission:
    said = {name: value for name, value in answers.items() if not name.startswith("akrab_")}
    said = {name: value for name, value in said.items() if name not in (KEY, PROOF)}
    return take(
        shown, said, key=key, sender=sender, pressure=pressure, is_locked=_locks(pressure),
        proof=str(answers.get(PROOF, ""))[:500],
        page=str(answers.get("akrab_page", "")) or request.headers.get("Referer", ""),
        source=str(answers.get("akrab_source", "")), campaign=str(answers.get("akrab_campaign", "")),
        language=_spoken(shown), files=_kept_files(request, shown),
    )  # fmt: skip


def _spoken(shown: Form) -> str:
    return shown.shape.spoken(translation.get_language() or "")


def _kept_files(request: HttpRequest, shown: Form) -> list[dict[str, Any]]:
    """The files that came, kept by their contents; raises `Invalid` by question for what is not accepted."""
    kept: list[dict[str, Any]] = []
    wrong: dict[str, list[str]] = {}
    for question in shown.shape.questions:
        sent = request.FILES.getlist(question.name) if question.kind == "file" else []
        if len(sent) > question.most_files:
            wrong[question.name] = [_("Send at most %(most)d files here.") % {"most": question.most_files}]
            continue
        for upload in sent:
            try:
                stored = contents.keep(upload.name or "file", upload.chunks(), question.most_mb * 1024 * 1024)
            except Invalid as invalid:
                wrong[question.name] = [text for texts in invalid.errors.values() for text in texts]
                break
            if not fits(question, stored["type"]):
                wrong[question.name] = [
                    _("“%(name)s” is not of a kind that is accepted here.") % {"name": stored["name"]}
                ]
                break
            kept.append({"question": question.name, **stored})
    if wrong:
        raise Invalid(wrong)
    return kept


def _answers(request: HttpRequest, shown: Form) -> dict[str, Any]:
    """What was sent, as texts by question; raises `ValueError` for what is no form and no JSON object."""
    files = [one for one in shown.shape.questions if one.kind == "file"]
    most = LARGEST + sum(one.most_mb * one.most_files * 1024 * 1024 for one in files)
    if int(request.META.get("CONTENT_LENGTH") or 0) > most:
        raise RequestDataTooBig
    if request.content_type != "application/json":
        several = {one.name for one in shown.shape.questions if one.choose == "several"}
        return {
            name: [one.replace("\0", "") for one in request.POST.getlist(name)]
            if name in several
            else request.POST[name].replace("\0", "")
            for name in request.POST
        }
    return {str(name): _readable(value) for name, value in sent_json(request).items()}


def _readable(value: Any) -> Any:
    """What a program said to one question: a list no longer than shows that it is longer than any can be."""
    if isinstance(value, str):
        return value.replace("\0", "")
    return value[: MOST_OPTIONS + 1] if isinstance(value, list) else value


def _problem(request: HttpRequest, status: int, text: str, **more: Any) -> HttpResponse:
    if wants_json(request):
        document = {"type": "about:blank", "title": text, "status": status, "detail": text, **more}
        return JsonResponse(document, status=status, content_type="application/problem+json")
    return render(request, "public/problem.html", {"text": text, **_chrome(request)}, status=status)


def _thanks(request: HttpRequest, workspace: Workspace, shown: Form, sent: Submission) -> HttpResponse:
    waits = sent.state != "taken" and sent.reason in WAITED
    if wants_json(request):
        return JsonResponse({"ok": True, "waits": True} if waits else {"ok": True})
    onward = "" if waits else shown.shape.redirect
    if onward and not request.headers.get("X-Sent-By"):
        return HttpResponse(status=303, headers={"Location": onward})
    context = {"workspace": workspace, "form": shown, "waits": waits, "onward": onward}
    return render(request, "public/thanks.html", {**context, **_words(shown), **_chrome(request, shown)})


def _page(
    request: HttpRequest, workspace: Workspace, shown: Form, typed: Typed, key: str = "", status: int = 200
) -> HttpResponse:
    """The hosted page; its key makes a second press of the button the same sending."""
    if shown.shape.closed:
        return _problem(request, 410, _("This form is closed."))
    context = {
        **page_context(shown, typed, {"akrab_referrer": _referrer(request), **request.GET.dict()}),
        "workspace": workspace,
        "logo": own_logo() if shown.shape.look.logo else None,
        "submission_key": key or str(uuid4()),
        "challenge": new_challenge(shown.key, flood.crowded(shown.key))
        if shown.shape.guard.proof != "never"
        else "",
        **_chrome(request, shown),
    }
    return render(request, "public/form.html", context, status=status)


def _referrer(request: HttpRequest) -> str:
    """The other website that led here."""
    said = request.headers.get("Referer", "")
    return "" if urlsplit(said).netloc == request.get_host() else said[:300]


def page_context(shown: Form, typed: Typed, asked: Mapping[str, str]) -> dict[str, Any]:
    """The form itself as its template needs it; runs inside the form's workspace."""
    found = leaves(questions_of(shown), typed, _spoken(shown))
    seen = [one for leaf in found for part in leaf.parts for one in part.questions]
    known = {one.name for one in seen}
    return {
        "form": shown,
        "leaves": found,
        "hidden": hidden(shown, asked, typed, ""),
        "whole_errors": [text for name, texts in typed.wrong.items() if name not in known for text in texts],
        "wrong": [one for one in seen if one.errors],
        "honeypot": HONEYPOT,
        **_words(shown),
    }


def _words(shown: Form) -> dict[str, Any]:
    """The form's own words in the language it is read in."""
    said = shown.shape.translations.get(_spoken(shown)) or Page()
    return {
        "title": said.name or shown.name,
        "intro": said.intro or shown.intro,
        "thanks": said.thanks or shown.thanks,
        "button": said.button or shown.shape.button,
    }


def _chrome(request: HttpRequest, shown: Form | None = None) -> dict[str, Any]:
    """What the page needs besides the form: its own address, its languages and its look."""
    spoken = shown.shape.languages if shown is not None and len(shown.shape.languages) > 1 else None
    look = shown.shape.look if shown is not None else None
    return {
        "path": request.path,
        "query": request.GET.urlencode(),
        "lang": request.GET.get("lang", ""),
        "kept": [(name, value) for name, value in request.GET.items() if name != "lang"],
        "languages": [one for one in OWN_NAMES if spoken is None or one[0] in spoken],
        "embedded": request.GET.get("embed") == "1",
        "look": look,
        "theme": look.theme if look and look.theme != "auto" else "",
        "look_version": shown.version if shown is not None and look and look.accent else 0,
    }


@require_GET
def schema(request: HttpRequest, key: str) -> HttpResponse:
    """What a program needs to know to send the form: a JSON schema of its answers."""
    found = find_form(key)
    if found is None:
        return _problem(request, 404, _("There is no form at this address."))
    workspace, shown = found
    with translation.override(_language(request, shown)), transaction.atomic(), inside(workspace):
        document = schema_of(shown, _spoken(shown))
    return _open(request, JsonResponse(document, content_type="application/schema+json"), shown)


@csrf_exempt
@require_POST
def check(request: HttpRequest, key: str) -> HttpResponse:
    """What is wrong on one page of a form of several, before the next opens; nothing is kept or made."""
    sender = get_adapter().get_client_ip(request) or ""
    found = None if flood.is_kept_out(key, sender, proof_of(request)) else find_form(key)
    if found is None or not counting.has_room(found[1], sender):
        return HttpResponse(status=204)
    workspace, shown = found
    with translation.override(_language(request, shown)), transaction.atomic(), inside(workspace):
        try:
            answers = _answers(request, shown)
        except (ValueError, RequestDataTooBig):
            return HttpResponse(status=204)
        by = system(workspace, "form", agent=shown.name)
        wrong = wrong_on(questions_of(shown), request.POST.get(STEP, ""), answers, by)
        status = 422 if wrong else 200
        response = _page(request, workspace, shown, Typed(answers, wrong), str(answers.get(KEY, "")), status)
    return _open(request, response, shown)
