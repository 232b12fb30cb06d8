"""What somebody meets who sets a company up by hand: their words are understood, and what is wrong is kept."""

import re

import pytest
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from akrab.engine import write
from akrab.engine.models import Operation
from akrab.features.automation.models import Rule
from akrab.features.calendars.models import SpecialDay, WorkingCalendar
from akrab.features.documents.models import CompanyDetails
from akrab.features.forms.models import Form
from akrab.modules.contacts.models import Source
from akrab.tenancy.current import workspace as inside
from tests.cast import Cast

BASE = "/w/north/settings/"
WEEK = {"mon": "9-17"}


@pytest.mark.parametrize("said", ["Malaysia", "malaysia", "MY", "马来西亚"])
def test_a_country_is_understood_by_its_name_and_shown_by_it(cast: Cast, said: str) -> None:
    form = {
        "what": "details",
        "_fields": "name,address",
        "name": "Cahaya",
        "address.city": "George Town",
        "address.country": said,
    }
    assert cast.alice.browser.post(f"{BASE}company", form).status_code == 303
    with inside(cast.north):
        assert CompanyDetails.objects.get().address == {"city": "George Town", "country": "MY"}
    assert (
        'name="address.country" value="Malaysia"' in cast.alice.browser.get(f"{BASE}company").content.decode()
    )


def test_a_country_that_nobody_knows_is_refused_and_kept_as_typed(cast: Cast) -> None:
    form = {"what": "details", "_fields": "name,address", "name": "Cahaya", "address.country": "Atlantis"}
    answer = cast.alice.browser.post(f"{BASE}company", form)
    assert (answer.status_code, "“Atlantis” is no country" in answer.content.decode()) == (422, True)
    assert 'name="address.country" value="Atlantis"' in answer.content.decode()
    with inside(cast.north):
        assert not CompanyDetails.objects.filter(name="Cahaya").exists()


def test_the_states_of_a_country_are_offered_by_their_names(cast: Cast) -> None:
    form = {"name": "Studio", "country": "MY", "subdivision": "07", "standard": "1", **WEEK}
    assert cast.alice.browser.post(f"{BASE}calendars/new", form).status_code == 303
    with inside(cast.north):
        made = WorkingCalendar.objects.get()
    page = cast.alice.browser.get(f"{BASE}calendars/{made.pk}?year=2026").content.decode()
    assert '<option value="07" selected>Pulau Pinang</option>' in page


def test_the_same_closure_stands_in_a_calendar_once(cast: Cast) -> None:
    cast.alice.browser.post(f"{BASE}calendars/new", {"name": "Studio", "standard": "1", **WEEK})
    with inside(cast.north):
        made = WorkingCalendar.objects.get()
    form = {"name": "Hari Raya", "first_on": "2026-03-20", "last_on": "2026-03-24"}
    answers = [cast.alice.browser.post(f"{BASE}calendars/{made.pk}/days", form) for _press in range(2)]
    assert [answer.status_code for answer in answers] == [303, 422]
    assert "This stands in the calendar already." in answers[1].content.decode()
    with inside(cast.north):
        assert SpecialDay.objects.count() == 1


def test_a_condition_that_cannot_be_asked_stays_as_it_was_typed(cast: Cast) -> None:
    with inside(cast.north):
        trigger = {"on": "event", "verb": "created"}
        said = {"name": "Large ones", "object": "deal", "trigger": trigger}
        rule = write.create(Rule, said, cast.alice.actor("web"))
    form = {"c00aa11.field": "amount", "c00aa11.op": "gt", "c00aa11.value": "lima ribu"}
    answer = cast.alice.browser.post(f"{BASE}rules/{rule.pk}/condition", form)
    page = answer.content.decode()
    assert (answer.status_code, "“lima ribu” is not a number" in page) == (422, True)
    assert 'value="lima ribu"' in page
    with inside(cast.north):
        assert Rule.objects.get().condition == {}


def test_a_condition_that_a_rule_has_opens_to_be_changed(cast: Cast) -> None:
    with inside(cast.north):
        condition = {"field": "amount", "op": "gt", "value": "5000"}
        said = {"name": "Large ones", "object": "deal", "trigger": {"on": "event", "verb": "created"}}
        rule = write.create(Rule, {**said, "condition": condition}, cast.alice.actor("web"))
    page = cast.alice.browser.get(f"{BASE}rules/{rule.pk}?open=condition").content.decode()
    assert '<option value="amount" selected>' in page


def test_an_entry_that_differs_by_its_capitals_alone_is_refused(cast: Cast) -> None:
    cast.alice.browser.post(f"{BASE}lists/source", {"_fields": "name", "name": "Instagram"})
    answer = cast.alice.browser.post(f"{BASE}lists/source", {"_fields": "name", "name": " instagram "})
    assert (answer.status_code, "There is “Instagram” already." in answer.content.decode()) == (422, True)
    with inside(cast.north):
        assert [one.name for one in Source.objects.filter(name__iexact="instagram")] == ["Instagram"]


