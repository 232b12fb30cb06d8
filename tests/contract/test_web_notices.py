"""Notices on pages: one's own alone, read when followed."""

from akrab.engine.registry import objects
from akrab.features.notify import notices
from akrab.features.notify.models import Notice
from akrab.identity.actor import system
from akrab.tenancy.current import workspace as inside
from tests.cast import Cast
from tests.factory import make


def _told(cast: Cast) -> Notice:
    """Bob is told of a shelf."""
    by = cast.alice.actor("web")
    with inside(cast.north):
        shelf = make(objects()["shelf"], by)
        sent = notices.send(cast.bob.member, "Look here", system(cast.north), about=shelf)
    assert sent is not None
    return sent


def test_a_notice_stands_under_the_bell_of_the_one_it_is_for(cast: Cast) -> None:
    _told(cast)
    assert (
        "Look here"
        in cast.bob.browser.get("/w/north/notices/latest", headers={"HX-Request": "true"}).content.decode()
    )
    assert "Look here" in cast.bob.browser.get("/w/north/notices/").content.decode()
    assert "Look here" not in cast.alice.browser.get("/w/north/notices/").content.decode()


def test_following_a_notice_leads_to_what_it_is_about_and_counts_as_read(cast: Cast) -> None:
    notice = _told(cast)
    response = cast.bob.browser.get(f"/w/north/notices/{notice.pk}")
    assert (response.status_code, response.headers["Location"].split("/")[3]) == (303, "shelves")
    with inside(cast.north):
        assert notices.unread(cast.bob.member.pk) == 0
    assert cast.alice.browser.get(f"/w/north/notices/{notice.pk}").status_code == 404


def test_all_can_be_read_at_once(cast: Cast) -> None:
    _told(cast)
    _told(cast)
    assert cast.bob.browser.post("/w/north/notices/read").status_code == 303
    with inside(cast.north):
        assert notices.unread(cast.bob.member.pk) == 0
