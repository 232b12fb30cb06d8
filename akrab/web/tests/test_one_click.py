"""From every record of daily work the customer's page is one press away."""

from typing import Any
from typing import cast as cast_to

import pytest

from akrab.engine import write
from akrab.engine.record import Record
from akrab.engine.registry import get_object
from akrab.modules.contacts.models import Contact
from akrab.modules.sales.models import Deal, Pipeline, Stage
from akrab.tenancy.current import workspace as inside
from akrab.web.addresses import word
from tests.cast import Cast
from tests.factory import make

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "name",
    ["deal", "task", "call", "visit", "meeting", "note", "comment", "document", "payment", "line"],
)
def test_the_customer_is_one_press_away(cast: Cast, name: str) -> None:
    by = cast.alice.actor("web")
    with inside(cast.north):
        ana = write.create(Contact, {"name": "Ana"}, by)
        pipeline = write.create(Pipeline, {"name": "Sales"}, by)
        stage = write.create(Stage, {"name": "New", "pipeline": pipeline}, by)
        deal = write.create(Deal, {"name": "Windows", "contact": ana, "stage": stage}, by)
        found = deal if name == "deal" else part_of(deal, name, by)
    address = f"/w/north/{word(get_object(name))}/{found.pk}"
    page = cast.alice.browser.get(address).content.decode()
    page += cast.alice.browser.get(f"{address}/panels", headers={"HX-Request": "true"}).content.decode()
    assert f'href="/w/north/contacts/{ana.pk}"' in page


def part_of(deal: Record, name: str, by: Any) -> Record:
    spec = get_object(name)
    link = next((one for one in spec.of_type("any_link") if one.timeline), None)
    values = {link.name: f"deal:{deal.pk}"} if link else {"deal": str(deal.pk)}
    return cast_to(Record, make(spec, by, **values))
