"""How a form is used, in numbers alone: views, starts, where people left, what was sent, by day and source."""

import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Count, Q, Sum
from django.db.models.functions import TruncDate
from django.utils.translation import gettext as _

from akrab.features.forms.models import WAITING, Form, FormCount, Submission
from akrab.features.forms.questions import HEADS, Questions, questions_of
from akrab.identity import attempts
from akrab.lib import clock, secrets
from akrab.tenancy.ids import new_id

KINDS = ("view", "start", "left", "reached")
NAMED = ("left", "reached")
BOTS = re.compile(
    r"bot\b|bot/|crawl|spider|slurp|preview|headless|lighthouse|monitor|curl|wget|python|scan|archiver",
    re.IGNORECASE,
)
MOST_OF_ONE, MOST_OF_FORM, MOST_SOURCES = 120, 20_000, 60
OTHERS = "…"
MINUTE = timedelta(minutes=1)


def is_counted(agent: str) -> bool:
    """Whether this is a person's browser, as far as it says."""
    return bool(agent) and not BOTS.search(agent)


def has_room(form: Form, sender: str) -> bool:
    """Whether one address and all together have not been counted too often within this minute."""
    one, all_ = attempts.count([f"seen:{form.pk}:{secrets.digest(sender)[:32]}", f"seen:{form.pk}"], MINUTE)
    return one <= MOST_OF_ONE and all_ <= MOST_OF_FORM


def count(form: Form, kind: str, name: str = "", source: str = "") -> None:
    """Count one view, start, leaving or page reached of today; what a form doesn't know is not counted."""
    if kind not in KINDS or (kind in NAMED and name not in {one.name for one in form.shape.questions}):
        return
    day = clock.today(ZoneInfo(form.workspace.time_zone))
    source = _known_source(form, day, source.replace("\0", "").strip()[:80])
    _add(form, day, kind, name if kind in NAMED else "", source, 1)


def count_refused(form: Form, number: int) -> None:
    """Count sendings of today that were not even kept."""
    _add(form, clock.today(ZoneInfo(form.workspace.time_zone)), "refused", "", "", number)


def _add(form: Form, day: date, kind: str, name: str, source: str, number: int) -> None:
    table = connection.ops.quote_name(FormCount._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} AS held (id, workspace_id, form_id, day, kind, name, source, number)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s, %s)"
            " ON CONFLICT (workspace_id, form_id, day, kind, name, source)"
            " DO UPDATE SET number = held.number + excluded.number",
            [new_id(), form.workspace_id, form.pk, day, kind, name, source, number],
        )


def _known_source(form: Form, day: date, source: str) -> str:
    """The source, or the word for all others once a day has seen very many."""
    if not source:
        return ""
    known = FormCount.objects.filter(form=form, day=day, kind="view").values_list("source", flat=True)
    return source if source in known or len(known) < MOST_SOURCES else OTHERS


@dataclass
class Row:
    """The figures of one day or one source."""

    name: str
    views: int = 0
    starts: int = 0
    sent: int = 0
    spam: int = 0
    refused: int = 0

    @property
    def conversion(self) -> float | None:
        """How many of a hundred who saw the form sent it; None where nobody was counted."""
        return min(100.0, 100 * self.sent / self.views) if self.views else None


@dataclass
class Step:
    """One question: how many left the form after touching it last, of those who began."""

    label: str
    left: int
    share: float


@dataclass
class Stage:
    """One page of a form that has several: how many came to it, and how many of them went no further."""

    label: str
    reached: int
    left: int

    @property
    def share(self) -> float | None:
        """How many of a hundred who came to it left there; None where nobody came."""
        return min(100.0, 100 * self.left / self.reached) if self.reached else None


@dataclass
class Figures:
    """A form's figures of some days: in all, by day, by source, by page, and by the question where people left."""

    total: Row
    days: list[Row] = field(default_factory=list)
    sources: list[Row] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    stages: list[Stage] = field(default_factory=list)


