"""The demo company's past: every stage filled, every list of failures not empty, nothing in the future, made once."""

from collections import Counter

import pytest
from django.db import transaction

from akrab.config.demo.command import main
from akrab.engine import access, events, query
from akrab.engine.models import Event, Unfollowed
from akrab.engine.registry import get_object
from akrab.features.deadlines import timers
from akrab.features.deadlines.models import Timer
from akrab.features.notify.notices import unread
from akrab.features.reports.adoption import use_of
from akrab.features.views.saved import views_for
from akrab.identity.actor import Actor, person
from akrab.identity.members import find_membership
from akrab.identity.models import Membership, User, Workspace
from akrab.lib import clock
from akrab.modules.contacts.models import Contact
from akrab.modules.sales.models import Deal
from akrab.tenancy.current import workspace as inside

pytestmark = pytest.mark.django_db(transaction=True)


def actor(short: str) -> Actor:
    member = find_membership(User.objects.get(email=f"{short}@windows.example").pk)
    assert member is not None
    return person(member)


def test_the_demo_company_has_lived_for_months_and_is_made_once() -> None:
    assert main() == 0
    company = Workspace.objects.get(slug="windows")
    with transaction.atomic(), inside(company):
        told = Event.objects.count()
        check_deals()
        check_lists()
        check_sign_ins()
        assert not Event.objects.filter(at__gt=clock.now()).exists()
        assert not Unfollowed.objects.exists()
        assert Timer.objects.count() > 20
        assert all(
            0 < unread(actor(short).membership_id or company.pk) < 7
            for short in ("k", "m1", "m2", "s1", "i1")
        )
        addresses = [address for contact in Contact.objects.all() for address in contact.emails]
        assert len(addresses) > 100
        assert all(address.endswith(".example") for address in addresses)
    assert timers.fire(company) == 0
    assert main() == 0
    with transaction.atomic(), inside(company):
        assert Event.objects.count() == told


def check_deals() -> None:
    """Every stage holds open deals, and the past of one can be read from its beginning to its end."""
    stages = Counter(Deal.objects.filter(state="open").values_list("stage__name", flat=True))
    assert set(stages) == {"First call", "Measurements", "Approval", "Payment", "Installation"}
    won = Deal.objects.filter(state="won").order_by("-closed_at").first()
    assert won is not None
    assert won.balance == 0
    kinds = [event.kind for event in reversed(events.timeline(won, actor("k"), limit=100))]
    assert kinds[0] == "deal.created" if won.contact.created_at < won.created_at else "contact.created"
    order = [
        kinds.index(kind)
        for kind in ("deal.created", "call.created", "file.created", "deal.paid", "deal.won")
    ]
    assert order == sorted(order)


def check_sign_ins() -> None:
    """Nobody did anything in a week without having signed in."""
    people = list(Membership.objects.select_related("user"))
    for use in use_of(people, actor("k")):
        assert all(week.sign_ins for week in use.weeks if week.made), use.member


def check_lists() -> None:
    """The lists of the four failures name somebody, and are what their filters say."""
    by, spec = actor("k"), get_object("deal")
    found = {view.name: query.count(spec, by, query.Ask(filter=view.filter)) for view in views_for(spec, by)}
    assert set(found) >= {
        "Not called back",
        "Not measured",
        "Estimate not sent",
        "Paid, not installed",
        "My open deals",
    }
    assert found["Not called back"] > 0
    assert found["Paid, not installed"] > 0
    assert access.visible(Deal, by).count() > 100
