"""What people do on pages, with one object of every field type: saving, refusing, clashing, many at once, undoing."""

import json
from typing import Any
from typing import cast as cast_to

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse

from akrab.engine import access, write
from akrab.engine.models import Operation
from akrab.engine.registry import objects
from akrab.tenancy.current import workspace as inside
from akrab.web import conditions, inputs
from tests.cast import Cast, Player
from tests.contract.objects.models import Shelf, Specimen
from tests.factory import make

PART = {"HX-Request": "true"}
BASE = "/w/north/specimens"
SPEC = objects()["specimen"]


def _specimen(cast: Cast, **values: Any) -> Specimen:
    with inside(cast.north):
        made: Specimen = make(SPEC, cast.alice.actor("web"), **values)
        return made


def _now(cast: Cast, record: Specimen) -> Specimen:
    with inside(cast.north):
        return access.get(Specimen, record.pk, cast.alice.actor(), bin=record.deleted_at is not None)


def _post(player: Player, address: str, **fields: Any) -> HttpResponse:
    return cast_to(HttpResponse, player.browser.post(address, fields, headers=PART))


def _told(response: HttpResponse) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(response.headers.get("HX-Trigger", "{}"))
    return told


def _operations(cast: Cast) -> int:
    with inside(cast.north):
        return Operation.objects.count()


@pytest.mark.parametrize("name", [name for name, field in SPEC.fields.items() if not field.read_only])
def test_every_field_comes_back_from_its_own_input_unchanged(cast: Cast, name: str) -> None:
    """What a form shows of a value, sent back as it stands, is the same value."""
    field = SPEC.fields[name]
    by = cast.alice.actor("web")
    record = _specimen(cast)
    for sample in [one for one in field.type.samples(field) if field.type.name != "file"]:
        with inside(cast.north):
            record = write.update(record, {name: sample}, by)
            before = getattr(record, field.attname)
            typed = inputs.as_typed(field, record, by)
        sent = (
            {f"{name}.{part}": text for part, text in typed.items()}
            if isinstance(typed, dict)
            else {name: typed}
        )
        if field.type.name == "boolean":
            sent = {name: "1"} if typed else {}
        response = _post(
            cast.alice, f"{BASE}/{record.pk}/edit/{name}", _fields=name, version=record.version, **sent
        )
        assert response.status_code == 200, response.content.decode()
        now = getattr(_now(cast, record), field.attname)
        assert now == before or field.type.name == "datetime"


def test_a_saved_cell_says_so_and_can_be_undone(cast: Cast) -> None:
    record = _specimen(cast, remark="old")
    response = _post(cast.alice, f"{BASE}/{record.pk}/edit/remark", remark="new", **{"in": "list"})
    assert (response.status_code, "new" in response.content.decode()) == (200, True)
    undo = _told(response)["toast"]["undo"]
    assert _now(cast, record).remark == "new"
    assert _post(cast.alice, undo).status_code == 204
    assert _now(cast, record).remark == "old"


def test_a_refused_cell_keeps_what_was_typed_and_changes_nothing(cast: Cast) -> None:
    record = _specimen(cast, count=3)
    before = _operations(cast)
    response = _post(cast.alice, f"{BASE}/{record.pk}/edit/count", count="abc")
    body = response.content.decode()
    assert response.status_code == 422
    assert 'value="abc"' in body
    assert 'aria-invalid="true"' in body
    assert (_now(cast, record).count, _operations(cast)) == (3, before)


def test_the_second_of_two_editors_sees_the_first_ones_change_and_keeps_their_own(cast: Cast) -> None:
    record = _specimen(cast, remark="at first")
    version = record.version
    assert (
        _post(cast.alice, f"{BASE}/{record.pk}/edit/remark", remark="hers", version=version).status_code
        == 200
    )
    response = _post(cast.alice, f"{BASE}/{record.pk}/edit/remark", remark="his", version=version)
    body = response.content.decode()
    assert response.status_code == 409
    assert "hers" in body
    assert 'value="his"' in body
    assert _now(cast, record).remark == "hers"
    again = _now(cast, record).version
    assert (
        _post(cast.alice, f"{BASE}/{record.pk}/edit/remark", remark="his", version=again).status_code == 200
    )
    assert _now(cast, record).remark == "his"


