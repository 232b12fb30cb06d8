"""Who gets the work: the next in turn, one turn each however many ask at once, and whoever has it already."""

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

from django.db import connection

from akrab.engine import write
from akrab.identity.actor import system
from akrab.identity.models import Membership, Role
from akrab.modules.activities.models import Task
from akrab.modules.sales import people
from akrab.modules.sales.models import Deal
from tests.scenario.conftest import Firm


def arrive(firm: Firm, number: int = 1) -> list[Deal]:
    by = system(firm.installed.workspace, "form")
    return [write.create(Deal, {"name": f"d{n}"}, by) for n in range(number)]


def owners(firm: Firm, deals: list[Deal]) -> list[str]:
    names = {member.pk: short for short, member in firm.installed.people.items()}
    return [names[deal.owner_id] for deal in deals if deal.owner_id]


def test_deals_go_round(firm: Firm) -> None:
    assert owners(firm, arrive(firm, 5)) == ["m1", "m2", "m1", "m2", "m1"]


def test_who_is_away_for_good_is_passed_over_and_the_head_takes_what_is_left(firm: Firm) -> None:
    managers = Membership.objects.filter(role__name="Manager")
    managers.filter(pk=firm.installed.people["m1"].pk).update(is_active=False)
    assert owners(firm, arrive(firm, 2)) == ["m2", "m2"]
    managers.update(is_active=False)
    assert owners(firm, arrive(firm)) == ["k"]


def test_many_at_once_get_a_turn_each(open_firm: Firm) -> None:
    def one(_number: int) -> None:
        try:
            with open_firm.inside():
                arrive(open_firm)
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as threads:
        list(threads.map(one, range(24)))
    with open_firm.inside():
        given = owners(open_firm, list(Deal.objects.order_by("stage_since", "id")))
        assert (given.count("m1"), given.count("m2")) == (12, 12)


def test_a_role_s_part_falls_to_its_owner_then_to_who_had_it_then_to_the_least_busy(firm: Firm) -> None:
    shorts, surveyor = firm.installed.people, Role.objects.get(name="Surveyor")
    s1 = shorts["s1"]
    Membership.objects.filter(pk=shorts["i1"].pk).update(role=surveyor)
    deal = arrive(firm)[0]
    assert people.for_role(surveyor.pk, deal) == s1
    write.create(Task, {"name": "busy", "assignee": s1.pk}, firm.by("k"))
    assert people.for_role(surveyor.pk, deal) == shorts["i1"]
    write.create(Task, {"name": "his", "assignee": s1.pk, "about": f"deal:{deal.pk}"}, firm.by("k"))
    assert people.for_role(surveyor.pk, deal) == s1
    Membership.objects.filter(pk=s1.pk).update(is_active=False)
    assert people.for_role(surveyor.pk, deal) == shorts["i1"]
    Membership.objects.filter(pk=shorts["i1"].pk).update(is_active=False)
    assert people.for_role(surveyor.pk, deal) is None
    manager = Role.objects.get(name="Manager")
    assert people.for_role(manager.pk, deal) == deal.owner


def test_turns_are_not_lost_by_work_made_by_hand(firm: Firm) -> None:
    arrive(firm)
    write.create(Deal, {"name": "by hand"}, firm.by("m2"))
    given = owners(firm, arrive(firm, 3))
    assert given == ["m2", "m1", "m2"]
    assert all(one != two for one, two in pairwise(given))
