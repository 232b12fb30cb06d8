"""Changes of users, teams, roles, tokens and the workspace: each is an event, taken back where that is safe."""

from typing import Any

import pytest
from django.test import Client

from akrab.engine.models import Event, Operation
from akrab.engine.registry import objects
from akrab.identity.members import invite
from akrab.identity.models import Invitation, Membership, Role, Team, Token, User
from akrab.tenancy.current import workspace as inside
from tests.cast import Cast

BASE = "/w/north/settings/"
US = {"name": "Northern", "time_zone": "Asia/Manila", "currency": "USD", "country": "PH", "language": "en"}
GOOD = "a long and good password"


def events(cast: Cast) -> list[Event]:
    with inside(cast.north):
        return list(Event.objects.select_related("operation").order_by("id"))


def told(cast: Cast) -> list[tuple[str, str]]:
    return [(event.kind, event.title) for event in events(cast)]


def state(cast: Cast) -> list[Any]:
    cast.north.refresh_from_db()
    with inside(cast.north):
        rows = [
            list(model._default_manager.order_by("pk").values()) for model in (Membership, Role, Team, Token)
        ]
    return [*rows, cast.north.name, cast.north.currency, User.objects.get(pk=cast.bob.user.pk).name]


def undo(cast: Cast, who: str = "alice", number: int = -1) -> Any:
    """Take back a gesture, the newest unless told, by the button of the history."""
    operation = events(cast)[number].operation_id
    return getattr(cast, who).browser.post(f"{BASE}history/{operation}/undo", headers={"HX-Request": "true"})


def gestures(cast: Cast) -> dict[str, tuple[str, dict[str, Any]]]:
    """What an administrator does here, by name: the address and the form."""
    bob = {"role": cast.roles["reader"].pk, "team": ""}
    with inside(cast.north):
        team = Team.objects.get()
        unused = Role.objects.create(name="Unused")
    return {
        "place": (f"users/{cast.bob.id}", bob),
        "let go": (f"users/{cast.bob.id}/turn", {}),
        "rename a team": (f"teams/{team.pk}", {"name": "Field", "leader": cast.carol.id, "people": [cast.alice.id]}),
        "dissolve": (f"teams/{team.pk}/delete", {}),
        "new team": ("teams/new", {"name": "Night", "leader": cast.bob.id}),
        "change a role": (f"roles/{cast.roles['seller'].pk}", {"name": "Sellers", "right.*.view": "own"}),
        "new role": ("roles/new", {"name": "Guest", "right.*.view": "own"}),
        "remove a role": (f"roles/{unused.pk}/delete", {}),
        "company": ("company", US),
    }  # fmt: skip


NAMES = ["place", "let go", "rename a team", "dissolve", "new team", "change a role", "new role", "remove a role",
         "company"]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_a_gesture_upon_settings_is_told_and_undone_to_the_last_value(cast: Cast, name: str) -> None:
    tail, form = gestures(cast)[name]
    before = state(cast)
    assert cast.alice.browser.post(BASE + tail, form).status_code == 303
    assert state(cast) != before
    done = events(cast)
    assert {event.actor_id for event in done} == {cast.alice.member.pk}
    assert len({event.operation_id for event in done}) == 1
    assert undo(cast).status_code == 204
    assert state(cast) == before
    assert {event.operation.undoes for event in events(cast)[len(done) :]} == {done[0].operation_id}


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("place", "<b>Alice</b> gave <b>Bob</b> the role <b>Reader</b>"),
        ("place", "<b>Alice</b> took <b>Bob</b> out of the team <b>Sales</b>"),
        ("let go", "<b>Alice</b> closed the account of <b>Bob</b>"),
        ("rename a team", "<b>Alice</b> renamed the team <b>Sales</b> to <b>Field</b>"),
        ("rename a team", "<b>Alice</b> made <b>Carol</b> the leader of <b>Field</b>"),
        ("dissolve", "<b>Alice</b> dissolved the team <b>Sales</b>"),
        ("dissolve", "<b>Alice</b> took <b>Bob</b> out of the team <b>Sales</b>"),
        ("change a role", "<b>Alice</b> renamed the role <b>Seller</b> to <b>Sellers</b>"),
        ("new role", "<b>Alice</b> made the role <b>Guest</b>"),
        ("company", "<b>Alice</b> renamed the company from <b>North</b> to <b>Northern</b>"),
        ("company", "<b>Alice</b> changed the <b>currency</b> of the company from <b>PHP</b> to <b>USD</b>"),
    ],
)
def test_the_history_says_it_in_a_sentence(cast: Cast, name: str, sentence: str) -> None:
    tail, form = gestures(cast)[name]
    cast.alice.browser.post(BASE + tail, form)
    assert sentence in cast.alice.browser.get(f"{BASE}history").content.decode()