def test_two_editors_of_the_whole_form_clash_only_in_the_field_they_share(cast: Cast) -> None:
    record = _specimen(cast, remark="at first", count=1)
    asked = {"_fields": "remark,count", "version": record.version}
    assert _post(cast.alice, f"{BASE}/{record.pk}/form", **asked, remark="hers", count="1").status_code == 204
    response = _post(cast.alice, f"{BASE}/{record.pk}/form", **asked, remark="his", count="2")
    body = response.content.decode()
    assert response.status_code == 409
    assert "hers" in body
    assert 'value="his"' in body
    assert (_now(cast, record).remark, _now(cast, record).count) == ("hers", 1)


def test_a_new_record_with_a_gap_comes_back_as_typed_and_makes_nothing(cast: Cast) -> None:
    before = _operations(cast)
    response = _post(
        cast.alice, f"{BASE}/new", _fields="name,remark,count", name="", remark="kept", count="1"
    )
    body = response.content.decode()
    assert response.status_code == 422
    assert 'value="kept"' in body
    assert "Fill this in." in body
    assert _operations(cast) == before


def test_a_new_record_is_said_and_opened_from_the_toast(cast: Cast) -> None:
    with inside(cast.north):
        shelf = make(objects()["shelf"], cast.alice.actor("web"))
    sent = {"name": "Ana", "count": "1", "colour": "red", "shelf": str(shelf.pk)}
    response = _post(cast.alice, f"{BASE}/new", _fields=",".join(sent), **sent)
    told = _told(response)
    assert response.status_code == 204
    assert told["toast"]["link"].startswith(f"{BASE}/")
    assert set(told) >= {"closeDialog", "changed", "toast"}


def test_a_reader_opens_no_editor_and_changes_nothing(cast: Cast) -> None:
    record = _specimen(cast, remark="old")
    for address in (
        f"{BASE}/{record.pk}/edit/remark",
        f"{BASE}/{record.pk}/form",
        f"{BASE}/{record.pk}/move",
    ):
        assert _post(cast.carol, address, remark="new", column="red").status_code == 403, address
    assert _post(cast.carol, f"{BASE}/{record.pk}/delete").status_code == 403
    now = _now(cast, record)
    assert (now.remark, now.deleted_at) == ("old", None)


def test_many_rows_change_in_one_gesture_that_is_undone_as_one(cast: Cast) -> None:
    records = [_specimen(cast, remark="old") for _number in range(3)]
    ids = ",".join(str(record.pk) for record in records)
    response = _post(cast.alice, f"{BASE}/bulk/change", ids=ids, _fields="remark", remark="new")
    assert response.status_code == 204
    assert [_now(cast, record).remark for record in records] == ["new"] * 3
    assert _post(cast.alice, _told(response)["toast"]["undo"]).status_code == 204
    assert [_now(cast, record).remark for record in records] == ["old"] * 3


def test_one_bad_row_keeps_all_rows_as_they_are(cast: Cast) -> None:
    records = [_specimen(cast, remark="old") for _number in range(2)]
    ids = ",".join([*(str(record.pk) for record in records), "018f0000-0000-7000-8000-000000000000"])
    response = _post(cast.alice, f"{BASE}/bulk/change", ids=ids, _fields="remark", remark="new")
    assert response.status_code == 422
    assert [_now(cast, record).remark for record in records] == ["old"] * 2


