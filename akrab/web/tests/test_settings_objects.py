"""Objects and fields: an administrator adds fields, renames, orders and switches off, through the pages alone."""

from typing import Any

from akrab.engine import access, undo, write
from akrab.engine.models import Operation
from akrab.engine.spec import spec_of
from akrab.features.customfields.models import CustomField, Outline
from akrab.modules.contacts.models import Company, Contact
from akrab.modules.sales.models import Deal
from akrab.tenancy.current import workspace as inside
from tests.cast import Cast, Player
from tests.custom import define

BASE = "/w/north/settings/objects"
FORM = {"label": "Glass", "kind": "text", "in_form": "1"}


def _post(player: Player, address: str, data: dict[str, Any] | None = None) -> Any:
    return player.browser.post(f"{BASE}{address}", data or {})


def _defined(cast: Cast, **what: Any) -> list[CustomField]:
    with inside(cast.north):
        return list(CustomField._default_manager.filter(deleted_at=None, **what).order_by("position"))


def _page(player: Player, address: str) -> str:
    answer = player.browser.get(address)
    assert answer.status_code == 200, address
    return str(answer.content.decode())


def test_a_field_that_was_added_is_asked_for_in_the_next_form(cast: Cast) -> None:
    assert _post(cast.alice, "/deal/fields/new", {**FORM, "help": "As on the label"}).status_code == 303
    [made] = _defined(cast)
    assert (made.name, made.label, made.object) == ("x_glass", "Glass", "deal")
    form = _page(cast.alice, "/w/north/deals/new")
    assert "Glass" in form
    assert "As on the label" in form
    assert "Glass" in _page(cast.alice, f"{BASE}/deal")


def test_a_choice_is_made_of_rows_and_its_options_keep_their_keys(cast: Cast) -> None:
    rows = {
        "option.key": ["", "", ""],
        "option.label": ["Single", "Double", ""],
        "option.tone": ["", "good", ""],
    }
    assert _post(cast.alice, "/deal/fields/new", {**FORM, "kind": "choice", **rows}).status_code == 303
    [made] = _defined(cast)
    assert [(one["key"], one["tone"]) for one in made.options] == [("single", ""), ("double", "good")]
    again = {
        "option.key": ["double", "single"], "option.label": ["Two panes", "Single"], "option.tone": ["good", ""],
        "option.retired": "single",
    }  # fmt: skip
    assert _post(cast.alice, "/deal/fields/x_glass", {**FORM, **again}).status_code == 303
    [made] = _defined(cast)
    told = [(one["key"], one["label"], one["retired"]) for one in made.options]
    assert told == [("double", "Two panes", False), ("single", "Single", True)]


def test_a_retired_option_stays_where_it_is_and_is_offered_no_more(cast: Cast) -> None:
    field = define(cast, "Grade", "choice", "contact")
    with inside(cast.north):
        by = cast.alice.actor("web")
        held = write.create(Contact, {"name": "Ana", "x_grade": "red"}, by)
        options = [{**one, "retired": one["key"] == "red"} for one in field.options]
        write.update(field, {"options": options}, by)
    new = _page(cast.alice, "/w/north/contacts/new")
    assert "Green" in new
    assert 'value="red"' not in new
    assert "Red" in _page(cast.alice, f"/w/north/contacts/{held.pk}")
    assert 'value="red" selected' in _page(cast.alice, f"/w/north/contacts/{held.pk}/form")


def test_an_option_that_records_have_is_not_removed(cast: Cast) -> None:
    field = define(cast, "Grade", "choice", "contact")
    with inside(cast.north):
        write.create(Contact, {"name": "Ana", "x_grade": "red"}, cast.alice.actor("web"))
    rows = {"option.key": ["green"], "option.label": ["Green"], "option.tone": ["good"]}
    answer = _post(cast.alice, "/contact/fields/x_grade", {"label": "Grade", **rows})
    assert answer.status_code == 422
    assert "is the value of 1 record" in answer.content.decode()
    assert _defined(cast)[0].options == field.options


def test_what_is_wrong_is_said_at_the_field_and_what_was_typed_is_kept(cast: Cast) -> None:
    answer = _post(cast.alice, "/deal/fields/new", {**FORM, "kind": "choice", "help": "Kept"})
    body = answer.content.decode()
    assert answer.status_code == 422
    assert "Give at least one option" in body
    assert 'value="Kept"' in body
    assert _post(cast.alice, "/deal/fields/new", {**FORM, "label": ""}).status_code == 422
    assert _post(cast.alice, "/deal/fields/new", {**FORM, "kind": "wish"}).status_code == 422
    assert _defined(cast) == []


