"""Reports by mail: each reader gets the figures they may see, once, and nobody else can read them in the ledger."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from akrab.config.report_mail import send_due
from akrab.engine import write
from akrab.engine.models import Event
from akrab.features.mail.models import LEFT_OUT, Mail
from akrab.features.reports.models import Report, Subscription
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