def test_what_a_role_may_do_is_told_right_by_right(cast: Cast) -> None:
    form = {"name": "Seller", "right.*.view": "own", "uses_api": "1", "field.contact.phones": "hidden"}
    cast.alice.browser.post(f"{BASE}roles/{cast.roles['seller'].pk}", form)
    page = cast.alice.browser.get(f"{BASE}roles/{cast.roles['seller'].pk}").content.decode()
    assert "<dt>Everything else: see</dt><dd><del>all</del> → own</dd>" in page
    assert (
        f"<dt>{objects()['contact'].label_plural}: Phones</dt><dd><del>seen and changed</del> → hidden</dd>"
        in page
    )


def test_saving_what_is_there_already_tells_nothing(cast: Cast) -> None:
    same = {"role": cast.roles["seller"].pk, "team": cast.bob.member.team_id}
    cast.alice.browser.post(f"{BASE}users/{cast.bob.id}", same)
    assert told(cast) == []


def test_a_refused_change_tells_nothing(cast: Cast) -> None:
    cast.alice.browser.post(f"{BASE}users/{cast.alice.id}/turn")
    cast.alice.browser.post(f"{BASE}teams/new", {"name": "Sales"})
    cast.bob.browser.post(f"{BASE}users/{cast.carol.id}/turn")
    with inside(cast.north):
        assert (told(cast), Operation.objects.count()) == ([], 0)


def test_who_comes_in_by_an_invitation_is_told(cast: Cast) -> None:
    with inside(cast.north):
        door = invite("dan@example.com", cast.roles["seller"], None, cast.alice.actor("web"))
    Client().post(door.path, {"name": "Dan", "password": GOOD})
    assert ("membership.created", "Dan") in told(cast)
    assert "<b>Dan</b> joined as <b>Seller</b>" in cast.alice.browser.get(f"{BASE}users").content.decode()


def test_inviting_withdrawing_and_tokens_are_told_without_a_secret(cast: Cast) -> None:
    cast.alice.browser.post(f"{BASE}users", {"email": "eve@example.com", "role": cast.roles["seller"].pk})
    with inside(cast.north):
        invitation = Invitation.objects.get()
    cast.alice.browser.post(f"{BASE}invitations/{invitation.pk}/withdraw")
    cast.bob.browser.post(f"{BASE}me/tokens", {"name": "Website", "days": "90"})
    with inside(cast.north):
        token = Token.objects.get(name="Website")
    cast.bob.browser.post(f"{BASE}tokens/{token.pk}/drop")
    kinds = [kind for kind, _title in told(cast) if kind.split(".")[0] in ("invitation", "token")]
    assert kinds == ["invitation.created", "invitation.deleted", "token.created", "token.updated"]
    written = str([(event.title, event.changes) for event in events(cast)])
    for secret in (token.digest, token.hint, invitation.digest, "digest", "password"):
        assert secret not in written


def test_doors_that_were_opened_or_closed_are_not_turned_back(cast: Cast) -> None:
    cast.bob.browser.post(f"{BASE}me/tokens", {"name": "Website", "days": "90"})
    refused = undo(cast, "bob")
    assert refused.status_code == 403
    assert "not taken back by undo" in refused.headers["HX-Trigger"]
    with inside(cast.north):
        assert Token.objects.get(name="Website").revoked_at is None
    assert "history/" not in cast.bob.browser.get(f"{BASE}me").content.decode()


def test_the_last_administrator_is_not_taken_away_by_undo(cast: Cast) -> None:
    cast.alice.browser.post(
        f"{BASE}users/{cast.bob.id}", {"role": cast.roles["administrator"].pk, "team": ""}
    )
    cast.bob.browser.post(f"{BASE}users/{cast.alice.id}", {"role": cast.roles["reader"].pk, "team": ""})
    before = state(cast)
    refused = undo(cast, "bob", 0)
    assert refused.status_code == 403
    assert "nobody who may do everything" in refused.headers["HX-Trigger"]
    assert state(cast) == before


