"""What came through a form: each sending whole, those that wait for a person, and the form's figures."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_POST

from akrab.engine import access, contents
from akrab.engine.errors import Invalid, NotFound, Refused
from akrab.features.forms.counting import figures
from akrab.features.forms.guard import REASONS
from akrab.features.forms.models import WAITING, Form, Submission
from akrab.features.forms.taking import accept, discard, discard_waiting, put_back
from akrab.identity.actor import Actor
from akrab.web import addresses, show
from akrab.web.pages.settings.door import administrators, draw, get_row
from akrab.web.pages.settings.forms import at, frame

PAGE = 50
SPANS = (7, 30, 90, 365)


@administrators
def sendings(request: HttpRequest, by: Actor, id: UUID) -> HttpResponse:
    """The sendings of a form: those that wait, those taken, and those deleted."""
    held = access.get(Form, id, by)
    rows = Submission.objects.filter(form=held)
    waits = rows.filter(state__in=WAITING).exists()
    kind = request.GET.get("state") or ("waiting" if waits else "taken")
    states = {"waiting": WAITING, "deleted": ("deleted",)}.get(kind, ("taken",))
    page = Paginator(rows.filter(state__in=states).order_by("-at", "-id"), PAGE).get_page(
        request.GET.get("page")
    )
    tabs = [
        ("waiting", _("Waiting for a person")),
        ("taken", pgettext("sendings", "Taken")),
        ("deleted", pgettext("sendings", "Deleted")),
    ]
    context = {
        **frame(by, held, "sent"),
        "kind": kind,
        "tabs": [(label, f"{at(by, held)}/sent?state={name}", name == kind) for name, label in tabs],
        "page": page,
        "rows": [_row(one, by, held) for one in page],
    }
    return draw(request, by, "settings/form_sent.html", context)


def _row(one: Submission, by: Actor, held: Form) -> dict[str, Any]:
    said = [str(each["said"]) for each in one.asked if each.get("said")] or [
        str(v) for v in one.answers.values() if v
    ]
    kind, _colon, record = one.record.partition(":")
    return {
        "one": one,
        "says": " · ".join(said)[:200],
        "reason": str(REASONS.get(one.reason, "")),
        "address": f"{at(by, held)}/sent/{one.pk}",
        "record": addresses.find(by.workspace, kind, record) if record else "",
    }


@administrators
def sending(request: HttpRequest, by: Actor, id: UUID, sending: UUID) -> HttpResponse:
    """One sending: the questions as its sender read them, with the answers."""
    held = access.get(Form, id, by)
    one = get_row(Submission.objects.filter(form=held), sending)
    asked = {each["name"] for each in one.asked}
    further = [(name, value) for name, value in one.answers.items() if name not in asked and value]
    context = {
        **frame(by, held, "sent"),
        **_row(one, by, held),
        "further": further,
        "back": f"{at(by, held)}/sent",
        "files": [(place, stored) for place, stored in enumerate(one.files)],
        "waits": one.state in WAITING,
    }
    return draw(request, by, "settings/form_sending.html", context)


@require_POST
@administrators
def judge(request: HttpRequest, by: Actor, id: UUID) -> HttpResponse:
    """Accept, delete or put back the sendings that were ticked; what can't be accepted stays, with the reason."""
    held = access.get(Form, id, by)
    if request.POST.get("verdict") == "delete_all":
        count = discard_waiting(held, by)
        said = ngettext("%(count)d submission was deleted.", "%(count)d submissions were deleted.", count) % {
            "count": count
        }
        return show.go(request, f"{at(by, held)}/sent?state=deleted", None, said)
    verdict = {"accept": accept, "delete": discard, "back": put_back}.get(request.POST.get("verdict", ""))
    if verdict is None:
        raise NotFound(request.POST.get("verdict", ""))
    done, refused = 0, ""
    for one in request.POST.getlist("sending"):
        row = get_row(Submission.objects.filter(form=held), one)
        try:
            verdict(row.pk, by)
            done += 1
        except Invalid as invalid:
            refused = " ".join(text for texts in invalid.errors.values() for text in texts)
        except Refused as wrong:
            refused = str(wrong)
    said = ngettext(
        "%(count)d submission was dealt with.", "%(count)d submissions were dealt with.", done
    ) % {"count": done}
    if refused:
        said = _("%(done)s Not all: %(why)s") % {"done": said, "why": refused}
    return show.go(request, f"{at(by, held)}/sent", None, said)


@administrators
def open_file(request: HttpRequest, by: Actor, id: UUID, sending: UUID, place: int) -> HttpResponse:
    """A file that came with a sending, always as a download."""
    held = access.get(Form, id, by)
    one = get_row(Submission.objects.filter(form=held), sending)
    if place >= len(one.files):
        raise NotFound(str(place))
    stored = one.files[place]
    disposition = content_disposition_header(as_attachment=True, filename=stored["name"])
    with contents.open_contents(stored) as held_file:
        return HttpResponse(
            held_file.read(),  # at most as large as a form takes
            content_type="application/octet-stream",
            headers={"Content-Disposition": disposition or "attachment"},
        )


@administrators
def figures_of(request: HttpRequest, by: Actor, id: UUID) -> HttpResponse:
    """How often the form was seen, begun and sent, where people left it, and where they came from."""
    held = access.get(Form, id, by)
    held.workspace = by.workspace
    said = request.GET.get("days", "")
    days = int(said) if said.isdigit() and int(said) in SPANS else 30
    found = figures(held, days)
    most = max([1, *(max(row.views, row.sent) for row in found.days)])
    context = {
        **frame(by, held, "figures"),
        "figures": found,
        "bars": [
            {"row": row, "views": round(100 * row.views / most), "sent": round(100 * row.sent / most)}
            for row in found.days
        ],
        "spans": [
            (days_, ngettext("%(days)d day", "%(days)d days", days_) % {"days": days_}, days_ == days)
            for days_ in SPANS
        ],
    }
    return draw(request, by, "settings/form_figures.html", context)
