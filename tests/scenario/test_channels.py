"""A channel that is added is there wherever channels are chosen, filtered and counted; visits keep their facts."""

import json
from datetime import timedelta

from django.test import Client

from akrab.engine import write
from akrab.features.forms.models import Form
from akrab.lib import clock
from akrab.modules.activities.models import Visit
from akrab.modules.contacts.models import Channel, Contact
from tests.scenario.conftest import ANA, Firm

HOME = "/w/windows/"
PART = {"HX-Request": "true"}


def client(firm: Firm) -> str:
    """Whom the interactions are with."""
    return str(write.create(Contact, {"name": "Cora Lim"}, firm.by("m1")).pk)


def browser(firm: Firm, who: str) -> Client:
    client = Client()
    client.force_login(firm.installed.people[who].user)
    return client


def test_a_channel_added_on_its_page_is_there_everywhere(firm: Firm) -> None:
    head, seller = browser(firm, "k"), browser(firm, "m1")
    assert head.post(f"{HOME}channels/new", {"name": "Zalo", "position": "9"}).status_code in (204, 303)
    zalo = Channel.objects.get(name="Zalo")
    for kind, field in (("call", "channel"), ("note", "channel"), ("contact", "preferred_channel")):
        found = seller.get(f"{HOME}options/{kind}/{field}", {"q": "Zalo"}, headers=PART).content.decode()
        assert "Zalo" in found, kind
    made = seller.post(
        f"{HOME}notes/new",
        {"text": "By Zalo", "channel": str(zalo.pk), "kind": "note", "contact": client(firm)},
    )
    assert made.status_code in (204, 303)
    tree = json.dumps({"field": "channel", "op": "is", "value": str(zalo.pk)})
    assert "By Zalo" in seller.get(f"{HOME}notes/", {"filter": tree}).content.decode()
    page = head.get(f"{HOME}settings/forms/{Form.objects.get().pk}").content.decode()
    assert "Zalo" in page, "a form may say by which channel its sendings came"


def test_a_visit_keeps_place_time_staff_and_how_satisfied_the_client_was(firm: Firm) -> None:
    seller = browser(firm, "m1")
    starts = (clock.now() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    raw = {
        "name": "In the shop", "place": "ours", "starts_at": starts, "duration": "0:30", "contact": client(firm),
        "user": str(firm.installed.people["m1"].pk),
    }  # fmt: skip
    assert seller.post(f"{HOME}visits/new", raw).status_code in (204, 303)
    visit = Visit.objects.get(name="In the shop")
    assert (visit.place, visit.user_id) == ("ours", firm.installed.people["m1"].pk)
    edit = f"{HOME}visits/{visit.pk}/edit/satisfaction?in=record"
    assert "Very dissatisfied" in seller.get(edit, headers=PART).content.decode()
    seller.post(edit, {"satisfaction": "4"}, headers=PART)
    visit.refresh_from_db()
    assert visit.satisfaction == "4"


def test_kinds_of_interaction_and_their_origin_can_be_filtered(firm: Firm) -> None:
    answer = Client().post("/f/windows-measurement", ANA, content_type="application/json")
    assert answer.json() == {"ok": True}
    seller = browser(firm, "m1")
    who = client(firm)
    for kind in ("conversation", "questionnaire"):
        said = {"text": f"About {kind}", "kind": kind, "contact": who}
        assert seller.post(f"{HOME}notes/new", said).status_code in (204, 303)
    tree = json.dumps({"field": "kind", "op": "is", "value": "questionnaire"})
    seller.get(f"{HOME}notes/")  # what was said of their making is shown once
    page = seller.get(f"{HOME}notes/", {"filter": tree}).content.decode()
    assert "About questionnaire" in page
    assert "About conversation" not in page
    for origin, is_there in (("form", True), ("import", False)):
        tree = json.dumps({"field": "origin", "op": "is", "value": origin})
        found = seller.get(f"{HOME}contacts/", {"filter": tree}).content.decode()
        assert (f">{ANA['name']}<" in found) is is_there