def test_nobody_else_takes_back_a_change_of_settings(cast: Cast) -> None:
    cast.alice.browser.post(f"{BASE}users/{cast.bob.id}", {"role": cast.roles["reader"].pk, "team": ""})
    before = state(cast)
    assert undo(cast, "bob").status_code == 404
    assert undo(cast, "mallory").status_code == 404
    operation = events(cast)[-1].operation_id
    there = cast.mallory.browser.post(f"/w/south/settings/history/{operation}/undo")
    assert (there.status_code, state(cast)) == (404, before)


def test_what_was_changed_again_since_is_not_overwritten(cast: Cast) -> None:
    for role in ("reader", "administrator"):
        cast.alice.browser.post(f"{BASE}users/{cast.bob.id}", {"role": cast.roles[role].pk, "team": ""})
    before = state(cast)
    refused = undo(cast, number=0)
    assert refused.status_code == 403
    assert "was changed again since" in refused.headers["HX-Trigger"]
    assert state(cast) == before


def test_a_name_that_is_taken_by_now_does_not_come_back(cast: Cast) -> None:
    with inside(cast.north):
        team = Team.objects.get()
    cast.alice.browser.post(f"{BASE}teams/{team.pk}/delete")
    cast.alice.browser.post(f"{BASE}teams/new", {"name": "Sales"})
    before = state(cast)
    refused = undo(cast, number=0)
    assert "its name is taken by now" in refused.headers["HX-Trigger"]
    assert state(cast) == before


def test_a_role_that_people_were_given_since_is_not_taken_from_them(cast: Cast) -> None:
    cast.alice.browser.post(f"{BASE}roles/new", {"name": "Guest", "right.*.view": "own"})
    with inside(cast.north):
        guest = Role.objects.get(name="Guest")
    cast.alice.browser.post(f"{BASE}users/{cast.bob.id}", {"role": guest.pk, "team": ""})
    before = state(cast)
    assert undo(cast, number=0).status_code == 403
    assert state(cast) == before


def test_a_gesture_is_undone_once(cast: Cast) -> None:
    cast.alice.browser.post(f"{BASE}company", US)
    assert undo(cast, number=0).status_code == 204
    after = state(cast)
    assert undo(cast, number=0).status_code == 403
    assert state(cast) == after


def test_one_s_own_name_is_told_and_only_oneself_takes_it_back(cast: Cast) -> None:
    me = {"name": "Robert", "language": "", "time_zone": "", "theme": "", "single_keys": "1"}
    cast.bob.browser.post(f"{BASE}me", me)
    page = cast.alice.browser.get(f"{BASE}users/{cast.bob.id}").content.decode()
    assert "<b>Bob</b> changed their name from <b>Bob</b> to <b>Robert</b>" in page
    assert undo(cast, "alice").status_code == 403
    assert User.objects.get(pk=cast.bob.user.pk).name == "Robert"
    assert undo(cast, "bob").status_code == 204
    assert User.objects.get(pk=cast.bob.user.pk).name == "Bob"


def test_everybody_reads_what_was_done_to_themselves(cast: Cast) -> None:
    cast.alice.browser.post(f"{BASE}users/{cast.bob.id}", {"role": cast.roles["reader"].pk, "team": ""})
    cast.alice.browser.post(f"{BASE}company", US)
    page = cast.bob.browser.get(f"{BASE}me").content.decode()
    assert "<b>Alice</b> gave <b>Bob</b> the role <b>Reader</b>" in page
    assert "renamed the company" not in page
    assert "Northern" not in cast.mallory.browser.get("/w/south/settings/history").content.decode()


def test_the_history_goes_on_page_by_page(cast: Cast) -> None:
    for _time in range(27):
        for role in ("reader", "seller"):
            form = {"role": cast.roles[role].pk, "team": cast.bob.member.team_id}
            cast.alice.browser.post(f"{BASE}users/{cast.bob.id}", form)
    first = cast.alice.browser.get(f"{BASE}history").content.decode()
    assert first.count('id="line-') == 50
    older = first.split("?before=")[1].split('"')[0]
    second = cast.alice.browser.get(f"{BASE}history?before={older}").content.decode()
    assert second.count('id="line-') == 4
    assert cast.alice.browser.get(f"{BASE}history?before=nonsense").status_code == 200
