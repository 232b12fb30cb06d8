"""Open lists are kept on one page: ordered, renamed, retired, merged, and never in the way of old records."""

from typing import Any

import pytest

from akrab.engine import undo, write
from akrab.engine.errors import Invalid
from akrab.engine.models import Operation
from akrab.engine.registry import get_action
from akrab.engine.spec import spec_of
from akrab.features.views.saved import save_view
from akrab.modules.contacts.models import Channel, Contact, Source
from akrab.modules.sales.models import Deal, LostReason, Pipeline, Stage
from akrab.tenancy.current import workspace
from tests.cast import Cast

pytestmark = pytest.mark.django_db
PAGE = "/w/north/settings/lists/source"


@pytest.fixture
def sources(cast: Cast) -> list[Source]:
    with workspace(cast.north):
        rows = [
            {"name": name, "position": place} for place, name in enumerate(("Search", "Friends", "Radio"))
        ]
        return write.create_many(Source, rows, cast.alice.actor())


def offered(cast: Cast, object: str = "contact", field: str = "source") -> str:
    return str(cast.bob.browser.get(f"/w/north/options/{object}/{field}").content.decode())


def names(cast: Cast) -> list[str]:
    with workspace(cast.north):
        return list(
            Source.objects.filter(deleted_at__isnull=True).order_by("position").values_list("name", flat=True)
        )


def post(cast: Cast, tail: str = "", **said: Any) -> Any:
    return cast.alice.browser.post(f"{PAGE}{tail}", said)


def test_a_new_entry_is_offered_at_once(cast: Cast, sources: list[Source]) -> None:
    assert post(cast, name="Billboard").status_code == 303
    assert names(cast)[-1] == "Billboard"
    assert "Billboard" in offered(cast)


def test_a_channel_added_without_code_is_selectable_in_interactions(cast: Cast) -> None:
    cast.alice.browser.post("/w/north/settings/lists/channel", {"name": "Zalo"})
    for object, field in (
        ("call", "channel"),
        ("note", "channel"),
        ("contact", "preferred_channel"),
        ("deal", "channel"),
    ):
        assert "Zalo" in offered(cast, object, field)


def test_a_double_name_is_refused_at_its_field(cast: Cast, sources: list[Source]) -> None:
    answer = post(cast, name="Radio")
    assert answer.status_code == 422
    assert 'value="Radio"' in answer.content.decode()
    assert names(cast) == ["Search", "Friends", "Radio"]


def test_a_retired_entry_is_offered_no_longer_and_stays_where_it_is(
    cast: Cast, sources: list[Source]
) -> None:
    with workspace(cast.north):
        held = write.create(Contact, {"name": "Ana", "source": sources[2]}, cast.alice.actor())
    post(cast, f"/{sources[2].pk}/retire")
    assert "Radio" not in offered(cast)
    assert "Radio" in cast.bob.browser.get(f"/w/north/contacts/{held.pk}").content.decode()
    post(cast, f"/{sources[2].pk}/retire")
    assert "Radio" in offered(cast)


def test_entries_are_renamed_and_ordered(cast: Cast, sources: list[Source]) -> None:
    post(cast, f"/{sources[0].pk}", name="Web search")
    post(cast, "/order", down=str(sources[0].pk))
    assert names(cast) == ["Friends", "Web search", "Radio"]
    post(cast, "/order", entry=[str(sources[place].pk) for place in (2, 0, 1)])
    assert names(cast) == ["Radio", "Web search", "Friends"]


def test_a_merged_entry_takes_records_and_filters_along_and_can_be_undone(
    cast: Cast, sources: list[Source]
) -> None:
    by = cast.alice.actor()
    with workspace(cast.north):
        held = write.create(Contact, {"name": "Ana", "source": sources[2]}, by)
        where = {"field": "source", "op": "is", "value": str(sources[2].pk)}
        view = save_view(spec_of(Contact), by, name="By radio", filter=where)
    post(cast, f"/{sources[2].pk}/merge", into=str(sources[1].pk))
    assert names(cast) == ["Search", "Friends"]
    with workspace(cast.north):
        held.refresh_from_db()
        view.refresh_from_db()
        assert held.source_id == sources[1].pk
        assert view.filter["value"] == str(sources[1].pk)
        undo.undo(Operation.objects.get(label="Merge “Radio”"), by)
        held.refresh_from_db()
        assert held.source_id == sources[2].pk
    assert names(cast) == ["Search", "Friends", "Radio"]


def test_a_used_entry_is_not_deleted(cast: Cast, sources: list[Source]) -> None:
    with workspace(cast.north):
        write.create(Contact, {"name": "Ana", "source": sources[2]}, cast.alice.actor())
    assert post(cast, f"/{sources[2].pk}/delete").status_code == 409
    assert post(cast, f"/{sources[0].pk}/delete").status_code == 303
    assert names(cast) == ["Friends", "Radio"]


@pytest.mark.parametrize("into", ["", "itself", "elsewhere"])
def test_an_entry_merges_only_into_another_of_its_list(cast: Cast, sources: list[Source], into: str) -> None:
    with workspace(cast.north):
        channel = write.create(Channel, {"name": "Fax"}, cast.alice.actor())
    said = {"": "", "itself": str(sources[0].pk), "elsewhere": str(channel.pk)}[into]
    assert post(cast, f"/{sources[0].pk}/merge", into=said).status_code == 422
    assert names(cast) == ["Search", "Friends", "Radio"]


def test_lists_are_the_administrators(cast: Cast, sources: list[Source]) -> None:
    assert cast.bob.browser.post(PAGE, {"name": "X"}).status_code == 403
    assert cast.mallory.browser.get(PAGE).status_code == 404
    assert (
        cast.mallory.browser.post(
            f"/w/south/settings/lists/source/{sources[0].pk}", {"name": "X"}
        ).status_code
        == 404
    )
    assert cast.alice.browser.get("/w/north/settings/lists/deal").status_code == 404
    assert names(cast) == ["Search", "Friends", "Radio"]


def test_a_reason_that_asks_for_it_wants_the_winner(cast: Cast) -> None:
    by = cast.alice.actor()
    with workspace(cast.north):
        pipeline = write.create(Pipeline, {"name": "Sales"}, by)
        write.create(Stage, {"name": "New", "pipeline": pipeline}, by)
        deal = write.create(Deal, {"name": "Ana"}, by)
        reason = write.create(LostReason, {"name": "Competitor", "asks_competitor": True}, by)
        lose = get_action(spec_of(Deal), "lose")
        with pytest.raises(Invalid) as refused:
            write.perform(lose, deal, {"reason": reason}, by)
        assert list(refused.value.errors) == ["competitor"]
        deal.refresh_from_db()
        assert deal.state == "open"
        lost = write.perform(lose, deal, {"reason": reason, "competitor": "Clear View"}, by)
        assert (lost.state, lost.competitor) == ("lost", "Clear View")
