"""Public forms: the hosted page, and the address that other people's pages and programs send to."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
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
from django.views.decorators.http import require_http_methods

from akrab.engine.errors import Invalid, Refused
from akrab.features.forms.models import Form
from akrab.features.forms.taking import HONEYPOT, Question, find_form, questions_of, take
from akrab.identity.models import Workspace
from akrab.tenancy.current import workspace as inside

KEY = "submission_key"
KINDS = {
    "emails": ("email", "email"), "phones": ("tel", "tel"), "address": ("area", "street-address"),
    "long_text": ("area", ""), "date": ("date", ""), "datetime": ("datetime-local", ""), "integer": ("number", ""),
    "url": ("url", "url"),
}  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """One question as the page shows it: what was typed, and what is wrong with it."""

    name: str
    label: str
    kind: str
    completion: str
    required: bool
    most: int | None
    value: str = ""
    errors: tuple[str, ...] = ()
    options: tuple[tuple[str, str], ...] = ()
    hint: str = ""


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST", "OPTIONS"])
def form(request: HttpRequest, key: str) -> HttpResponse:
    """Show a form, or take what was sent; programs get JSON, and any page may send here."""
    with translation.override(_language(request)):
        response = _preflight() if request.method == "OPTIONS" else _answer(request, key)
        response.headers["Content-Language"] = translation.get_language() or settings.LANGUAGE_CODE
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cache-Control"] = "no-store"
    return response


def _preflight() -> HttpResponse:
    allowed = {
        "Access-Control-Allow-Methods": "GET, POST",
        "Access-Control-Allow-Headers": "Content-Type, Accept",
    }
    return HttpResponse(status=204, headers=allowed)


def _language(request: HttpRequest) -> str:
    """The language asked for in the address, else the browser's."""
    said = request.GET.get("lang", "")
    return said if said in dict(settings.LANGUAGES) else translation.get_language() or settings.LANGUAGE_CODE


def _answer(request: HttpRequest, key: str) -> HttpResponse:
    found = find_form(key)
    if found is None:
        return _problem(request, 404, _("There is no form at this address."))
    workspace, asked_form = found
    with transaction.atomic(), inside(workspace):
        asked_form.workspace = workspace
        try:
            questions = questions_of(asked_form)
        except Refused as broken:
            return _problem(request, 409, str(broken))
        if request.method != "POST":
            return _page(request, workspace, asked_form, questions, {})
        return _taken(request, workspace, asked_form, questions)


def _taken(
    request: HttpRequest, workspace: Workspace, asked_form: Form, questions: list[Question]
) -> HttpResponse:
    """Take one sending; a refusal keeps what was typed, and a repetition is thanked for as the first was."""
    try:
        answers = _answers(request)
    except RequestDataTooBig:
        return _problem(request, 413, _("This is more than can be taken. Send less."))
    except ValueError:
        return _problem(request, 400, _("This can't be read. Send a form, or a JSON object of texts."))
    key = str(answers.pop(KEY, ""))[:120]
    page = request.headers.get("Referer", "")
    try:
        with transaction.atomic():
            take(asked_form, answers, key=key, page=page, sender=get_adapter().get_client_ip(request))
    except Invalid as invalid:
        if wants_json(request):
            return _problem(request, 422, _("Some answers can't be used."), errors=invalid.errors)
        return _page(request, workspace, asked_form, questions, answers, invalid.errors, key, 422)
    except Refused as refused:
        if wants_json(request):
            return _problem(request, 409, str(refused))
        return _page(request, workspace, asked_form, questions, answers, {"": [str(refused)]}, key, 409)
    if wants_json(request):
        return JsonResponse({"ok": True})
    return render(
        request, "public/thanks.html", {"workspace": workspace, "form": asked_form, **_chrome(request)}
    )


def _answers(request: HttpRequest) -> dict[str, Any]:
    """What was sent, as texts by question; raises `ValueError` for what is no form and no JSON object."""
    if request.content_type != "application/json":
        return {name: request.POST[name].replace("\0", "") for name in request.POST}
    said = json.loads(request.body)
    if not isinstance(said, dict):
        raise ValueError("not an object")
    return {
        str(name): value.replace("\0", "") if isinstance(value, str) else value
        for name, value in said.items()
    }


def wants_json(request: HttpRequest) -> bool:
    """Whether a program asks: it sends JSON, or would rather read it than a page."""
    return request.content_type == "application/json" or (
        request.headers.get("Accept", "").startswith(("application/json", "application/problem+json"))
    )


def _problem(request: HttpRequest, status: int, text: str, **more: Any) -> HttpResponse:
    if wants_json(request):
        document = {"type": "about:blank", "title": text, "status": status, "detail": text, **more}
        return JsonResponse(document, status=status, content_type="application/problem+json")
    return render(request, "public/problem.html", {"text": text, **_chrome(request)}, status=status)


def _page(
    request: HttpRequest, workspace: Workspace, asked_form: Form, questions: list[Question],
    values: Mapping[str, Any], errors: Mapping[str, list[str]] | None = None, key: str = "", status: int = 200,
) -> HttpResponse:  # fmt: skip
    """The hosted page; its key makes a second press of the button the same sending."""
    wrong = dict(errors or {})
    extras = {one["name"]: one for one in asked_form.questions}
    shown = [_asked(one, extras[one.name], values, wrong) for one in questions]
    rest = [text for name, texts in wrong.items() if name not in extras for text in texts]
    context = {
        "workspace": workspace,
        "form": asked_form,
        "questions": shown,
        "whole_errors": rest,
        "wrong": [one for one in shown if one.errors],
        "submission_key": key or str(uuid4()),
        "honeypot": HONEYPOT,
        **_chrome(request),
    }
    return render(request, "public/form.html", context, status=status)


def _asked(
    question: Question, extra: Mapping[str, Any], values: Mapping[str, Any], wrong: Mapping[str, list[str]]
) -> Asked:
    kind, completion = KINDS.get(question.field.type.name, ("text", ""))
    last = question.path.rpartition(".")[2]
    if last == "name" and "." in question.path:
        completion = "name"
    options = extra.get("options") or [label for _value, label in getattr(question.field, "flatchoices", [])]
    return Asked(
        question.name, question.label, "choice" if options else kind, completion, question.required,
        question.field.max_length, str(values.get(question.name, "")), tuple(wrong.get(question.name, ())),
        tuple((str(one), str(one)) for one in options), str(extra.get("hint", "")),
    )  # fmt: skip


def _chrome(request: HttpRequest) -> dict[str, Any]:
    """What the page needs besides the form: its own address for the choice of language."""
    return {"path": request.path, "lang": request.GET.get("lang", "")}
