"""Problem documents (RFC 9457): every refusal of this door, in one shape and in the asker's language."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akrab.engine.errors import Conflict, EngineError, Forbidden, Invalid, NotFound, Refused
from akrab.engine.undo import UndoConflict

MEDIA_TYPE = "application/problem+json"

KINDS: dict[str, tuple[int, str | Promise]] = {
    "malformed": (400, gettext_lazy("This request can't be read")),
    "unauthorised": (401, gettext_lazy("A valid token is needed")),
    "forbidden": (403, gettext_lazy("Not allowed")),
    "not-found": (404, gettext_lazy("Not found")),
    "method": (405, gettext_lazy("No such method here")),
    "conflict": (409, gettext_lazy("Changed meanwhile")),
    "refused": (409, gettext_lazy("Not possible as things stand")),
    "too-large": (413, gettext_lazy("Too large")),
    "media-type": (415, gettext_lazy("Another content type is needed")),
    "invalid": (422, gettext_lazy("Some values can't be used")),
    "key-reused": (422, gettext_lazy("This idempotency key was used for something else")),
    "failed": (500, gettext_lazy("Something went wrong on our side")),
    "busy": (503, gettext_lazy("Try again in a moment")),
}


class Problem(Exception):
    """A refusal on its way to the asker; nothing was changed when one is raised.

    `kind` is one of KINDS, whose status it takes; `more` are further members of the document.
    """

    def __init__(
        self, kind: str, detail: str = "", headers: Mapping[str, str] | None = None, **more: Any
    ) -> None:
        self.status, title = KINDS[kind]
        self.headers = dict(headers or {})
        self.document = {
            "type": f"/docs#{kind}", "title": str(title), "status": self.status,
            "detail": detail or str(title), **more,
        }  # fmt: skip
        super().__init__(self.document["detail"])

    def response(self) -> HttpResponse:
        text = json.dumps(self.document, ensure_ascii=False, default=str)
        return HttpResponse(text, status=self.status, content_type=MEDIA_TYPE, headers=self.headers)


def problem_of(error: EngineError) -> Problem:
    """The document for a refusal of the engine."""
    if isinstance(error, Invalid):
        whole = " ".join(error.errors.get("", []))
        return Problem("invalid", whole or _("Some values can't be used: see “errors”."), errors=error.errors)
    if isinstance(error, NotFound):
        return Problem("not-found", _("There is no such thing, or you may not see it."))
    if isinstance(error, Forbidden):
        return Problem("forbidden", str(error))
    if isinstance(error, Refused):
        return Problem("refused", error.text, missing=[asdict(missing) for missing in error.missing])
    if isinstance(error, Conflict):
        detail = _("Somebody changed the same fields since you read them: see “clashes”.")
        return Problem(
            "conflict", detail, version=error.version, clashes=[asdict(clash) for clash in error.clashes]
        )
    if isinstance(error, UndoConflict):
        detail = _("Later changes stand in the way: see “standing”. Undo with “force” to overwrite them.")
        standing = [
            {
                "record": str(one.record.pk), "field": one.field, "label": one.label, "now": one.now,
                "back": one.back, "who": one.who,
            }
            for one in error.standing
        ]  # fmt: skip
        return Problem("conflict", detail, standing=standing)
    return Problem("refused", str(error))