def test_all_that_match_means_the_filter_of_the_list(cast: Cast) -> None:
    kept, gone = _specimen(cast, remark="kept"), _specimen(cast, remark="gone")
    tree = json.dumps({"field": "remark", "op": "is", "value": "gone"})
    response = _post(cast.alice, f"{BASE}/bulk/delete", all="1", query=f"filter={tree}")
    assert response.status_code == 204
    with inside(cast.north):
        visible = set(access.visible(Specimen, cast.alice.actor()).values_list("pk", flat=True))
    assert (kept.pk in visible, gone.pk in visible) == (True, False)


def test_more_rows_than_possible_are_refused_and_none_of_them_changes(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    records = [_specimen(cast, remark="old") for _number in range(3)]
    monkeypatch.setattr("akrab.web.pages.bulk.MOST", 2)
    ids = ",".join(str(record.pk) for record in records)
    for said in ({"ids": ids}, {"all": "1", "query": ""}):
        response = _post(cast.alice, f"{BASE}/bulk/change", **said, _fields="remark", remark="new")
        assert response.status_code == 422
        assert "At most 2 rows" in response.content.decode()
    assert [_now(cast, record).remark for record in records] == ["old"] * 3


def test_a_deleted_record_is_in_the_bin_and_comes_back(cast: Cast) -> None:
    record = _specimen(cast)
    assert _post(cast.alice, f"{BASE}/{record.pk}/delete").status_code == 204
    foot = cast.alice.browser.get(f"{BASE}/?part=totals").content.decode()
    assert f"{BASE}/?bin=1" in foot
    assert str(record.pk) in cast.alice.browser.get(f"{BASE}/?bin=1").content.decode()
    assert str(record.pk) not in cast.alice.browser.get(f"{BASE}/").content.decode()
    page = cast.alice.browser.get(f"{BASE}/{record.pk}")
    assert (page.status_code, "In the bin" in page.content.decode()) == (200, True)
    assert cast.alice.browser.post(f"{BASE}/{record.pk}/restore").status_code == 303
    assert _now(cast, record).deleted_at is None


def test_a_card_moves_and_an_unknown_column_is_refused_in_words(cast: Cast) -> None:
    record = _specimen(cast, colour="red")
    assert _post(cast.alice, f"{BASE}/{record.pk}/move", column="green").status_code == 204
    assert _now(cast, record).colour == "green"
    response = _post(cast.alice, f"{BASE}/{record.pk}/move", column="mauve")
    assert (response.status_code, response.headers["HX-Retarget"]) == (422, f"#card-{record.pk}")
    assert "mauve" in response.content.decode()
    assert _now(cast, record).colour == "green"


def test_what_a_refused_card_can_not_use_is_asked_again_as_typed(cast: Cast) -> None:
    record = _specimen(cast, colour="red", count=3)
    response = _post(cast.alice, f"{BASE}/{record.pk}/move", column="green", _fields="count", count="many")
    said = response.content.decode()
    assert response.status_code == 422
    assert 'name="count" value="many"' in said
    assert 'aria-invalid="true"' in said
    assert (_now(cast, record).colour, _now(cast, record).count) == ("red", 3)


def test_an_action_asks_by_its_signature_and_says_what_is_wrong(cast: Cast) -> None:
    record = _specimen(cast, count=1)
    asked = cast.alice.browser.get(f"{BASE}/{record.pk}/actions/measure", headers=PART).content.decode()
    assert 'name="count"' in asked
    assert 'name="seen_at"' in asked
    refused = _post(
        cast.alice, f"{BASE}/{record.pk}/actions/measure", _fields="count,remark", count="abc", remark="kept"
    )
    assert (refused.status_code, 'value="kept"' in refused.content.decode()) == (422, True)
    assert _now(cast, record).count == 1
    done = _post(
        cast.alice, f"{BASE}/{record.pk}/actions/measure", _fields="count,remark", count="7", remark="kept"
    )
    assert done.status_code == 204
    assert _now(cast, record).count == 7


def test_an_undo_in_the_way_of_later_changes_shows_them_first(cast: Cast) -> None:
    record = _specimen(cast, remark="old")
    undo = _told(_post(cast.alice, f"{BASE}/{record.pk}/edit/remark", remark="new"))["toast"]["undo"]
    _post(cast.alice, f"{BASE}/{record.pk}/edit/remark", remark="newer")
    shown = _post(cast.alice, undo)
    assert (shown.status_code, "newer" in shown.content.decode()) == (409, True)
    assert _now(cast, record).remark == "newer"
    assert _post(cast.alice, undo, force="1").status_code == 204
    assert _now(cast, record).remark == "old"


def test_a_filter_that_names_no_field_says_so_and_a_broken_one_too(cast: Cast) -> None:
    for raw in ('{"field": "nonsense", "op": "is", "value": 1}', "{", "[]"):
        response = cast.alice.browser.get(f"{BASE}/", {"filter": raw})
        assert response.status_code == 400, raw


def test_the_builder_and_the_language_say_the_same(cast: Cast) -> None:
    tree = {
        "and": [
            {"field": "count", "op": "gte", "value": "2"},
            {"field": "colour", "op": "any_of", "value": ["red", "blue"]},
        ]
    }
    sent = {
        "c00000a.field": "count",
        "c00000a.op": "gte",
        "c00000a.value": "2",
        "c00000b.field": "colour",
        "c00000b.op": "any_of",
        "c00000b.value": ["red", "blue"],
    }
    response = cast.alice.browser.get(f"{BASE}/filter/apply", sent)
    assert response.status_code == 303
    assert conditions.flat(tree) == ("and", tree["and"])
    body = cast.alice.browser.get(response.headers["Location"])
    assert body.status_code == 200
    assert "is at least" in body.content.decode()


def test_a_view_is_kept_and_shown_as_a_tab(cast: Cast) -> None:
    tree = json.dumps({"field": "count", "op": "gte", "value": "2"})
    kept = cast.alice.browser.post(f"{BASE}/views/new?filter={tree}", {"name": "Many"}, headers=PART)
    assert kept.status_code == 204
    body = cast.alice.browser.get(kept.headers["HX-Redirect"]).content.decode()
    assert "Many" in body
    assert "is at least" in body


def test_the_next_rows_come_by_the_cursor(cast: Cast) -> None:
    by = cast.alice.actor("web")
    with inside(cast.north):
        shelves = [make(objects()["shelf"], by) for _number in range(55)]
    body = cast.alice.browser.get("/w/north/shelves/").content.decode()
    more = body.partition('class="ak-more-row" hx-get="')[2].partition('"')[0].replace("&amp;", "&")
    rest = cast.alice.browser.get(more, headers=PART).content.decode()
    shown = [str(shelf.pk) in body or str(shelf.pk) in rest for shelf in shelves]
    assert (all(shown), str(shelves[0].pk) in rest, isinstance(shelves[0], Shelf)) == (True, True, True)


def test_a_file_is_taken_in_and_given_out_only_as_a_download_unless_harmless(cast: Cast) -> None:
    record = _specimen(cast)
    page = SimpleUploadedFile("page.html", b"<script>alert(1)</script>", "text/html")
    assert _post(cast.alice, f"{BASE}/{record.pk}/form", _fields="scan", scan=page).status_code == 204
    response = cast.alice.browser.get(f"{BASE}/{record.pk}/file/scan")
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/octet-stream"
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert cast.mallory.browser.get(f"/w/south/specimens/{record.pk}/file/scan").status_code == 404


def test_a_verb_that_lacks_something_names_it_in_its_dialog(cast: Cast) -> None:
    record = _specimen(cast, place={})
    response = _post(cast.alice, f"{BASE}/{record.pk}/actions/ship")
    assert (response.status_code, response.headers["HX-Retarget"]) == (422, "#dialog")
    assert "It has no place to go to." in response.content.decode()
    assert _now(cast, record).remark != "shipped"