def test_the_type_stays_whatever_is_sent(cast: Cast) -> None:
    define(cast, "Glass", "text", "deal")
    assert _post(cast.alice, "/deal/fields/x_glass", {**FORM, "kind": "money"}).status_code == 303
    assert _defined(cast)[0].kind == "text"


def test_a_retired_field_comes_back_with_its_values(cast: Cast) -> None:
    define(cast, "Glass", "text", "company", in_columns=True)
    with inside(cast.north):
        write.create(Company, {"name": "Acme", "x_glass": "Zanzibar"}, cast.alice.actor("web"))
    assert "Zanzibar" in _page(cast.alice, "/w/north/companies/")
    for away, back in (("retire", "bring-back"), ("delete", "restore")):
        assert _post(cast.alice, f"/company/fields/x_glass/{away}").status_code == 303
        assert "Zanzibar" not in _page(cast.alice, "/w/north/companies/")
        assert "Glass" in _page(cast.alice, f"{BASE}/company")
        assert _post(cast.alice, f"/company/fields/x_glass/{back}").status_code == 303
        assert "Zanzibar" in _page(cast.alice, "/w/north/companies/")


def test_a_second_field_of_the_name_of_a_deleted_one_has_its_own_values(cast: Cast) -> None:
    define(cast, "Glass", "text", "company")
    with inside(cast.north):
        held = write.create(Company, {"name": "Acme", "x_glass": "Zanzibar"}, cast.alice.actor("web"))
    _post(cast.alice, "/company/fields/x_glass/delete")
    assert define(cast, "Glass", "text", "company").name == "x_glass_2"
    assert "Zanzibar" not in _page(cast.alice, f"/w/north/companies/{held.pk}")


def test_a_renamed_object_is_called_so_on_every_page_in_that_language_alone(cast: Cast) -> None:
    words = {"label.en": "Case", "label_plural.en": "Cases", "label.vi": "Hồ sơ"}
    assert _post(cast.alice, "/deal", words).status_code == 303
    for address in ("/w/north/", "/w/north/deals/", "/w/north/deals/new", "/w/north/search"):
        assert "Cases" in _page(cast.alice, address), address
    assert "New case" in _page(cast.alice, "/w/north/deals/new")
    told = cast.alice.api.get("/api/v1/objects").json()["objects"]
    assert {one["label_plural"] for one in told if one["name"] == "deal"} == {"Cases"}
    cast.alice.user.language = "vi"
    cast.alice.user.save()
    told = cast.alice.api.get("/api/v1/objects").json()["objects"]
    [deal] = [one for one in told if one["name"] == "deal"]
    assert deal["label"] == "Hồ sơ"
    assert deal["label_plural"] != "Cases"
    assert "Cases" not in _page(cast.mallory, "/w/south/")


def test_a_field_of_the_product_is_called_otherwise(cast: Cast) -> None:
    assert _post(cast.alice, "/deal/fields/amount", {"label.en": "Worth"}).status_code == 303
    assert "Worth" in _page(cast.alice, "/w/north/deals/new")
    assert "Worth" in _page(cast.alice, "/w/north/deals/columns")
    assert _post(cast.alice, "/deal/fields/amount", {"label.en": ""}).status_code == 303
    assert "Worth" not in _page(cast.alice, "/w/north/deals/new")


def test_a_label_that_is_too_long_is_refused_and_nothing_changes(cast: Cast) -> None:
    assert _post(cast.alice, "/deal/fields/amount", {"label.en": "x" * 200}).status_code == 422
    assert _post(cast.alice, "/deal", {"label.en": "x" * 400}).status_code == 422
    with inside(cast.north):
        assert not Outline._default_manager.exists()


def test_fields_stand_in_the_order_that_was_said(cast: Cast) -> None:
    define(cast, "Glass", "text", "company")
    with inside(cast.north):
        names = [name for name, one in spec_of(Company).fields.items() if not one.read_only]
    turned = ["x_glass", *[name for name in names if name != "x_glass"]]
    assert _post(cast.alice, "/company/order", {"row": turned}).status_code == 303
    with inside(cast.north):
        assert next(iter(spec_of(Company).fields)) == "x_glass"
        assert spec_of(Company).quick[0] == "x_glass"
    assert _post(cast.alice, "/company/order", {"down": "x_glass"}).status_code == 303
    with inside(cast.north):
        assert list(spec_of(Company).fields)[1] == "x_glass"


