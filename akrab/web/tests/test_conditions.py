"""What stands above a list says the filter as its reader writes numbers, days and moments."""

import json
import re
from typing import Any

import pytest

from tests.cast import Cast

pytestmark = pytest.mark.django_db


def chips(cast: Cast, object: str, *where: dict[str, Any], language: str = "en") -> list[str]:
    """The chips above alice's list, without the signs between their words."""
    asked = {"filter": json.dumps({"and": list(where)}), "as": "list"}
    page = cast.alice.browser.get(f"/w/north/{object}/", asked, headers={"accept-language": language})
    found = re.findall(r'<span class="ak-chip"><button[^>]*>(.*?)</button>', page.content.decode())
    return [re.sub(r"\s+", " ", re.sub("<[^>]*>", "", one)).strip() for one in found]


def test_the_days_of_a_figure_stand_above_its_records_as_days(cast: Cast) -> None:
    first = {"field": "created_at", "op": "gte", "value": "2026-11-01T00:00:00Z"}
    end = {"field": "created_at", "op": "before", "value": "2026-12-01T00:00:00Z"}
    assert chips(cast, "contacts", first, end) == [
        "Created is at least 1 Nov 2026",
        "Created is before 1 Dec 2026",
    ]


def test_a_moment_has_its_hour_and_a_distance_its_words(cast: Cast) -> None:
    hour = {"field": "created_at", "op": "before", "value": "2026-11-30T02:30:00Z"}
    assert chips(cast, "contacts", hour) == ["Created is before 30 Nov 2026 02:30"]
    for word, said in (("-30min", "30 minutes ago"), ("-10d", "10 days ago"), ("+1q", "in 3 months")):
        far = {"field": "created_at", "op": "before", "value": word}
        assert chips(cast, "contacts", far) == [f"Created is before {said}"]


def test_what_is_no_day_stays_as_it_was_written(cast: Cast) -> None:
    """An old view may hold anything; its words are shown, so that somebody can mend it."""
    assert chips(cast, "contacts", {"field": "name", "op": "contains", "value": "-30min"}) == [
        "Name contains -30min"
    ]
