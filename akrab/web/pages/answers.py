"""The page behind the address in a mail that asks for approval: the question, yes or no, and what became of it."""

from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from akrab.engine import access, query, values
from akrab.engine.errors import EngineError
from akrab.engine.record import Record
from akrab.engine.registry import find_object
from akrab.engine.spec import spec_of
from akrab.features.automation import answering
from akrab.features.automation.answering import ANSWERS, Question
from akrab.features.automation.models import Approval
from akrab.web import addresses
from akrab.web.inputs import Input

LONGEST = 500


@never_cache
@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, slug: str, ticket: str) -> HttpResponse:
    """Read the question and answer it; opening the address alone answers nothing, since mail programs open it too."""
    with answering.opened(slug, ticket) as question:
        if question is None:
            return _shown(request, None, status=404)
        said = request.POST.get("say", "")
        if request.method != "POST" or not question.is_open:
            return _shown(request, question)
        comment = request.POST.get("comment", "").strip()
        if said not in ANSWERS or len(comment) > LONGEST:
            too_long = _("At most %(most)d characters.") % {"most": LONGEST}
            wrong = _("Choose yes or no.") if said not in ANSWERS else too_long
            return _shown(request, question, 422, comment, wrong)
        try:
            answering.answer(question, said, comment)
        except EngineError as error:
            return _shown(request, question, 409, comment, str(error))
    with answering.opened(slug, ticket) as question:
        return _shown(request, question)


def _shown(
    request: HttpRequest, question: Question | None, status: int = 200, comment: str = "", wrong: str = ""
) -> HttpResponse:
    control = Input(
        "comment", "long_text", _("Comment"), comment, most=LONGEST, prefix="answer",
        hint=_("For whoever asked; it can stay empty."),
    )  # fmt: skip
    context: dict[str, Any] = {
        "question": question,
        "workspace": None,
        "comment": control,
        "wrong": wrong,
        "home": "/",
    }
    if question is not None:
        approval, by = question.approval, question.by
        context |= {"approval": approval, "workspace": by.workspace, **_about(question)}
        context["until"] = values.written(approval, spec_of(Approval).fields["answer_by"])
        context["home"] = addresses.record(by.workspace, spec_of(Approval), approval.pk)
    response = render(request, "account/answer.html", context, status=status)
    # Not "no-referrer": browsers would send the form without its origin, and it would be refused.
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex"
    return response


def _about(question: Question) -> dict[str, Any]:
    """What the question is about, with the facts its page is headed by, as far as this person may see them."""
    kind, _colon, id = question.approval.about.partition(":")
    spec, by = find_object(kind), question.by
    found = access.visible(cast(type[Record], spec.model), by).filter(pk=id).first() if spec else None
    if spec is None or found is None:
        return {}
    readable = access.readable(by, spec)
    fields = [readable[name] for name in spec.facts if name in readable]
    titles = query.titles_for([found], fields, by)
    facts = [(field.label, values.written(found, field, titles, by.workspace.currency)) for field in fields]
    return {"subject": str(found), "facts": [(label, text) for label, text in facts if text]}
