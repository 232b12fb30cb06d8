"""Before a field of one's own goes, the page says where it is used; then it goes only if wanted all the same."""

import pytest

from akrab.engine import write
from akrab.features.customfields.models import CustomField
from akrab.features.reports.models import Report
from akrab.features.views.models import SavedView
from akrab.tenancy.current import workspace
from tests.cast import Cast
from tests.custom import define

pytestmark = pytest.mark.django_db
PAGE = "/w/north/settings/objects/contact/fields/x_glass"


def test_a_field_in_use_goes_only_after_its_places_were_shown(cast: Cast) -> None:
    define(cast, "Glass", "text", "contact")
    define(cast, "Glass two", "text", "contact")
    with workspace(cast.north):
        by = cast.alice.actor()
        where = {"field": "x_glass", "op": "not_empty"}
        SavedView.objects.create(object="contact", name="With glass", filter=where)
        SavedView.objects.create(object="contact", name="Other", columns=["x_glass_two"])
        measures = [{"key": "n", "kind": "count", "label": "n"}]
        said = {
            "name": "Glass by source",
            "object": "contact",
            "kind": "number",
            "where": where,
            "measures": measures,
        }
        write.create(Report, said, by)
    page = cast.alice.browser.get(PAGE).content.decode()
    assert "With glass" in page
    assert "Glass by source" in page
    assert ">Other<" not in page
    refused = cast.alice.browser.post(f"{PAGE}/delete")
    assert refused.status_code == 422
    with workspace(cast.north):
        assert CustomField.objects.filter(name="x_glass", deleted_at=None).exists()
    assert cast.alice.browser.post(f"{PAGE}/delete", {"anyway": "1"}).status_code == 303
    with workspace(cast.north):
        assert not CustomField.objects.filter(name="x_glass", deleted_at=None).exists()
    assert cast.alice.browser.get("/w/north/contacts/").status_code == 200


def test_a_field_nobody_uses_goes_at_once(cast: Cast) -> None:
    define(cast, "Glass", "text", "contact")
    assert cast.alice.browser.post(f"{PAGE}/delete").status_code == 303