def figures(form: Form, days: int) -> Figures:
    """The figures of the last days, today included; four queries whatever there is to count."""
    zone = ZoneInfo(form.workspace.time_zone)
    today = clock.today(zone)
    first = today - timedelta(days=days - 1)
    found = Figures(Row(""))
    by_day = {first + timedelta(days=place): Row("") for place in range(days)}
    by_source: dict[str, Row] = {}
    counted = FormCount.objects.filter(form=form, day__gte=first).values_list("day", "kind", "source", "name")
    named: dict[str, dict[str, int]] = {kind: {} for kind in NAMED}
    for day, kind, source, name, number in counted.annotate(n=Sum("number")).order_by():
        if kind in named:
            named[kind][name] = named[kind].get(name, 0) + number
            continue
        if kind == "refused":
            found.total.refused += number
            continue
        for row in (found.total, by_day.get(day, Row("")), by_source.setdefault(source, Row(source))):
            setattr(row, f"{kind}s", getattr(row, f"{kind}s") + number)
    since = clock.now() - timedelta(days=days + 1)
    sent = Submission.objects.filter(form=form, at__gte=since).annotate(day=TruncDate("at", tzinfo=zone))
    for day, source, state, number in (
        sent.values_list("day", "source", "state").annotate(n=Count("pk")).order_by()
    ):
        if day not in by_day:
            continue
        kind = "sent" if state == "taken" else "spam"
        for row in (found.total, by_day[day], by_source.setdefault(source, Row(source))):
            setattr(row, kind, getattr(row, kind) + number)
    found.days = [_named(row, day) for day, row in by_day.items()]
    found.sources = sorted(by_source.values(), key=lambda row: (-row.sent, -row.views, row.name))[:20]
    questions = questions_of(form)
    found.steps = _steps(questions, named["left"], found.total)
    found.stages = _stages(questions, named["left"], named["reached"], found.total)
    return found


def _named(row: Row, day: date) -> Row:
    row.name = day.isoformat()
    return row


def _steps(questions: Questions, left: dict[str, int], total: Row) -> list[Step]:
    """The questions in order, with how many stopped at each."""
    base = max(total.starts, sum(left.values()), 1)
    asked = [one.question for one in questions.asked if one.question.kind not in (*HEADS, "hidden")]
    return [Step(one.label, left.get(one.name, 0), 100 * left.get(one.name, 0) / base) for one in asked]


def _stages(questions: Questions, left: dict[str, int], reached: dict[str, int], total: Row) -> list[Stage]:
    """The pages in order; who came to one and touched nothing there left there too. None for a form of one page."""
    steps = questions.steps()
    found: list[Stage] = []
    for number, step in enumerate(steps, 1):
        began = step.begins
        names = [one.name for one in step.asked] + ([began.name] if began else [])
        came = total.starts if number == 1 else reached.get(began.name if began else "", 0)
        label = (began.label if began else "") or _("Step %(number)d") % {"number": number}
        found.append(Stage(label, came, sum(left.get(name, 0) for name in names)))
    return found if len(found) > 1 else []


@dataclass
class Totals:
    """What a form's line in the list says."""

    views: int = 0
    sent: int = 0
    waiting: int = 0

    @property
    def conversion(self) -> float | None:
        return min(100.0, 100 * self.sent / self.views) if self.views else None


def totals(days: int, form: Form | None = None) -> dict[UUID, Totals]:
    """Of each form (or one): seen and sent within the last days, and how many wait; two queries."""
    only = {"form": form} if form is not None else {}
    since = clock.now() - timedelta(days=days)
    found: dict[UUID, Totals] = {}
    seen = FormCount.objects.filter(kind="view", day__gte=since.date(), **only)
    for id, number in seen.values_list("form").annotate(n=Sum("number")).order_by():
        found.setdefault(id, Totals()).views = number
    sent = Submission.objects.filter(Q(state__in=WAITING) | Q(state="taken", at__gte=since), **only)
    for id, state, number in sent.values_list("form", "state").annotate(n=Count("pk")).order_by():
        row = found.setdefault(id, Totals())
        if state == "taken":
            row.sent = number
        else:
            row.waiting += number
    return found
