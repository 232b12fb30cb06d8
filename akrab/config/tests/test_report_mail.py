"""Reports by mail: each reader gets the figures they may see, once, and nobody else can read them in the ledger."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import translation
from openpyxl import load_workbook

from akrab.config import report_mail
from akrab.config.report_mail import send_due, tell_worked_out, was_worked_out
from akrab.engine import contents, write
from akrab.engine.models import Event
from akrab.features.mail.models import LEFT_OUT, Mail
from akrab.features.notify.models import Notice
from akrab.features.reports.files import KINDS
from akrab.features.reports.jobs import work_out
from akrab.features.reports.models import Report, Snapshot, Subscription
from akrab.identity.actor import system
from akrab.lib import clock
from akrab.modules.activities.models import Task
from akrab.tenancy.current import workspace as inside
from tests.cast import Cast, assemble

MONDAY = datetime(2026, 3, 2, 1, tzinfo=UTC)  # nine in the morning in Manila


@pytest.fixture
def cast(db: None) -> Iterator[Cast]:
    cast = assemble(time_zone="Asia/Manila")
    clock.set(MONDAY)
    with inside(cast.north):
        yield cast
    clock.set(None)


def due(cast: Cast, sub: Subscription) -> Event:
    """The moment comes, and the event of it is followed."""
    by = system(cast.north)
    write.happen(sub, "due", by)
    event = Event.objects.filter(kind="subscription.due").order_by("-id").first()
    assert event is not None
    send_due(event, by)
    return event


def test_each_reader_gets_their_own_figures_once(cast: Cast) -> None:
    cast.roles["seller"].rights = {"*": {"view": "all", "create": "all"}, "task": {"view": "own"}}
    cast.roles["seller"].save()
    alice = cast.alice.actor()
    for who in (cast.alice, cast.bob, cast.bob):
        write.create(Task, {"name": "Ring", "assignee": who.id}, system(cast.north))
    report = write.create(
        Report,
        {
            "name": "Tasks",
            "object": "task",
            "sharing": "everybody",
            "measures": [{"key": "n", "kind": "count"}],
        },
        alice,
    )
    raw = {"report": report.pk, "rhythm": "day", "minute": 8 * 60}
    subs = write.create_many(Subscription, [{**raw, "to": one.id} for one in (cast.alice, cast.bob)], alice)
    assert {sub.next_at for sub in subs} == {MONDAY + timedelta(hours=23)}, (
        "tomorrow at eight: today's has passed"
    )
    clock.set(MONDAY + timedelta(hours=23))
    events = [due(cast, sub) for sub in subs]
    letters = {mail.to[0]: mail for mail in Mail.objects.all()}
    said = {to.split("@")[0]: mail.sealed for to, mail in letters.items()}
    assert "Total: Number 3" in said["alice"]
    assert "Total: Number 2" in said["bob"]
    assert {mail.body for mail in letters.values()} == {LEFT_OUT}, "the ledger holds no figures"
    send_due(events[0], system(cast.north))
    assert Mail.objects.count() == 2, "following it again sends nothing more"
    assert Subscription.objects.get(pk=subs[0].pk).next_at == MONDAY + timedelta(hours=47)


def test_a_report_that_was_taken_away_says_so_and_shows_nothing(cast: Cast) -> None:
    alice = cast.alice.actor()
    report = write.create(Report, {"name": "Secret", "object": "task", "sharing": "everybody"}, alice)
    sub = write.create(Subscription, {"report": report.pk, "to": cast.bob.id, "rhythm": "week"}, alice)
    write.update(report, {"sharing": "private"}, alice)
    due(cast, sub)
    mail = Mail.objects.get()
    assert "Secret" not in mail.subject + mail.sealed


def mailed(cast: Cast, attached: str) -> Mail:
    """Bob's letter of a report about tasks, with the kind of file that he asked for."""
    cast.roles["seller"].rights = {"*": {"view": "all", "create": "all"}, "task": {"view": "own"}}
    cast.roles["seller"].save()
    cast.bob.member.user.language = "id"
    cast.bob.member.user.save()
    alice = cast.alice.actor()
    for who in (cast.alice, cast.bob, cast.bob):
        write.create(Task, {"name": "Ring", "assignee": who.id}, system(cast.north))
    raw = {"name": "Tasks", "object": "task", "sharing": "everybody", "group_by": "priority"}
    report = write.create(Report, raw, alice)
    asked = {"report": report.pk, "rhythm": "day", "to": cast.bob.id, "attached": attached}
    due(cast, write.create(Subscription, asked, alice))
    return Mail.objects.get()


