"""Reports by mail: what falls due is counted by each reader's own rights and put into the mail queue, once."""

from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akrab.engine import contents, write
from akrab.engine.errors import EngineError
from akrab.engine.models import Event
from akrab.features.mail.models import LEFT_OUT
from akrab.features.mail.queueing import queue
from akrab.features.notify.notices import send
from akrab.features.reports.compute import compute
from akrab.features.reports.dashboards import fill, get_dashboard, get_report
from akrab.features.reports.figures import Figures
from akrab.features.reports.files import file_of
from akrab.features.reports.grid import Line, grid_of
from akrab.features.reports.jobs import FAILED, ORIGIN
from akrab.features.reports.models import Report, Snapshot, Subscription
from akrab.features.reports.patience import Patience, TooLarge
from akrab.features.reports.rhythm import next_moment
from akrab.identity.actor import Actor, person
from akrab.identity.models import Membership
from akrab.lib.pdf import MissingGlyphs
from akrab.web import addresses

MOST_LINES = 60
MOST_BYTES = 5_000_000  # of all files of a letter together; what is larger is fetched by its address


def send_due(event: Event, by: Actor) -> None:
    """Queue the mail of a subscription that fell due, and settle when the next one is.

    The event is the key of the mail: following it again sends nothing more. The figures stand in the letter alone,
    not in the ledger, which others may read.
    """
    rows = Subscription.objects.select_related("to__user", "to__role", "to__workspace", "to__team")
    sub = rows.filter(pk=event.record, deleted_at__isnull=True).first()
    if sub is None:
        return
    if sub.to.is_active:
        reader = person(sub.to, ORIGIN)
        with translation.override(reader.language), timezone.override(ZoneInfo(reader.time_zone)):
            said = letter(sub, reader)
            queue(
                [sub.to.user.email],
                said.subject,
                LEFT_OUT,
                sub,
                by,
                said.files,
                f"subscription:{event.pk}",
                said.text,
            )
    write.keep(sub, by, next_at=next_moment(sub, by.workspace))


@dataclass(frozen=True)
class Letter:
    """What one reader gets; `files` are values of stored files."""

    subject: str
    text: str
    files: tuple[dict[str, Any], ...] = ()


def letter(sub: Subscription, reader: Actor) -> Letter:
    """The letter for one reader, in their language and by their rights; what they may not see says so."""
    home = f"{addresses.home(reader.workspace)}reports/"
    told: list[tuple[Report, Figures]] = []
    try:
        if sub.report_id:
            report = get_report(sub.report_id, reader)
            told = [(report, compute(report, reader, patience=Patience()))]
            parts, name = [_told(report.name, told[0][1])], report.name
            address = f"{home}r/{report.pk}"
        else:
            board = fill(get_dashboard(str(sub.dashboard_id), reader), reader, patience=Patience())
            name, address = board.dashboard.name, f"{home}{board.dashboard.pk}"
            parts = [
                _told(one.heading, one.figures)
                if one.figures
                else f"{one.heading}\n{one.refusal or one.tile.text}"
                for one in board.tiles
            ]
            told = [(one.report, one.figures) for one in board.tiles if one.report and one.figures]
    except TooLarge as refused:
        return Letter(_("A report that takes too long"), str(refused))
    except EngineError as refused:
        return Letter(_("A report that you may not see"), str(refused))
    files, left_out = _files(sub.attached, told)
    parts += [_by_address(sub.attached, f"{home}r/{one.pk}", one) for one in left_out]
    where = _("Open it: %(address)s") % {"address": addresses.public(address)}
    stop = _("Stop these e-mails: %(address)s") % {"address": addresses.public(f"{address}/mail")}
    return Letter(name, "\n\n".join([*parts, f"{where}\n{stop}"]), files)


def _files(kind: str, told: list[tuple[Report, Figures]]) -> tuple[tuple[dict[str, Any], ...], list[Report]]:
    """The figures as stored files of this kind while there is room for them, and the reports that found none."""
    files: list[dict[str, Any]] = []
    left_out: list[Report] = []
    room = MOST_BYTES
    for report, figures in told if kind else []:
        try:
            content = file_of(kind, report, figures)
        except MissingGlyphs:
            left_out.append(report)
            continue
        if len(content) > room:
            left_out.append(report)
            continue
        room -= len(content)
        files.append(contents.keep(f"{report.name}.{kind}", [content]))
    return tuple(files), left_out


def _by_address(kind: str, address: str, report: Report) -> str:
    words = {"name": report.name, "address": addresses.public(f"{address}/file/{kind}")}
    return _("The file of “%(name)s” is not in this e-mail. Fetch it here: %(address)s") % words


def _told(heading: str, figures: Figures) -> str:
    """The figures of a report as lines of text."""
    grid = grid_of(figures)
    lines = [f"{heading} · {figures.period.text}"]
    lines += [_line(line, grid.headings) for line in grid.lines[:MOST_LINES]]
    if len(grid.lines) > MOST_LINES:
        lines.append("…")
    return "\n".join([*lines, _line(grid.total, grid.headings)])


def _line(line: Line, headings: tuple[str, ...]) -> str:
    said = " · ".join(f"{heading} {value.text}" for heading, value in zip(headings, line.values, strict=True))
    return f"{'  ' * line.depth}{line.label}: {said}"


def was_worked_out(event: Event) -> bool:
    """A snapshot made in the background, for somebody who waits for it."""
    return event.kind == "snapshot.created" and event.origin == ORIGIN


def tell_worked_out(event: Event, by: Actor) -> None:
    """Whoever asked for figures that took long is told that they are there, once."""
    made = Snapshot.objects.select_related("owner__user").filter(pk=event.record).first()
    if made is not None and made.owner is not None:
        text = gettext_lazy("The figures are there: %(name)s")
        send(made.owner, text, by, {"name": made.name}, about=made, key=f"snapshot:{made.pk}")


UNCOUNTED = f"report.{FAILED}"


def tell_uncounted(event: Event, by: Actor) -> None:
    """Whoever waited for figures is told that they do not come, and why."""
    reader = (
        Membership.objects.select_related("user").filter(pk=event.new("asked_by"), is_active=True).first()
    )
    report = Report.objects.filter(pk=event.record, deleted_at__isnull=True).first()
    if reader is not None:
        text = gettext_lazy("“%(name)s” could not be worked out. %(why)s")
        words = {"name": event.title, "why": event.new("why")}
        send(reader, text, by, words, kind="problem", about=report, key=f"uncounted:{event.pk}")
