"""The address by which another program sets a rule off; its secret is the key."""

import json
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import RequestDataTooBig
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from akrab.api.problems import Problem, problem_of
from akrab.engine.errors import EngineError
from akrab.features.automation.calling import called
from akrab.features.automation.models import Rule
from akrab.identity import attempts
from akrab.identity.actor import system
from akrab.identity.models import Workspace
from akrab.tenancy.current import workspace as inside

MINUTE, MOST_A_MINUTE = timedelta(minutes=1), 600


@csrf_exempt
def hook(request: HttpRequest, slug: str, id: UUID, secret: str) -> HttpResponse:
    """Take what a program sends (JSON, or a form); the same `webhook-id` or `Idempotency-Key` counts once."""
    if request.method != "POST":
        return Problem(
            "method", _("This address takes: %(methods)s.") % {"methods": "POST"}, {"Allow": "POST"}
        ).response()
    try:
        sent = _sent(request)
    except (ValueError, RequestDataTooBig):
        return Problem("malformed", _("Send a JSON document, at most 64 kB.")).response()
    key = (request.headers.get("webhook-id") or request.headers.get("Idempotency-Key") or "")[:120]
    workspace = Workspace.objects.filter(slug=slug).first()
    if workspace is None:
        return Problem("not-found").response()
    if attempts.count([f"hook:{id}"], MINUTE)[0] > MOST_A_MINUTE:
        return Problem("busy", headers={"Retry-After": "60"}).response()
    try:
        with transaction.atomic(), inside(workspace):
            rule = Rule.objects.filter(pk=id, deleted_at__isnull=True).first()
            fresh = called(rule, secret, sent, key, system(workspace, "api"))
    except EngineError as error:
        return problem_of(error).response()
    return JsonResponse({"taken": fresh}, status=202 if fresh else 200)


def _sent(request: HttpRequest) -> Any:
    """What was sent, as JSON has it; raises `ValueError`."""
    if request.content_type == "application/x-www-form-urlencoded":
        return {name: request.POST.get(name, "") for name in request.POST}
    return json.loads(request.body.decode() or "{}")