def test_what_is_switched_off_is_nowhere_and_comes_back_with_its_records(cast: Cast) -> None:
    with inside(cast.north):
        by = cast.alice.actor("web")
        company = write.create(Company, {"name": "Acme"}, by)
        contact = write.create(Contact, {"name": "Ana", "company": str(company.pk)}, by)
    places = ["/w/north/", "/w/north/search?as=options&q=", "/w/north/contacts/new"]
    before = [address for address in places if "ompan" in _page(cast.alice, address)]
    assert _post(cast.alice, "/company/switch", {"off": "1"}).status_code == 303
    for address in before:
        assert "/companies/" not in _page(cast.alice, address), address
    assert 'name="company"' not in _page(cast.alice, "/w/north/contacts/new")
    assert "Acme" in _page(cast.alice, f"/w/north/contacts/{contact.pk}")
    assert _post(cast.alice, "/company/switch", {"off": "0"}).status_code == 303
    assert "/companies/" in _page(cast.alice, "/w/north/")
    with inside(cast.north):
        assert access.get(Company, company.pk, by).name == "Acme"


def test_settings_of_what_is_switched_off_are_not_offered(cast: Cast) -> None:
    assert "Pipelines" in _page(cast.alice, BASE)
    _post(cast.alice, "/deal/switch", {"off": "1"})
    assert "Pipelines" not in _page(cast.alice, BASE)


def test_only_administrators_of_the_company_come_in(cast: Cast) -> None:
    for address in ("", "/deal", "/deal/fields/new", "/deal/fields/amount"):
        assert cast.bob.browser.get(f"{BASE}{address}").status_code == 403
        assert cast.mallory.browser.get(f"{BASE}{address}").status_code == 404
    for address in ("/deal", "/deal/fields/new", "/deal/switch", "/deal/order", "/deal/fields/amount"):
        assert _post(cast.bob, address, FORM).status_code == 403
        assert _post(cast.mallory, address, FORM).status_code == 404
    assert cast.alice.browser.get(f"{BASE}/source").status_code == 404
    with inside(cast.north):
        assert not Outline._default_manager.exists()
        assert not CustomField._default_manager.exists()


def test_renaming_is_taken_back_and_can_be_done_again(cast: Cast) -> None:

    _post(cast.alice, "/deal", {"label.en": "Case", "label_plural.en": "Cases"})
    with inside(cast.north):
        undo.undo(Operation.objects.order_by("-id").first() or Operation(), cast.alice.actor())
        assert spec_of(Deal).label == "Deal"
    _post(cast.alice, "/deal", {"label.en": "Matter", "label_plural.en": "Matters"})
    with inside(cast.north):
        assert spec_of(Deal).label_plural == "Matters"


def test_the_preview_shows_what_is_typed(cast: Cast) -> None:
    answer = _post(
        cast.alice, "/deal/fields/preview", {**FORM, "label": "Depth", "kind": "integer", "in_columns": "1"}
    )
    body = answer.content.decode()
    assert answer.status_code == 200
    assert "Depth" in body
    assert "As a column of Deals" in body
    assert _defined(cast) == []


def test_an_object_without_fields_to_shape_is_not_offered(cast: Cast) -> None:
    page = _page(cast.alice, BASE)
    assert "Deals" in page
    assert "Other values" not in page


def test_a_new_choice_says_its_options_in_the_companys_other_languages_at_once(cast: Cast) -> None:
    assert 'name="option.words.vi"' in _page(cast.alice, f"{BASE}/deal/fields/new")
    rows = {
        "option.key": ["", "", ""], "option.label": ["Single", "Double", ""], "option.tone": ["", "", ""],
        "option.words.vi": ["Kính đơn", "", ""],
    }  # fmt: skip
    assert _post(cast.alice, "/deal/fields/new", {**FORM, "kind": "choice", **rows}).status_code == 303
    [made] = _defined(cast)
    assert [one["labels"] for one in made.options] == [{"vi": "Kính đơn"}, {}]
    assert 'value="Kính đơn"' in _page(cast.alice, f"{BASE}/deal/fields/x_glass")


def test_who_reads_another_language_is_told_which_one_a_label_is_in(cast: Cast) -> None:
    said = "your company&#x27;s language"
    assert said not in _page(cast.alice, f"{BASE}/deal/fields/new")
    cast.north.language = "vi"
    cast.north.save()
    cast.alice.member.user.language = "en"
    cast.alice.member.user.save()
    assert f"In Tiếng Việt, {said}" in _page(cast.alice, f"{BASE}/deal/fields/new")
