"""Taking back a whole operation."""

from dataclasses import replace
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Schema

from akrab.api.bearer import acting
from akrab.api.bodies import read_object, read_uuid
from akrab.api.overlaps import require_free
from akrab.api.records import answer
from akrab.api.repeats import once
from akrab.engine import undo
from akrab.engine.errors import Invalid


class Undo(Schema):
    """`force` overwrites what was changed since."""

    force: bool = False


class Undone(Schema):
    """The operation that took another one back."""

    operation: UUID
    undoes: UUID
    label: str


def undo_operation(request: HttpRequest, operation: str) -> HttpResponse:
    with acting(request) as by:

        def act() -> HttpResponse:
            raw = read_object(request, required=False)
            if set(raw) - {"force"} or not isinstance(raw.get("force", False), bool):
                raise Invalid({"force": [_("Say true or false, and nothing else.")]})
            taken = undo.get_operation(read_uuid(operation), by)
            done = undo.undo(taken, by, raw.get("force", False))
            require_free(request, replace(by, operation=done.pk))
            told = {"operation": str(done.pk), "undoes": str(taken.pk), "label": done.label}
            return answer(told, Akrab_Operation=str(done.pk))

        return once(request, by, act)
