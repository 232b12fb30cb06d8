"""What was done to users, teams, roles, keys and the workspace: in sentences, newest first, and taking it back."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.html import conditional_escape, format_html
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from akrab.engine import journal, undo
from akrab.engine.models import Event, Operation
from akrab.identity.actor import Actor
from akrab.identity.members import branch_names, names_of, role_names, team_names
from akrab.web import show
from akrab.web.pages.settings import wording
from akrab.web.pages.settings.door import address, administrators, draw
from akrab.web.visit import page

ON_A_PAGE, BESIDE = 50, 8
ICONS = {
    "workspace": "building", "user": "user", "membership": "user", "role": "lock", "team": "users-group",
    "branch": "building-community", "token": "key", "invitation": "mail",
}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One event, as people read it."""

    id: UUID
    at: datetime
    icon: str
    sentences: list[SafeString]
    details: list[wording.Detail] = field(default_factory=list)
    undo: str = ""
    is_undone: bool = False
    is_undo: bool = False


@administrators
def history(request: HttpRequest, by: Actor) -> HttpResponse:
    """Everything that was done to the settings, page by page."""
    said = request.GET.get("before", "")
    try:
        before = UUID(said) if said else None
    except ValueError:
        before = None
    events = journal.history([by.workspace.pk], before=before, limit=ON_A_PAGE + 1)
    older = str(events[ON_A_PAGE - 1].pk) if len(events) > ON_A_PAGE else ""
    context = {"lines": lines(events[:ON_A_PAGE], by), "older": older, "is_first": before is None}
    return draw(request, by, "settings/history.html", context)


@require_POST
@page
def take_back(request: HttpRequest, by: Actor, operation: UUID) -> HttpResponse:
    """Undo a gesture upon settings and show the same page anew; a refusal says what stands in the way."""
    gone = undo.get_operation(operation, by)
    done = undo.undo(gone, by)
    back = request.headers.get("HX-Current-URL") or request.headers.get("Referer") or ""
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        back = address(by)
    by = by.within(done.pk)
    return went(request, by, _("Undone: %(gesture)s") % {"gesture": gone.label}, back)


def went(request: HttpRequest, by: Actor, said: str, where: str) -> HttpResponse:
    """Go to a settings page, where `said` is shown, with the way to take back what the gesture of `by` did."""
    did = Event.objects.filter(operation=by.operation).exists()
    messages.success(request, said, extra_tags=undo_address(by, by.operation) if did else "")
    return show.go(request, where)


def undo_address(by: Actor, operation: UUID | None) -> str:
    return address(by, f"history/{operation}/undo") if operation else ""


def of_rows(by: Actor, *ids: UUID) -> dict[str, Any]:
    """The history of some rows, for the page that shows them."""
    return {"lines": lines(journal.history(ids, limit=BESIDE), by)}


def of_kinds(by: Actor, *kinds: str) -> dict[str, Any]:
    """The latest that happened to rows of some kinds, for the page that lists them."""
    return {"lines": lines(journal.history([by.workspace.pk], kinds, limit=BESIDE), by)}


def lines(events: Sequence[Event], by: Actor) -> list[Line]:
    """The events in sentences; a fixed number of queries. A gesture is taken back from its newest line."""
    names = _names(events)
    gestures = [one.operation_id for one in events]
    undone = set(Operation.objects.filter(undoes__in=gestures).values_list("undoes", flat=True))
    final = {one.operation_id for one in events if not journal.is_reversible(one)}
    offered = undone | final
    anew = {(one.operation_id, one.title) for one in events if one.kind == "invitation.created"}
    found = []
    for event in events:
        sentences = wording.sentences(event, names)
        is_replaced = event.kind == "invitation.deleted" and (event.operation_id, event.title) in anew
        if is_replaced or not sentences:
            continue
        can_undo = event.operation_id not in offered and _may_undo(event, by)
        offered.add(event.operation_id)
        found.append(
            Line(
                event.pk, event.at, ICONS.get(event.object, "circle"), [_marked(*one) for one in sentences],
                wording.details(event), undo_address(by, event.operation_id) if can_undo else "",
                event.operation_id in undone, event.operation.undoes is not None,
            )
        )  # fmt: skip
    return found


def _may_undo(event: Event, by: Actor) -> bool:
    """One's own name is changed back by oneself alone; all else by administrators."""
    if event.object == "user":
        return by.membership is not None and by.membership.user_id == event.record
    return by.rights.everything


def _marked(text: str, words: Mapping[str, str]) -> SafeString:
    """A sentence with its words set in bold."""
    bold = {name: format_html("<b>{}</b>", word) for name, word in words.items()}
    return mark_safe(conditional_escape(text) % bold)


def _names(events: Iterable[Event]) -> dict[str, str]:
    """What the linked rows are called now; those that are gone, as they were called last."""
    wanted: dict[str, set[UUID]] = {"role": set(), "team": set(), "branch": set(), "leader": set()}
    for event in events:
        for name in wanted.keys() & event.changes.keys():
            wanted[name] |= {UUID(value) for value in event.changes[name] if value}
    found = role_names(wanted["role"]) | team_names(wanted["team"]) | names_of(wanted["leader"])
    found |= branch_names(wanted["branch"])
    gone = set().union(*wanted.values()) - found.keys()
    if gone:
        last = Event.objects.filter(record__in=gone).order_by("id")
        found |= dict(last.values_list("record", "title"))
    return {str(id): name for id, name in found.items()}
