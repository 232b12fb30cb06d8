"""A new company is set up step by step, can stop anywhere, and finds everything again."""

import json
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from akrab.engine import undo
from akrab.engine.models import Operation
from akrab.features.beginning import progress
from akrab.features.beginning.models import Beginning
from akrab.features.documents.models import CompanyDetails, Template
from akrab.features.forms.models import Form
from akrab.features.letters import writing
from akrab.features.letters.models import MessageTemplate
from akrab.features.playbooks import guidance
from akrab.features.playbooks.models import Playbook
from akrab.features.reports.models import Report
from akrab.identity.models import Invitation, Role, Team
from akrab.modules.contacts.models import Contact, Source
from akrab.modules.sales import following
from akrab.modules.sales.models import Deal, Pipeline, Stage
from akrab.modules.start import apply
from akrab.modules.start.trades import OFFERED, TRADES
from akrab.tenancy.current import workspace
from tests.cast import Cast

pytestmark = pytest.mark.django_db
BASE = "/w/north/start/"
COMPANY = {
    "name": "Kelas Utara", "country": "ID", "currency": "IDR", "time_zone": "Asia/Jakarta", "language": "id",
    "languages": ["id", "en"], "phone": "021 5550 118", "email": "halo@utara.example", "_fields": "phone,email",
}  # fmt: skip
TABLE = "name\tphone\temail\nAna\t0917 555 0142\tana@client.example\nBen\t12\t"


def post(browser: Client, step: str, **said: Any) -> Any:
    return browser.post(BASE + step, said)


def state(cast: Cast) -> progress.Progress:
    with workspace(cast.north):
        return progress.find()


def test_an_administrator_of_a_new_company_is_led_to_the_first_step(cast: Cast) -> None:
    with workspace(cast.north):
        Beginning.objects.update(put_off=False)
    assert cast.alice.browser.get("/w/north/")["Location"] == BASE
    assert cast.alice.browser.get(BASE)["Location"] == f"{BASE}company"


def test_the_very_first_question_is_asked_in_the_language_of_the_browser(cast: Cast) -> None:
    cast.alice.browser.get(BASE, headers={"accept-language": "vi-VN,vi;q=0.9"})
    page = cast.alice.browser.get(f"{BASE}company").content.decode()
    assert '<html lang="vi"' in page
    assert "Quốc gia" in page


def test_what_was_said_of_the_company_stands_in_its_history(cast: Cast) -> None:
    cast.alice.browser.post(f"{BASE}company", COMPANY)
    page = cast.alice.browser.get("/w/north/settings/company")
    assert page.status_code == 200
    said = page.content.decode()
    assert "all languages" in said
    assert "English, Bahasa Indonesia" in said


def test_an_empty_company_of_before_is_offered_it(cast: Cast) -> None:
    with workspace(cast.north):
        Beginning.objects.all().delete()
    assert "0 of 4" in cast.alice.browser.get("/w/north/").content.decode()


def test_others_go_straight_to_work(cast: Cast) -> None:
    assert cast.bob.browser.get("/w/north/").status_code == 200


def test_a_company_that_has_records_is_not_asked(cast: Cast) -> None:
    with workspace(cast.north):
        apply.apply(TRADES["windows"], cast.alice.actor())
        Beginning.objects.all().delete()
    assert cast.alice.browser.get("/w/north/").status_code == 200
    assert state(cast).is_finished


def test_the_company_is_described_and_the_next_step_follows(cast: Cast) -> None:
    answer = cast.alice.browser.post(f"{BASE}company", COMPANY)
    assert (answer.status_code, answer["Location"]) == (303, f"{BASE}trade")
    cast.north.refresh_from_db()
    assert (cast.north.currency, cast.north.languages) == ("IDR", ["en", "id"])
    with workspace(cast.north):
        assert CompanyDetails.objects.get().phone == ["+62215550118"]


@pytest.mark.parametrize(
    ("name", "value"),
    [("currency", "XXX1"), ("country", "ZZ"), ("time_zone", "Mars"), ("name", ""), ("phone", "12")],
)
def test_a_wrong_answer_is_refused_and_nothing_changes(cast: Cast, name: str, value: str) -> None:
    answer = cast.alice.browser.post(f"{BASE}company", COMPANY | {name: value})
    assert answer.status_code == 422
    assert b"is-invalid" in answer.content
    cast.north.refresh_from_db()
    assert (cast.north.name, cast.north.currency) == ("North", "PHP")
    assert state(cast).steps == {}


def test_the_browser_s_time_zone_gives_the_rest(cast: Cast) -> None:
    page = cast.alice.browser.get(
        f"{BASE}company", {"zone": "Asia/Saigon", "name": "Bắc"}, HTTP_HX_REQUEST="true"
    )
    said = page.content.decode()
    for part in ("VN", "VND", "Asia/Ho_Chi_Minh"):
        assert f'<option value="{part}" selected>' in said