def test_a_reserved_report_tells_a_reader_without_the_right_neither_a_figure_nor_its_name(cast: Cast) -> None:
    alice = cast.alice.actor()
    write.create(Task, {"name": "Ring", "assignee": cast.bob.id}, system(cast.north))
    counted = {"object": "task", "sharing": "everybody", "measures": [{"key": "n", "kind": "count"}]}
    report = write.create(Report, {"name": "For the head", "reserved": True, **counted}, alice)
    raw = {"report": report.pk, "rhythm": "day", "minute": 8 * 60, "attached": "xlsx", "to": cast.bob.id}
    due(cast, write.create(Subscription, raw, alice))
    [mail] = Mail.objects.all()
    assert mail.subject == "A report that you may not see"
    assert "For the head" not in mail.sealed
    assert "1" not in mail.sealed
    assert mail.attachments == []


def test_the_file_comes_with_the_letter_by_the_rights_and_in_the_language_of_its_reader(cast: Cast) -> None:
    mail = mailed(cast, "xlsx")
    [stored] = mail.attachments
    assert (stored["name"], stored["type"]) == ("Tasks.xlsx", KINDS["xlsx"])
    sheet = load_workbook(contents.open_contents(stored)).active
    assert sheet is not None
    with translation.override("id"):
        total = translation.gettext("Total")
    cells = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert cells[-1] == [total, 2], "of the three tasks two are bob's"


@pytest.mark.parametrize("kind", ["csv", "pdf"])
def test_other_files_come_by_choice(cast: Cast, kind: str) -> None:
    [stored] = mailed(cast, kind).attachments
    assert stored["name"] == f"Tasks.{kind}"


def test_a_file_that_is_too_large_for_a_mail_is_named_by_its_address(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(report_mail, "MOST_BYTES", 100)
    mail = mailed(cast, "xlsx")
    assert mail.attachments == []
    assert "/file/xlsx" in mail.sealed


def test_whoever_had_figures_worked_out_is_told_once(cast: Cast) -> None:
    alice = cast.alice.actor()
    report = write.create(Report, {"name": "Tasks", "object": "task", "sharing": "everybody"}, alice)
    work_out(str(cast.north.pk), str(report.pk), str(cast.bob.id), "")
    made = Snapshot.objects.get()
    [event] = [one for one in Event.objects.filter(kind="snapshot.created") if was_worked_out(one)]
    for _time in range(2):
        tell_worked_out(event, system(cast.north))
    notice = Notice.objects.get()
    assert (str(notice.to_id), notice.about) == (str(cast.bob.id), f"snapshot:{made.pk}")


def uncounted(cast: Cast) -> list[Notice]:
    """Follow what happened, twice over, and return bob's notices."""
    told = list(Event.objects.filter(kind=report_mail.UNCOUNTED))
    for event in [*told, *told]:
        report_mail.tell_uncounted(event, system(cast.north))
    return list(Notice.objects.filter(to=cast.bob.member))


@pytest.mark.parametrize("gone", ["report", "right"])
def test_whoever_waits_for_figures_that_cannot_be_counted_is_told_why_once(cast: Cast, gone: str) -> None:
    alice = cast.alice.actor()
    report = write.create(Report, {"name": "Tasks", "object": "task", "sharing": "everybody"}, alice)
    if gone == "report":
        write.delete(report, alice)
    else:
        write.update(report, {"sharing": "private"}, alice)
    work_out(str(cast.north.pk), str(report.pk), str(cast.bob.id), "")
    assert not Snapshot.objects.exists()
    [notice] = uncounted(cast)
    assert notice.text.startswith("“Tasks” could not be worked out. ")
    assert notice.kind == "problem"


def test_what_breaks_while_figures_are_counted_is_told_too(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    alice = cast.alice.actor()
    report = write.create(Report, {"name": "Tasks", "object": "task", "sharing": "everybody"}, alice)

    def breaks(*_asked: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("akrab.features.reports.jobs.compute", breaks)
    work_out(str(cast.north.pk), str(report.pk), str(cast.bob.id), "")
    [notice] = uncounted(cast)
    assert "took too long or broke off" in notice.text
    assert notice.about == f"report:{report.pk}"
