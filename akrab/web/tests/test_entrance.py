"""Whom a session lets in: it is read with the workspace in one statement, and refused for all that Django refuses."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import BACKEND_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from akrab.identity.members import add_member
from akrab.identity.models import Membership, Role, User
from akrab.modules.contacts.models import Contact
from akrab.tenancy.current import workspace as inside
from tests.cast import Cast, Player

HERE = "/w/north/contacts/"
SIGN_IN = "/accounts/login/?next=%2Fw%2Fnorth%2Fcontacts%2F"

Spoil = Callable[[Player, Any], None]


def _forget(player: Player, session: Any) -> None:
    session.delete()


def _expire(player: Player, session: Any) -> None:
    Session.objects.filter(pk=session.session_key).update(expire_date=timezone.now() - timedelta(seconds=1))


def _change_password(player: Player, session: Any) -> None:
    user = User.objects.get(pk=player.user.pk)
    user.set_password("another horse battery")
    user.save()


def _deactivate(player: Player, session: Any) -> None:
    User.objects.filter(pk=player.user.pk).update(is_active=False)


def _delete_hash(player: Player, session: Any) -> None:
    session["_auth_user_hash"] = ""
    session.save()


def _retire_backend(player: Player, session: Any) -> None:
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.RemoteUserBackend"
    session.save()


def _name_somebody_else(player: Player, session: Any) -> None:
    session[SESSION_KEY] = "01900000-0000-7000-8000-000000000000"
    session.save()


@pytest.mark.parametrize(
    "spoil",
    [_forget, _expire, _change_password, _deactivate, _delete_hash, _retire_backend, _name_somebody_else],
)
def test_a_session_that_counts_no_more_leads_to_the_sign_in_page_and_writes_nothing(
    cast: Cast, spoil: Spoil
) -> None:
    browser = cast.bob.browser
    assert browser.get(HERE).status_code == 200
    spoil(cast.bob, browser.session)
    assert browser.get(HERE)["Location"] == SIGN_IN
    assert browser.post(f"{HERE}new", {"name": "Nobody"}).status_code == 302
    with inside(cast.north):
        assert not Contact.objects.filter(name="Nobody").exists()


def test_a_membership_that_was_ended_opens_nothing_though_the_session_lives(cast: Cast) -> None:
    assert cast.bob.browser.get(HERE).status_code == 200
    with inside(cast.north):
        Membership.objects.filter(pk=cast.bob.member.pk).update(is_active=False)
    assert cast.bob.browser.get(HERE).status_code == 404
    assert cast.bob.browser.post(f"{HERE}new", {"name": "Nobody"}).status_code == 404
    with inside(cast.north):
        assert not Contact.objects.filter(name="Nobody").exists()


def test_a_workspace_of_others_and_one_that_does_not_exist_look_the_same(cast: Cast) -> None:
    for browser in (cast.mallory.browser, cast.carol.browser):
        assert browser.get("/w/nowhere/contacts/").status_code == 404
    assert cast.mallory.browser.get(HERE).status_code == 404
    assert Client().get("/w/nowhere/contacts/")["Location"].startswith("/accounts/login/")
    assert Client().get(HERE)["Location"] == SIGN_IN


def test_one_session_opens_each_workspace_of_its_person_with_the_rights_of_there(cast: Cast) -> None:
    with inside(cast.south):
        add_member(cast.carol.user, Role.objects.get(is_administrator=True))
    assert cast.carol.browser.get("/w/north/settings/users").status_code == 403
    assert cast.carol.browser.get("/w/south/settings/users").status_code == 200


def test_it_takes_two_statements_to_know_who_asks(cast: Cast) -> None:
    cast.alice.browser.get("/w/north/help", headers={"HX-Request": "true"})
    with CaptureQueriesContext(connection) as caught:
        assert cast.alice.browser.get("/w/north/help", headers={"HX-Request": "true"}).status_code == 200
    asked = [
        one["sql"] for one in caught.captured_queries if "SELECT" in one["sql"] or "EXECUTE" in one["sql"]
    ]
    # The help itself asks what its reader has learnt; who it is, is asked by a statement planned before.
    entrance = [sql for sql in asked if "identity_" in sql or "EXECUTE" in sql]
    assert len(entrance) == 2, asked