@pytest.mark.parametrize("key", OFFERED)
@pytest.mark.parametrize("language", ["en", "vi"])
def test_each_trade_is_set_up_whole_and_can_be_undone(cast: Cast, key: str, language: str) -> None:
    cast.north.language = language
    cast.north.save()
    trade = OFFERED[key]
    assert post(cast.alice.browser, "trade", trade=key)["Location"] == f"{BASE}people"
    with workspace(cast.north), translation.override(language):
        pipeline = Pipeline.objects.get()
        stages = list(Stage.objects.filter(pipeline=pipeline).order_by("position"))
        assert [stage.name for stage in stages] == [str(step.name) for step in trade.steps]
        assert len([one for one in following.rules_of(Stage.objects.all()) if one.is_on]) == len(
            trade.follows
        )
        assert Source.objects.count() == 5 + len(trade.sources)
        assert Template.objects.count() == Form.objects.count() == 1
        assert {str(one.name) for one in trade.positions} <= set(Role.objects.values_list("name", flat=True))
        operation = Operation.objects.filter(label__contains=str(trade.name)).get()
        undo.undo(operation, cast.alice.actor())
        assert not Pipeline.objects.filter(deleted_at__isnull=True).exists()
        assert not Role.objects.filter(name=str(trade.positions[0].name)).exists()


def test_the_form_of_a_trade_takes_a_request(cast: Cast) -> None:
    post(cast.alice.browser, "trade", trade="school")
    sent = {"name": "Ana", "phone": "0917 555 0142", "service": "English", "submission_key": "k1"}
    assert Client().post("/f/north-trial-lesson", sent).status_code in (200, 303)
    with workspace(cast.north):
        deal = Deal.objects.select_related("pipeline", "stage").get()
        assert (deal.name, deal.stage.name) == ("Ana · English", "Enquiry")


@pytest.mark.parametrize("key", OFFERED)
def test_a_trade_brings_its_messages_and_call_scripts_ready_to_use(cast: Cast, key: str) -> None:
    post(cast.alice.browser, "trade", trade=key)
    with workspace(cast.north):
        messages = list(MessageTemplate.objects.all())
        assert (len(messages), [writing.faults(one) for one in messages]) == (5, [[]] * 5)
        paper = Template.objects.get()
        assert [one.name for one in messages if one.attachments == [f"document:{paper.pk}"]] == ["Our offer"]
        first, decision = Playbook.objects.order_by("id")
        assert {first.kind, decision.kind} == {"script"}
        assert str(OFFERED[key].asks[0]) in first.text
        stage = Stage.objects.order_by("position").first()
        assert stage is not None
        assert [one.pk for one in guidance.playbooks("deal", [f"stage:{stage.pk}"])] == [first.pk]


@pytest.mark.parametrize(
    ("key", "names"),
    [
        ("windows", {"Estimate not sent", "Paid, not installed"}),
        ("retail", {"Not called about the offer", "Paid, not delivered"}),
    ],
)
def test_what_is_late_is_called_as_the_trade_says_it(cast: Cast, key: str, names: set[str]) -> None:
    post(cast.alice.browser, "trade", trade=key)
    with workspace(cast.north):
        found = set(
            Report.objects.filter(name__regex="^(Estimate|Paid|Not called about)").values_list(
                "name", flat=True
            )
        )
    assert found == names


def test_an_offer_of_nothing_named_reads_as_a_sentence(cast: Cast) -> None:
    post(cast.alice.browser, "trade", trade="retail")
    with workspace(cast.north):
        said = json.dumps(Template.objects.get().draft)
    assert "We offer you: {service|the following}." in said


def test_a_second_trade_stands_beside_the_first(cast: Cast) -> None:
    for _time in range(2):
        post(cast.alice.browser, "trade", trade="retail")
    with workspace(cast.north):
        assert sorted(Pipeline.objects.values_list("name", flat=True)) == ["Sales", "Sales 2"]
        assert Form.objects.count() == 2


def test_who_leaves_the_trade_out_has_the_delivered_reports_all_the_same(cast: Cast) -> None:
    assert cast.alice.browser.post(f"{BASE}skip/trade").status_code == 303
    where = cast.alice.browser.get("/w/north/reports/")["Location"]
    assert "Closed deals" in cast.alice.browser.get(where).content.decode()


def test_no_trade_is_a_question_again(cast: Cast) -> None:
    assert post(cast.alice.browser, "trade", trade="bank").status_code == 422
    with workspace(cast.north):
        assert not Pipeline.objects.exists()


def test_several_people_are_invited_at_once_into_a_new_team(cast: Cast) -> None:
    role = str(cast.roles["seller"].pk)
    said = {
        "email": ["a@north.example", "b@north.example", ""],
        "role": [role] * 3,
        "team": ["Field", "Field", ""],
    }
    answer = cast.alice.browser.post(f"{BASE}people", said)
    assert "/join/north/" in answer.content.decode()  # no mail server: the addresses are handed over
    with workspace(cast.north):
        assert Invitation.objects.count() == 2
        assert Team.objects.filter(name="Field").count() == 1
    assert state(cast).steps == {"people": "done"}


