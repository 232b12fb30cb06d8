"""My day: late first, today's calls with their number, a leader's team, and the figures of one's own work."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from typing import cast as cast_to

from akrab.engine import write
from akrab.engine.record import Record
from akrab.engine.registry import get_object
from akrab.features.reports.models import Report
from akrab.identity.models import Team
from akrab.lib import clock
from akrab.tenancy.current import workspace as inside
from tests.cast import Cast, Player

DAY = "/w/north/"
NOON = datetime(2026, 3, 4, 4, 0, tzinfo=UTC)


def made(player: Player, kind: str, **values: Any) -> Record:
    model = cast_to(type[Record], get_object(kind).model)
    with inside(player.workspace):
        return write.create(model, values, player.actor("web"))


def page(player: Player, query: str = "") -> str:
    return player.browser.get(f"{DAY}{query}").content.decode()


def groups(html: str) -> list[str]:
    return re.findall(r'id="group-([a-z-]+)"', html)


def test_what_is_late_stands_first_then_the_calls_of_today_then_the_rest(cast: Cast) -> None:
    clock.set(NOON)
    made(cast.bob, "task", name="Plan", due_at=NOON + timedelta(days=2))
    made(cast.bob, "task", name="Order", due_at=NOON + timedelta(hours=2))
    made(cast.bob, "task", name="Ring", due_at=NOON + timedelta(hours=1), done_by_call=True)
    made(cast.bob, "task", name="Forgotten", due_at=NOON - timedelta(hours=1), done_by_call=True)
    html = page(cast.bob)
    assert groups(html) == ["late", "calls", "today", "ahead"]
    assert [html.index(name) for name in ("Forgotten", "Ring", "Order", "Plan")] == sorted(
        html.index(name) for name in ("Forgotten", "Ring", "Order", "Plan")
    )


def test_a_call_of_the_day_is_dialled_and_logged_about_what_it_is_about(cast: Cast) -> None:
    client = made(cast.bob, "contact", name="Ana Reyes", phones="0917 555 0142")
    made(cast.bob, "task", name="Ring", due_at=clock.now(), done_by_call=True, about=f"contact:{client.pk}")
    html = page(cast.bob)
    assert 'href="tel:+639175550142"' in html
    assert f'data-call="/w/north/calls/new?about=contact:{client.pk}"' in html


def test_who_may_log_no_calls_gets_no_number_to_dial(cast: Cast) -> None:
    client = made(cast.bob, "contact", name="Ana Reyes", phones="0917 555 0142")
    seen = cast.carol.browser.get(f"/w/north/contacts/{client.pk}").content.decode()
    assert "data-call" not in seen
    assert "data-call" in cast.bob.browser.get(f"/w/north/contacts/{client.pk}").content.decode()


def test_a_head_sees_the_day_of_all_and_others_only_their_own(cast: Cast) -> None:
    made(cast.bob, "task", name="Order handles", due_at=clock.now())
    assert "Order handles" not in page(cast.alice)
    assert "Order handles" in page(cast.alice, "?of=team")
    assert "of=team" not in page(cast.carol)
    assert "Order handles" not in page(cast.carol, "?of=team")


def test_a_leader_sees_the_day_of_the_own_team_alone(cast: Cast) -> None:
    made(cast.bob, "task", name="Of the team", due_at=clock.now())
    made(cast.alice, "task", name="Of another", due_at=clock.now())
    with inside(cast.north):
        Team.objects.filter(name="Sales").update(leader=cast.bob.member)
    html = page(cast.bob, "?of=team")
    assert "Of the team" in html
    assert "Of another" not in html


def test_the_figures_are_those_of_whoever_reads_them(cast: Cast) -> None:
    with inside(cast.north):
        asked = {
            "object": "task",
            "kind": "number",
            "sharing": "everybody",
            "where": {"field": "assignee", "op": "is", "value": "me"},
        }
        measures = [{"key": "tasks", "kind": "count", "label": "My tasks"}]
        write.create(Report, {"name": "Mine", "measures": measures} | asked, cast.alice.actor())
        write.create(
            Report, {"name": "All", "measures": measures} | asked | {"where": {}}, cast.alice.actor()
        )
        write.create(
            Report, {"name": "Closed", "measures": measures, "reserved": True} | asked, cast.alice.actor()
        )
    made(cast.bob, "task", name="Order handles")
    mine = cast.bob.browser.get(f"{DAY}figures").content.decode()
    assert re.findall(r"<b>(\d+)</b>", mine) == ["1"], "reports about others and reserved ones are left out"
    assert "ak-target" not in cast.carol.browser.get(f"{DAY}figures").content.decode()


def test_a_record_is_called_by_the_number_of_its_contact(cast: Cast) -> None:
    client = made(cast.bob, "contact", name="Ana Reyes", phones="0917 555 0142")
    visit = made(cast.bob, "visit", name="Measure", contact=str(client.pk), starts_at=NOON)
    seen = cast.bob.browser.get(f"/w/north/visits/{visit.pk}").content.decode()
    assert f'href="tel:+639175550142" data-call="/w/north/calls/new?about=visit:{visit.pk}"' in seen