def test_the_languages_offered_can_be_changed_later_and_are_those_of_the_account_page(cast: Cast) -> None:
    form = {
        "name": "North", "country": "MY", "currency": "MYR", "time_zone": "Asia/Kuala_Lumpur", "language": "ms",
        "languages": ["zh-hans"],
    }  # fmt: skip
    assert cast.alice.browser.post(f"{BASE}company", form).status_code == 303
    cast.north.refresh_from_db()
    assert cast.north.languages == ["ms", "zh-hans"]
    page = cast.alice.browser.get(f"{BASE}me").content.decode()
    assert '<option value="zh-hans">简体中文</option>' in page
    assert '<option value="vi"' not in page


def test_whoever_had_no_name_is_told_of_in_the_history_without_a_gap(cast: Cast) -> None:
    user = cast.alice.member.user
    user.name = ""
    user.save(update_fields=["name"])
    form = {"name": "Mei Ling", "language": "", "time_zone": "", "theme": ""}
    assert cast.alice.browser.post(f"{BASE}me", form).status_code == 303
    said = re.sub(r"<[^>]+>", "", cast.alice.browser.get(f"{BASE}me").content.decode())
    assert "changed their name from – to Mei Ling" in said


def test_a_form_asks_in_the_language_of_its_visitors_whoever_makes_it(cast: Cast) -> None:
    cast.north.language = "ms"
    cast.north.save(update_fields=["language"])
    user = cast.alice.member.user
    user.language = "en"
    user.save(update_fields=["language"])
    answer = cast.alice.browser.post(f"{BASE}forms/new", {"name": "Tempah", "object": "deal", "key": ""})
    assert answer.status_code == 303
    with inside(cast.north):
        asked = [one.label for one in Form.objects.get().shape.questions]
    assert asked[0] == "Nama"


def test_a_form_makes_what_the_company_works_with_and_no_reports(cast: Cast) -> None:
    page = cast.alice.browser.get(f"{BASE}forms/new").content.decode()
    assert 'value="contact"' in page
    assert 'value="dashboard"' not in page


def test_what_everybody_works_with_stands_first_where_rights_and_templates_are_chosen(cast: Cast) -> None:
    roles = cast.alice.browser.get(f"{BASE}roles/new").content.decode()
    assert roles.index("right.deal.view") < roles.index("right.claim.view")
    templates = cast.alice.browser.get(f"{BASE}templates").content.decode()
    assert templates.index('value="deal"') < templates.index('value="relation"')
    assert 'value="claim"' not in templates, (
        "papers are about the business, not what the product keeps beside it"
    )


def test_only_money_that_is_in_use_is_offered(cast: Cast) -> None:
    page = cast.alice.browser.get(f"{BASE}company").content.decode()
    assert 'value="MYR"' in page
    assert 'value="ADP"' not in page  # the peseta of Andorra ended in 2002


@pytest.mark.parametrize(
    ("page", "form"),
    [
        ("calendars/new", {"name": "a\x00b", "standard": "1", **WEEK}),
        ("lists/source", {"_fields": "name", "name": "a\x00b"}),
        ("objects/contact/fields/new", {"label": "a\x00b", "kind": "text"}),
    ],
)
def test_a_sign_that_no_text_can_hold_is_left_out(cast: Cast, page: str, form: dict[str, str]) -> None:
    assert cast.alice.browser.post(f"{BASE}{page}", form).status_code == 303
    with inside(cast.north):
        assert "\x00" not in Operation.objects.order_by("-at", "-pk")[0].label


def test_a_field_of_ones_own_is_ranked_by_a_job_that_knows_the_company(cast: Cast) -> None:
    form = {"label": "Wedding date", "kind": "date"}
    assert cast.alice.browser.post(f"{BASE}objects/deal/fields/new", form).status_code == 303
    [job] = ProcrastinateJob.objects.filter(task_name__endswith="fill_ranks")
    assert job.args == {"workspace_id": str(cast.north.pk)}


def test_a_page_of_before_somebody_signed_in_again_says_in_words_that_nothing_was_sent(cast: Cast) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(cast.alice.member.user)
    answer = browser.post(f"{BASE}lists/source", {"_fields": "name", "name": "Instagram"})
    assert (answer.status_code, "This was not sent" in answer.content.decode()) == (403, True)
    with inside(cast.north):
        assert not Source.objects.filter(name="Instagram").exists()


def test_websites_that_are_none_are_said_once_and_at_their_field(cast: Cast) -> None:
    cast.alice.browser.post(f"{BASE}forms/new", {"name": "Book", "object": "contact", "key": ""})
    with inside(cast.north):
        form = Form.objects.get()
    said = {"name": "Book", "origins": "nosite\nneither", "most_a_minute": "300", "proof_of_work": "busy"}
    page = cast.alice.browser.post(f"{BASE}forms/{form.pk}", said).content.decode()
    # Above, and at the field.
    assert page.count("Write a website as https://www.example.com, without a path.") == 2
    assert "nosite\nneither" in page.replace("\r", "")
