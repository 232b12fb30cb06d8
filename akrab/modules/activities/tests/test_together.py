"""Working together around records: comments that call people, watching, handing over, being in touch."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from akrab.config import follower
from akrab.engine import write
from akrab.features.deadlines import timers
from akrab.features.mail.models import Mail
from akrab.features.notify.models import Notice, WatchedField
from akrab.identity.models import Membership, Role, Team
from akrab.lib import clock
from akrab.modules.activities import touch
from akrab.modules.activities.models import Comment, Handover, Task
from akrab.modules.contacts.models import Company, Contact
from akrab.tenancy.current import workspace as inside
from tests.cast import Cast, Player, assemble


@pytest.fixture
def cast(db: None) -> Iterator[Cast]:
    """Two companies with their people; everything happens inside north."""
    cast = assemble()
    with inside(cast.north):
        yield cast
    clock.set(None)


def ask(player: Player, address: str, /, **said: Any) -> Any:
    return player.api.post(f"/api/v1/{address}", said, content_type="application/json")


def patch(player: Player, address: str, **said: Any) -> int:
    return player.api.patch(f"/api/v1/{address}", said, content_type="application/json").status_code


def told(player: Player) -> list[str]:
    """What somebody was told, newest first."""
    follower.drain()
    return [one.text for one in Notice.objects.filter(to=player.member).order_by("-id")]


@pytest.fixture
def team(cast: Cast) -> Team:
    """Alice leads the team that bob and carol are in."""
    team = Team.objects.get()
    Team.objects.update(leader=cast.alice.member)
    Membership.objects.update(team=team)
    return team


@pytest.fixture
def ana(cast: Cast) -> Contact:
    return write.create(Contact, {"name": "Ana Reyes", "owner": cast.bob.id}, cast.bob.actor())


def comment(player: Player, about: Any, text: str) -> Comment:
    return write.create(Comment, {"text": text, "about": about}, player.actor("web"))


# --- comments


def test_who_is_called_by_name_is_told_once(cast: Cast, ana: Contact) -> None:
    said = comment(cast.alice, ana, "@Bob and @bob, and @Nobody: please call. bob@example.com")
    assert said.mentioned == ["Bob"]
    assert told(cast.bob) == ["Alice on Ana Reyes: @Bob and @bob, and @Nobody: please call. bob@example.com"]
    write.update(said, {"text": "@Bob, please call today"}, cast.alice.actor())
    assert len(told(cast.bob)) == 1
    assert told(cast.carol) == []


def test_only_who_sees_the_record_is_offered_and_told(cast: Cast, ana: Contact) -> None:
    own = {"view": "own", "create": "all", "change": "own", "delete": "own"}
    Role.objects.filter(name="Reader").update(rights={"*": own})
    offered = cast.alice.browser.get(f"/w/north/people?about=contact:{ana.pk}&q=").json()
    assert [one["name"] for one in offered] == ["Alice", "Bob"]
    comment(cast.alice, ana, "@Carol look")
    assert told(cast.carol) == []
    assert cast.mallory.browser.get(f"/w/north/people?about=contact:{ana.pk}&q=").status_code == 404


def test_a_comment_is_changed_by_its_author_alone(cast: Cast, ana: Contact) -> None:
    said = comment(cast.bob, ana, "Ring her")
    address = f"comments/{said.pk}"
    assert patch(cast.carol, address, text="Mine now") == 403
    assert Comment.objects.get().text == "Ring her"
    assert patch(cast.bob, address, text="Mine now") == 200
    page = cast.bob.browser.get(f"/w/north/contacts/{ana.pk}").content.decode()
    assert "Mine now" in page
    assert ">edited<" in page


def test_a_comment_stays_with_its_record(cast: Cast, ana: Contact) -> None:
    said = comment(cast.bob, ana, "Ring her")
    other = write.create(Contact, {"name": "Other"}, cast.bob.actor())
    assert ask(cast.bob, "comments", text="x").status_code == 422
    assert patch(cast.bob, f"comments/{said.pk}", about=f"contact:{other.pk}") == 409
    assert Comment.objects.get().about == f"contact:{ana.pk}"


# --- watching


def watch(player: Player, record: Contact, on: str = "1") -> Any:
    return player.browser.post(f"/w/north/contacts/{record.pk}/watch", {"on": on})


def test_who_watches_is_told_of_many_changes_in_one_notice(cast: Cast, ana: Contact) -> None:
    assert watch(cast.carol, ana).status_code == 204
    write.update(ana, {"job_title": "Architect"}, cast.bob.actor())
    assert told(cast.carol) == ["Ana Reyes · Bob changed Job title: – → Architect"]
    comment(cast.bob, ana, "Ring her")
    write.update(ana, {"job_title": "Owner"}, cast.bob.actor())
    assert told(cast.carol) == ["Ana Reyes · 3 changes, the last: Bob changed Job title: Architect → Owner"]
    watch(cast.carol, ana, on="0")
    write.update(ana, {"job_title": "Boss"}, cast.bob.actor())
    assert len(told(cast.carol)) == 1


def test_ones_own_changes_and_closed_fields_are_not_told(cast: Cast, ana: Contact) -> None:
    Role.objects.filter(name="Reader").update(fields={"contact": {"job_title": "hidden"}})
    watch(cast.carol, ana)
    watch(cast.bob, ana)
    write.update(ana, {"job_title": "Architect"}, cast.bob.actor())
    assert told(cast.bob) == told(cast.carol) == []


def test_the_owner_is_told_of_a_watched_field_with_old_new_and_who(cast: Cast, ana: Contact) -> None:
    answer = cast.alice.browser.post("/w/north/settings/watched", {"field": "contact.emails"})
    assert answer.status_code == 303
    write.update(ana, {"emails": ["ana@d.example"], "job_title": "x"}, cast.alice.actor())
    assert told(cast.bob) == [
        "Ana Reyes · Alice changed E-mail addresses: – → ana@d.example · Job title: – → x"
    ]
    write.update(ana, {"job_title": "y"}, cast.alice.actor())
    assert len(told(cast.bob)) == 1


@pytest.mark.parametrize("said", ["", "contact.nothing", "nothing.name"])
def test_only_an_administrator_chooses_watched_fields_that_exist(cast: Cast, said: str) -> None:
    address = "/w/north/settings/watched"
    assert cast.alice.browser.post(address, {"field": said}).status_code == 422
    assert cast.bob.browser.post(address, {"field": "contact.emails"}).status_code == 403
    assert not WatchedField.objects.exists()


def test_notices_come_where_a_person_wants_them(cast: Cast, ana: Contact) -> None:
    cast.bob.browser.post("/w/north/settings/me/notices", {"what": "kinds", "mail-mention": "1"})
    comment(cast.alice, ana, "@Bob look")
    told(cast.bob)
    assert Notice.objects.get(to=cast.bob.member).read_at is not None
    mail = Mail.objects.get()
    assert mail.to == ["bob@example.com"]
    assert "Alice on Ana Reyes: @Bob look" in mail.body


# --- handing over


def hand(player: Player, task: Task, **to: Any) -> Any:
    return ask(player, f"tasks/{task.pk}/hand_over", note="You know them", **to)


@pytest.fixture
def task(cast: Cast, team: Team) -> Task:
    return write.create(Task, {"name": "Call"}, cast.bob.actor())


def test_a_handover_is_taken_and_the_record_has_a_new_owner(cast: Cast, task: Task) -> None:
    assert hand(cast.bob, task, person=cast.alice.id).status_code == 200
    handover = Handover.objects.get()
    assert told(cast.alice)[0] == "Bob wants to hand over to you: Call. You know them"
    assert Task.objects.get().assignee_id == cast.bob.member.pk
    assert "Call → Alice" in cast.alice.browser.get("/w/north/").content.decode()
    assert ask(cast.alice, f"handovers/{handover.pk}/accept").status_code == 200
    assert Task.objects.get().assignee_id == cast.alice.member.pk
    assert told(cast.bob)[0] == "Alice took over: Call"


def test_a_refusal_needs_a_reason_and_leaves_the_record_where_it_is(cast: Cast, task: Task) -> None:
    hand(cast.bob, task, person=cast.alice.id)
    address = f"handovers/{Handover.objects.get().pk}/refuse"
    assert ask(cast.alice, address).status_code == 422
    assert Handover.objects.get().status == "waiting"
    assert ask(cast.alice, address, reason="On leave").status_code == 200
    assert told(cast.bob)[0] == "Alice refused to take over: Call. On leave"
    assert Task.objects.get().assignee_id == cast.bob.member.pk


def test_who_it_was_not_offered_to_can_not_answer(cast: Cast, task: Task) -> None:
    hand(cast.bob, task, person=cast.alice.id)
    address = f"handovers/{Handover.objects.get().pk}/accept"
    assert [ask(one, address).status_code for one in (cast.carol, cast.bob, cast.mallory)] == [403, 403, 404]
    assert (Handover.objects.get().status, Task.objects.get().assignee_id) == ("waiting", cast.bob.member.pk)


def test_anybody_of_a_team_takes_what_is_offered_to_it(cast: Cast, task: Task, team: Team) -> None:
    hand(cast.bob, task, team=str(team.pk))
    assert told(cast.carol)[0] == "Bob wants to hand over to you: Call. You know them"
    assert ask(cast.carol, f"handovers/{Handover.objects.get().pk}/accept").status_code == 200
    assert Task.objects.get().assignee_id == cast.carol.member.pk


def test_nothing_goes_to_who_is_in_no_team_or_twice_or_to_nobody(cast: Cast, task: Task) -> None:
    Membership.objects.filter(pk=cast.carol.member.pk).update(team=None)
    assert hand(cast.bob, task, person=cast.carol.id).status_code == 422
    assert hand(cast.bob, task).status_code == 422
    assert hand(cast.bob, task, person=cast.bob.id).status_code == 422
    assert not Handover.objects.exists()
    hand(cast.bob, task, person=cast.alice.id)
    assert hand(cast.bob, task, person=cast.alice.id).status_code == 409
    assert Handover.objects.count() == 1


def test_an_unanswered_handover_is_told_to_those_who_lead(cast: Cast, task: Task) -> None:
    Team.objects.update(leader=cast.carol.member)
    hand(cast.bob, task, person=cast.alice.id)
    follower.drain()
    clock.set(clock.now() + timedelta(days=2))
    timers.fire(cast.north)
    text = "Nobody answered the handover: Call, offered to Alice"
    assert [told(one)[0] for one in (cast.alice, cast.bob, cast.carol)] == [text] * 3


# --- being in touch


def test_last_and_next_contact_follow_what_happens(cast: Cast) -> None:
    company = write.create(Company, {"name": "Acme"}, cast.bob.actor())
    ana = write.create(Contact, {"name": "Ana", "company": company.pk}, cast.bob.actor())
    now = clock.now()
    rang = {"outcome": "talked", "contact": str(ana.pk), "started_at": now.isoformat()}
    call = ask(cast.bob, "calls", **rang).json()
    visit = {"name": "See", "contact": str(ana.pk), "starts_at": (now + timedelta(days=3)).isoformat()}
    ask(cast.bob, "visits", **visit)
    follower.drain()
    told = [
        (one.last_contact_at, one.next_contact_at) for one in (Contact.objects.get(), Company.objects.get())
    ]
    assert told == [(now, now + timedelta(days=3))] * 2
    for model in (Contact, Company):
        model.objects.update(last_contact_at=None, next_contact_at=None)
    touch.keep_all()
    assert told == [
        (one.last_contact_at, one.next_contact_at) for one in (Contact.objects.get(), Company.objects.get())
    ]
    cast.bob.api.delete(f"/api/v1/calls/{call['id']}")
    follower.drain()
    assert (Contact.objects.get().last_contact_at, Company.objects.get().last_contact_at) == (None, None)


def test_the_stranger_is_told_of_nothing(cast: Cast, ana: Contact) -> None:
    assert watch(cast.mallory, ana).status_code == 404
    assert Client().post(f"/w/north/contacts/{ana.pk}/watch", {"on": "1"}).status_code in (302, 403)
