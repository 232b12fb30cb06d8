"""What is to be confirmed by a day reminds its readers before and on it, and whoever posted it afterwards."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from akrab.features.announcements.models import Announcement, Receipt
from akrab.features.notify.models import Notice
from akrab.lib import clock
from akrab.modules.activities.learning import remind
from akrab.tenancy.current import workspace as inside
from tests.cast import Cast

pytestmark = pytest.mark.django_db
PAGE = "/w/north/announcements/"


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    _at(2, 9)
    yield
    clock.set(None)


def _at(day: int, hour: int) -> None:
    clock.set(datetime(2026, 3, day, hour, 1, tzinfo=UTC))


def _posted(cast: Cast, due: str = "2026-03-10") -> Announcement:
    said = {"title": "Safety at work", "text": "Read it.", "kind": "training", "to": "all", "due": due}
    assert cast.alice.browser.post(f"{PAGE}new", said).status_code == 303
    with inside(cast.north):
        return Announcement.objects.get()


def _told(cast: Cast, day: int, hour: int = 8) -> set[tuple[str, str]]:
    """Who is told what by the reminders of a moment."""
    _at(day, hour)
    with inside(cast.north):
        before = set(Notice.objects.values_list("pk", flat=True))
        remind(cast.north)
        rows = Notice.objects.exclude(pk__in=before).select_related("to__user")
        return {(one.to.user.name, one.text) for one in rows}


def test_the_day_before_on_the_day_and_afterwards_each_once(cast: Cast) -> None:
    one = _posted(cast)
    assert _told(cast, 8) == set()
    tomorrow = "To be confirmed by tomorrow: Safety at work"
    assert _told(cast, 9) == {("Bob", tomorrow), ("Carol", tomorrow)}
    assert _told(cast, 9, 20) == set()
    cast.bob.browser.post(f"{PAGE}{one.pk}/read")
    assert _told(cast, 10) == {("Carol", "To be confirmed today: Safety at work")}
    over = "Not confirmed by its day: Safety at work. Still missing: Carol"
    assert _told(cast, 11) == {("Alice", over)}
    assert _told(cast, 12) == set()


def test_after_a_standstill_only_what_holds_today_is_told(cast: Cast) -> None:
    _posted(cast)
    assert {who for who, _text in _told(cast, 20)} == {"Alice"}
    assert _told(cast, 21) == set()


def test_who_is_asked_on_the_day_itself_is_not_told_of_the_day_before(cast: Cast) -> None:
    _posted(cast, due="2026-03-02")
    assert _told(cast, 2, 23) == set()
    assert {who for who, _text in _told(cast, 3)} == {"Alice"}


def test_nobody_is_reminded_of_what_was_withdrawn_or_has_no_day(cast: Cast) -> None:
    one = _posted(cast)
    cast.alice.browser.post(f"{PAGE}{one.pk}/withdraw")
    assert _told(cast, 9) == set()
    cast.alice.browser.post(f"{PAGE}{one.pk}/back")
    assert {who for who, _text in _told(cast, 10)} == {"Bob", "Carol"}
    said = {"title": "Safety at work", "text": "Read it.", "due": ""}
    cast.alice.browser.post(f"{PAGE}{one.pk}/edit", said)
    assert _told(cast, 11) == set()


def test_a_change_keeps_what_was_said_and_may_ask_everybody_anew(cast: Cast) -> None:
    one = _posted(cast)
    cast.bob.browser.post(f"{PAGE}{one.pk}/read")
    said = {"title": "Safety at heights", "text": "Use the rope.", "due": "2026-03-12"}
    assert cast.alice.browser.post(f"{PAGE}{one.pk}/edit", said).status_code == 303
    with inside(cast.north):
        assert Receipt.objects.get(member=cast.bob.member.pk).read_at is not None
    cast.alice.browser.post(f"{PAGE}{one.pk}/edit", said | {"text": "Use both ropes.", "anew": "1"})
    with inside(cast.north):
        assert Receipt.objects.get(member=cast.bob.member.pk).read_at is None
        assert Receipt.objects.get(member=cast.alice.member.pk).read_at is not None
    page = cast.bob.browser.get(f"{PAGE}{one.pk}").content.decode()
    assert "Use both ropes." in page
    assert "Use the rope." in page
    assert "Safety at work" in page
    assert "not yet confirmed" not in page, "only who looks after it sees who has"
    assert "not yet confirmed" in cast.alice.browser.get(f"{PAGE}{one.pk}").content.decode()


def test_a_change_that_can_not_be_keeps_the_typing_and_changes_nothing(cast: Cast) -> None:
    one = _posted(cast)
    answer = cast.alice.browser.post(
        f"{PAGE}{one.pk}/edit", {"title": "", "text": "Use the rope.", "due": "soon"}
    )
    assert answer.status_code == 422
    assert "Use the rope." in answer.content.decode()
    said = {"title": "Mine", "text": "x", "due": ""}
    assert cast.bob.browser.post(f"{PAGE}{one.pk}/edit", said).status_code == 403
    assert cast.bob.browser.post(f"{PAGE}{one.pk}/back").status_code == 403
    assert cast.mallory.browser.get(f"/w/south/announcements/{one.pk}/edit").status_code == 404
    with inside(cast.north):
        held = Announcement.objects.get()
        assert (held.title, held.text, held.earlier) == ("Safety at work", "Read it.", [])
