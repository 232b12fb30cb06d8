"""Guided tours: for whom they are, that each step points at something real, and that taking them is kept."""

from typing import Any

import pytest

from akrab.engine import write
from akrab.features.beginning import touring
from akrab.features.playbooks.models import Playbook
from akrab.identity.models import Membership, Role
from akrab.modules.activities.models import Visit
from akrab.modules.contacts.models import Contact
from akrab.modules.sales.dashboard import install_dashboard
from akrab.modules.sales.models import Deal, Pipeline, Stage
from akrab.tenancy.current import workspace as inside
from akrab.web.tours import taking
from tests.cast import Cast, Player, play

pytestmark = pytest.mark.django_db
PART = {"HX-Request": "true"}
FIELD_WORK = {"view": "all", "create": "all", "change": "own", "delete": "none"}


@pytest.fixture
def company(cast: Cast) -> Cast:
    """North with something of everything, so that each tour has all it can show."""
    by = cast.alice.actor("web")
    with inside(cast.north):
        pipeline = write.create(Pipeline, {"name": "Sales"}, by)
        stage = write.create(Stage, {"name": "New", "pipeline": pipeline, "position": 0}, by)
        ana = write.create(Contact, {"name": "Ana"}, by)
        write.create(Deal, {"name": "Windows", "contact": ana, "pipeline": pipeline, "stage": stage}, by)
        write.create(
            Visit, {"name": "Measure", "starts_at": "2026-03-03T09:00:00Z", "about": f"contact:{ana.pk}"}, by
        )
        write.create(Playbook, {"name": "How we sell", "text": "Ask first.", "object": "deal"}, by)
        install_dashboard(by)
    return cast


@pytest.fixture
def dave(cast: Cast) -> Player:
    """Somebody who goes to customers, and sells nothing."""
    with inside(cast.north):
        rights = {"*": FIELD_WORK, "deal": {**FIELD_WORK, "create": "none"}}
        return play("dave", Role.objects.create(name="Fitter", rights=rights))


def names(player: Player) -> list[str]:
    with inside(player.workspace):
        return [tour.name for tour in taking.fitting(player.actor("web"))]


def test_each_role_is_shown_round_what_it_does(company: Cast, dave: Player) -> None:
    assert names(company.alice) == ["basics", "selling", "leading", "administering", "lists"]
    assert names(company.bob) == ["basics", "selling", "lists"]
    assert names(dave) == ["basics", "outside", "lists"]
    assert names(company.carol) == ["basics", "lists"]


def page_with_parts(player: Player, address: str) -> str:
    """A page and what it fetches once it is loaded, as the browser has it."""
    page = player.browser.get(address)
    if page.status_code == 303:
        page = player.browser.get(page.headers["Location"])
    assert page.status_code == 200, address
    found = page.content.decode()
    for tail in ("/panels", "/guidance") if "data-record=" in found and 'id="record"' in found else ():
        found += player.browser.get(f"{address}{tail}", headers=PART).content.decode()
    return found


@pytest.mark.parametrize("name", [tour.name for tour in taking.TOURS])
def test_every_step_points_at_something_on_its_page(company: Cast, dave: Player, name: str) -> None:
    player = dave if name == "outside" else company.alice
    with inside(company.north):
        by = player.actor("web")
        tour = taking.get(name, by)
        steps = taking.steps(tour, by)
    assert len(steps) == len(tour.steps)
    pages = {address: page_with_parts(player, address) for address in {step["address"] for step in steps}}
    missing = [step for step in steps if step["target"] != "watched" and not points(step, pages)]
    assert missing == []
    assert all("%(" not in step["text"] for step in steps)


def points(step: dict[str, Any], pages: dict[str, str]) -> bool:
    return f'data-tour="{step["target"]}"' in pages[step["address"]]


def test_steps_on_pages_that_one_may_not_open_are_left_out(company: Cast) -> None:
    with inside(company.north):
        leader = company.bob.member
        leader.team.leader = leader  # type: ignore[union-attr]
        leader.team.save()  # type: ignore[union-attr]
        by = company.bob.actor("web")
        shown = {step["target"] for step in taking.steps(taking.get("leading", by), by)}
    assert {"adoption", "workload"} & shown == set()
    assert {"whose", "announcing"} <= shown


def test_a_record_that_is_not_there_has_no_step(cast: Cast) -> None:
    with inside(cast.north):
        by = cast.bob.actor("web")
        shown = {step["target"] for step in taking.steps(taking.get("selling", by), by)}
    assert shown == {"board", "shapes"}


def test_how_far_one_is_is_kept_and_the_end_is_told_to_the_head(company: Cast) -> None:
    bob = company.bob.browser
    assert 'data-at="0"' in bob.get("/w/north/tours/selling", headers=PART).content.decode()
    assert bob.post("/w/north/tours/selling/at", {"step": "3"}).status_code == 204
    assert 'data-at="3"' in bob.get("/w/north/tours/selling", headers=PART).content.decode()
    assert "Go on where you left off" in bob.get("/w/north/help", headers=PART).content.decode()
    before = company.alice.browser.get("/w/north/reports/adoption").content.decode()
    assert bob.post("/w/north/tours/selling/done").status_code == 204
    after = company.alice.browser.get("/w/north/reports/adoption").content.decode()
    assert after.count(": tour taken") == before.count(": tour taken") + 1
    bob.post("/w/north/tours/selling/at", {"step": "1"})
    with inside(company.north):
        assert touring.taken(company.bob.actor())["selling"].is_done


def test_my_day_offers_the_next_tour_until_it_is_put_off(company: Cast) -> None:
    bob = company.bob.browser
    assert "Find your way" in bob.get("/w/north/").content.decode()
    assert bob.post("/w/north/tours/basics/later").status_code == 303
    page = bob.get("/w/north/").content.decode()
    assert "Find your way" not in page
    assert 'data-tour-begin="selling"' in page


def test_nobody_takes_a_tour_of_another_role_or_company(company: Cast) -> None:
    for how in ("at", "done", "later"):
        assert company.bob.browser.post(f"/w/north/tours/administering/{how}").status_code == 404
        assert company.mallory.browser.post(f"/w/north/tours/basics/{how}").status_code == 404
    assert company.bob.browser.get("/w/north/tours/administering").status_code == 404
    assert company.bob.browser.post("/w/north/tours/basics/nothing").status_code == 404
    with inside(company.north):
        assert touring.finished_by(Membership.objects.values_list("pk", flat=True)) == {}


def test_a_step_that_is_no_number_is_the_first(company: Cast) -> None:
    for said in ("", "-1", "x", "99"):
        assert company.bob.browser.post("/w/north/tours/basics/at", {"step": said}).status_code == 204
    with inside(company.north):
        assert touring.taken(company.bob.actor())["basics"].step == 5