def test_one_wrong_address_invites_nobody(cast: Cast) -> None:
    role = str(cast.roles["seller"].pk)
    said = {"email": ["a@north.example", "nonsense"], "role": [role] * 2, "team": ["Field", ""]}
    answer = cast.alice.browser.post(f"{BASE}people", said)
    assert answer.status_code == 422
    assert "nonsense" in answer.content.decode()
    with workspace(cast.north):
        assert not Invitation.objects.exists()
        assert not Team.objects.filter(name="Field").exists()


def test_a_table_is_looked_at_before_it_is_taken_in(cast: Cast) -> None:
    shown = post(cast.alice.browser, "records", table=TABLE)
    assert "ana@client.example" in shown.content.decode()
    with workspace(cast.north):
        assert not Contact.objects.exists()
    assert post(cast.alice.browser, "records", table=TABLE, what="take")["Location"] == f"{BASE}ready"
    again = post(cast.alice.browser, "records", table=TABLE)
    assert "is here already" in again.content.decode()
    with workspace(cast.north):
        assert {one.name: one.description for one in Contact.objects.all()} == {"Ana": "", "Ben": "12"}


def test_examples_come_and_go_in_one_gesture_each(cast: Cast) -> None:
    post(cast.alice.browser, "trade", trade="agency")
    post(cast.alice.browser, "examples")
    with workspace(cast.north):
        assert Deal.objects.filter(deleted_at__isnull=True).count() == 8
        Contact.objects.filter(name="Ana Reyes").update(version=7)
    post(cast.alice.browser, "examples/remove")
    with workspace(cast.north):
        assert not Deal.objects.filter(deleted_at__isnull=True).exists()
        assert not Contact.objects.filter(deleted_at__isnull=True).exists()
    assert not state(cast).examples


def test_it_goes_on_where_it_was_left_on_any_machine(cast: Cast) -> None:
    post(cast.alice.browser, "skip/company")
    elsewhere = Client()
    elsewhere.force_login(cast.alice.user)
    assert elsewhere.get(BASE)["Location"] == f"{BASE}trade"
    post(elsewhere, "later")
    assert "1 of 4" in elsewhere.get("/w/north/").content.decode()


def test_when_all_is_answered_nobody_is_reminded(cast: Cast) -> None:
    for step in progress.STEPS:
        post(cast.alice.browser, f"skip/{step}")
    assert cast.alice.browser.get(f"{BASE}ready").status_code == 200
    assert "/start/" not in cast.alice.browser.get("/w/north/").content.decode()


@pytest.mark.parametrize("step", ["company", "trade", "people", "records", "ready"])
def test_only_administrators_set_the_company_up(cast: Cast, step: str) -> None:
    assert cast.bob.browser.get(BASE + step).status_code == 403
    assert cast.mallory.browser.get(BASE + step).status_code == 404
    assert cast.bob.browser.post(BASE + step, COMPANY).status_code in (403, 405)
    assert state(cast).steps == {}


def test_whoever_has_no_name_is_asked_for_it_first(cast: Cast) -> None:
    user = cast.alice.member.user
    user.name = ""
    user.save(update_fields=["name"])
    assert 'name="your_name"' in cast.alice.browser.get(f"{BASE}company").content.decode()
    answer = cast.alice.browser.post(f"{BASE}company", COMPANY | {"your_name": " "})
    assert (answer.status_code, "Kelas Utara" in answer.content.decode()) == (422, True)
    cast.north.refresh_from_db()
    assert cast.north.name == "North"
    assert cast.alice.browser.post(f"{BASE}company", COMPANY | {"your_name": "Eka Putri"}).status_code == 303
    user.refresh_from_db()
    assert user.name == "Eka Putri"
    assert 'name="your_name"' not in cast.alice.browser.get(f"{BASE}company").content.decode()


def test_somebody_who_stands_twice_in_a_table_is_taken_once_and_a_date_is_no_telephone(cast: Cast) -> None:
    table = "Nama\tTelefon\tTarikh\nNurul\t0917 555 0142\t12/9/2026\nNurul\t0917 555 0142\t12/9/2026\nMei\t\t2026-11-21"
    looked = post(cast.alice.browser, "records", table=table).content.decode()
    assert "2 people will be imported." in looked
    assert "1 row repeats somebody further up and is left out." in looked
    assert "Tarikh: 12/9/2026" in looked
    again = post(cast.alice.browser, "records", table=table, what="again").content.decode()
    assert "Tarikh\nNurul" in again
    assert post(cast.alice.browser, "records", table=table, what="take").status_code == 303
    with workspace(cast.north):
        assert sorted(one.name for one in Contact.objects.all()) == ["Mei", "Nurul"]
