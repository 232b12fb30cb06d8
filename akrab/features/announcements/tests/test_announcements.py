"""What is announced reaches those it is for and nobody else, and who has read it is known."""

from typing import Any

import pytest

from akrab.features.announcements.models import Announcement, Receipt
from akrab.features.notify.models import Notice
from akrab.identity.models import Team
from akrab.tenancy.current import workspace
from tests.cast import Cast, Player

pytestmark = pytest.mark.django_db
PAGE = "/w/north/announcements/"
SAID = {
    "title": "New price list",
    "text": "It holds from Monday.\n\n- windows\n- doors",
    "kind": "news",
    "to": "all",
}


def posted(cast: Cast, **more: Any) -> Announcement:
    assert cast.alice.browser.post(f"{PAGE}new", SAID | more).status_code == 303
    with workspace(cast.north):
        return Announcement.objects.get()


def sees(player: Player) -> bool:
    return "New price list" in player.browser.get(PAGE).content.decode()


def test_what_goes_to_all_stands_on_each_day_until_it_is_read(cast: Cast) -> None:
    one = posted(cast)
    assert "New price list" in cast.bob.browser.get("/w/north/").content.decode()
    assert "<li>windows</li>" in cast.bob.browser.get(f"{PAGE}{one.pk}").content.decode()
    cast.bob.browser.post(f"{PAGE}{one.pk}/read", {"back": "day"})
    assert "New price list" not in cast.bob.browser.get("/w/north/").content.decode()
    assert sees(cast.bob)
    with workspace(cast.north):
        assert Receipt.objects.filter(read_at__isnull=False).count() == 2  # bob, and alice who wrote it
        assert Notice.objects.filter(kind="news").count() == 2


def test_what_goes_to_one_is_seen_by_nobody_else(cast: Cast) -> None:
    one = posted(cast, to=f"member:{cast.bob.id}")
    assert sees(cast.bob)
    assert not sees(cast.carol)
    assert cast.carol.browser.get(f"{PAGE}{one.pk}").status_code == 404
    assert cast.mallory.browser.get(f"/w/south/announcements/{one.pk}").status_code == 404


def test_what_goes_to_a_team_reaches_its_members(cast: Cast) -> None:
    with workspace(cast.north):
        team = Team.objects.get(name="Sales")
    posted(cast, to=f"team:{team.pk}")
    assert sees(cast.bob)
    assert not sees(cast.carol)


def test_a_leader_speaks_to_the_team_and_no_further(cast: Cast) -> None:
    with workspace(cast.north):
        team = Team.objects.get(name="Sales")
        team.leader = cast.bob.member
        team.save()
    assert cast.bob.browser.post(f"{PAGE}new", SAID).status_code == 422
    assert cast.bob.browser.post(f"{PAGE}new", SAID | {"to": f"member:{cast.carol.id}"}).status_code == 422
    assert cast.bob.browser.post(f"{PAGE}new", SAID | {"to": f"team:{team.pk}"}).status_code == 303
    with workspace(cast.north):
        assert Announcement.objects.get().audience == "Sales"


def test_who_posted_sees_who_has_read_and_reminds_once_a_day(cast: Cast) -> None:
    one = posted(cast)
    assert "not yet" in cast.alice.browser.get(f"{PAGE}{one.pk}").content.decode()
    for _time in range(2):
        cast.alice.browser.post(f"{PAGE}{one.pk}/remind")
    with workspace(cast.north):
        # Bob and carol, once each.
        assert Notice.objects.filter(text="Please read: New price list").count() == 2
    assert cast.bob.browser.post(f"{PAGE}{one.pk}/remind").status_code == 403


def test_a_notice_leads_to_the_announcement(cast: Cast) -> None:
    one = posted(cast)
    with workspace(cast.north):
        notice = Notice.objects.get(to=cast.bob.member)
    assert cast.bob.browser.get(f"/w/north/notices/{notice.pk}")["Location"] == f"{PAGE}{one.pk}"


def test_what_was_withdrawn_is_gone(cast: Cast) -> None:
    one = posted(cast)
    assert cast.bob.browser.post(f"{PAGE}{one.pk}/withdraw").status_code == 403
    assert sees(cast.bob)
    cast.alice.browser.post(f"{PAGE}{one.pk}/withdraw")
    assert not sees(cast.bob)


def test_nobody_is_asked_to_confirm_what_was_withdrawn(cast: Cast) -> None:
    one = posted(cast)
    address = f"{PAGE}{one.pk}"
    cast.bob.browser.post(f"{address}/read")
    cast.alice.browser.post(f"{address}/withdraw")
    assert 'name="anew"' not in cast.alice.browser.get(f"{address}/edit").content.decode()
    changed = {"title": "Newer price list", "text": "From May.", "due": "2099-05-01", "anew": "true"}
    assert cast.alice.browser.post(f"{address}/edit", changed).status_code == 303
    cast.alice.browser.post(f"{address}/remind")
    with workspace(cast.north):
        one.refresh_from_db()
        assert (one.title, one.remind_at) == ("Newer price list", None)
        assert Receipt.objects.get(member=cast.bob.member).read_at is not None
        assert not Receipt.objects.filter(reminded_at__isnull=False).exists()
        assert Notice.objects.filter(to=cast.bob.member, kind="news").count() == 1  # of the posting
    cast.alice.browser.post(f"{address}/back")
    assert 'name="anew"' in cast.alice.browser.get(f"{address}/edit").content.decode()
    cast.alice.browser.post(f"{address}/edit", changed)
    with workspace(cast.north):
        assert Receipt.objects.get(member=cast.bob.member).read_at is None


@pytest.mark.parametrize(
    ("name", "value"),
    [("title", ""), ("text", " "), ("title", "x" * 161), ("to", "team:1"), ("to", ""), ("kind", "x")],
)
def test_what_is_not_whole_is_refused_with_what_was_typed(cast: Cast, name: str, value: str) -> None:
    answer = cast.alice.browser.post(f"{PAGE}new", SAID | {name: value})
    assert answer.status_code == 422
    assert "is-invalid" in answer.content.decode()
    with workspace(cast.north):
        assert not Announcement.objects.exists()


def test_others_post_nothing(cast: Cast) -> None:
    assert cast.carol.browser.get(f"{PAGE}new").status_code == 403
    assert cast.carol.browser.post(f"{PAGE}new", SAID).status_code == 403
    with workspace(cast.north):
        assert not Announcement.objects.exists()
