"""A form that is sent without end: contained, told where administrators look, and open for whoever does the work."""

import hashlib
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client

from akrab.config import follower
from akrab.engine import write
from akrab.features.forms import flood, guard
from akrab.features.forms.models import Form, FormCount, Submission
from akrab.features.forms.taking import take
from akrab.features.notify.models import Notice
from akrab.lib import clock, proof
from akrab.modules.sales.models import Deal
from tests.scenario.conftest import ANA, Firm

ADDRESS = "/f/windows-measurement"


@pytest.fixture(autouse=True)
def calm() -> None:
    """What a process remembers of floods is forgotten between tests."""
    caches["near"].clear()
    flood._refused.clear()


def guarded(firm: Firm, **guards: Any) -> Form:
    """The window company's form with a guard of its own."""
    held = Form.objects.select_related("workspace").get()
    write.update(held, {"definition": held.definition | {"guard": guards}}, firm.by("k"))
    return Form.objects.select_related("workspace").get()


def worked(asked: Form, crowded: int = 0) -> str:
    """What a browser answers to a challenge of this form."""
    challenge = guard.new_challenge(asked.key, crowded)
    number = 0
    while (
        proof.zero_bits(hashlib.sha256(f"{challenge}:{number}".encode()).digest())
        < guard.WORK_BITS + guard.HARDER[crowded]
    ):
        number += 1
    return f"{challenge}:{number}"


def test_where_work_is_always_asked_for_what_comes_without_waits_for_a_person(
    firm: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard, "WORK_BITS", 6)
    asked = guarded(firm, proof="always", origins=["*"])
    answer = Client().post(ADDRESS, ANA)
    assert "a person looks at it" in answer.content.decode()
    assert (Submission.objects.get().reason, Deal.objects.count()) == ("unproven", 0)
    assert Client().post(ADDRESS, ANA, content_type="application/json").json() == {"ok": True, "waits": True}
    good = worked(asked)
    take(asked, ANA, key="good", proof=good)
    assert Deal.objects.count() == 1
    take(asked, ANA, key="again", proof=good)
    take(asked, ANA, key="forged", proof=good.replace(good[3], "A" if good[3] != "A" else "B", 1))
    clock.advance(guard.WORK_LASTS + timedelta(seconds=1))
    take(asked, ANA, key="late", proof=worked(asked).rpartition(":")[0] + ":0x1")
    assert Deal.objects.count() == 1
    assert Submission.objects.filter(state="held", reason="unproven").count() == 5


def test_a_form_sent_without_end_is_contained_and_administrators_are_told_once(
    firm: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard, "MOST_OF_ONE", 8)
    guarded(firm, most_a_minute=5, origins=["*"])
    codes = [
        Client()
        .post(ADDRESS, {**ANA, "submission_key": f"k{number}"}, headers={"Accept": "application/json"})
        .status_code
        for number in range(20)
    ]
    assert codes == [200] * 8 + [429] * 12
    assert Deal.objects.count() == 5
    assert Submission.objects.filter(state="held", reason="busy").count() == 3
    follower.drain()
    told = Notice.objects.filter(kind="problem")
    assert [(one.to_id, "sent very often" in one.text) for one in told] == [
        (firm.by("k").membership_id, True)
    ]
    Client().get(ADDRESS)  # those who only look are not kept out
    clock.advance(timedelta(seconds=61))


def test_a_flood_from_many_addresses_is_refused_but_for_browsers_that_work(
    firm: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard, "WORK_BITS", 6)
    monkeypatch.setattr(guard, "MOST_OF_FORM", 8)
    asked = guarded(firm, most_a_minute=5, origins=["*"])
    crowd = guard.Pressure(1, 9)
    with pytest.raises(guard.TooMuch):
        take(asked, ANA, key="one", pressure=crowd)
    assert Submission.objects.count() == 0
    take(asked, ANA, key="two", pressure=crowd, proof=worked(asked, 2))
    assert (Submission.objects.get().state, Deal.objects.count()) == ("taken", 1)
    for number in range(3):
        take(asked, ANA, key=f"held{number}", pressure=guard.Pressure(1, 6))
    browser = Client()
    browser.force_login(firm.installed.people["k"].user)
    browser.post(f"/w/windows/settings/forms/{asked.pk}/sent/judge", {"verdict": "delete_all"})
    assert Submission.objects.filter(state="deleted", reason="busy").count() == 3


@pytest.mark.parametrize("forwarded", [False, True])
def test_thousands_of_posts_a_minute_from_as_many_addresses_are_contained_and_visitors_still_get_through(
    firm: Firm, monkeypatch: pytest.MonkeyPatch, settings: Any, forwarded: bool
) -> None:
    monkeypatch.setattr(guard, "WORK_BITS", 4)
    monkeypatch.setattr(guard, "MOST_OF_FORM", 30)
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = int(forwarded)
    asked = guarded(firm, most_a_minute=10, origins=["*"])
    opened_before = worked(asked)

    def post(number: int, **said: str) -> Any:
        address = f"198.51.{number // 250}.{number % 250 + 1}"
        where: Any = {"HTTP_X_FORWARDED_FOR": address} if forwarded else {"REMOTE_ADDR": address}
        body = {**ANA, "submission_key": f"k{number}", **said}
        return Client().post(ADDRESS, body, content_type="application/json", **where)

    codes = [post(number).status_code for number in range(1000)]
    assert (codes[:30], set(codes[30:])) == ([200] * 30, {429})
    assert (Deal.objects.count(), Submission.objects.filter(reason="busy").count()) == (10, 20)
    assert post(2000, proof=opened_before).status_code == 429, "the work of calmer days is too little"
    harder = post(2001)["X-Challenge"]
    number = 0
    while proof.zero_bits(hashlib.sha256(f"{harder}:{number}".encode()).digest()) < 4 + guard.HARDER[2]:
        number += 1
    assert post(2002, proof=f"{harder}:{number}").json() == {"ok": True}
    assert Deal.objects.count() == 11
    caches["near"].delete(f"form:{asked.key}:full")  # it is looked at again once a second
    assert post(2003).status_code == 429
    browser = Client()
    browser.force_login(firm.installed.people["k"].user)
    for where in ("forms", f"forms/{asked.pk}", f"forms/{asked.pk}/sent", f"forms/{asked.pk}/figures"):
        page = browser.get(f"/w/windows/settings/{where}").content.decode()
        assert "973 submissions were refused" in page, where
        assert "20 wait for you" in page, where


def test_a_forwarded_address_counts_only_where_a_proxy_is_trusted(
    firm: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard, "MOST_OF_ONE", 3)
    codes = [
        Client().post(ADDRESS, {**ANA, "submission_key": str(number)}, HTTP_X_FORWARDED_FOR=f"203.0.113.{number}")
        .status_code
        for number in range(6)
    ]  # fmt: skip
    assert codes == [200] * 3 + [429] * 3


def test_a_flood_that_goes_on_is_not_let_in_anew_with_each_minute(
    firm: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard, "MOST_OF_ONE", 1000)
    guarded(firm, most_a_minute=5, origins=["*"])
    for minute in range(9):
        for number in range(10):
            Client().post(ADDRESS, {**ANA, "submission_key": f"{minute}-{number}"})
        clock.advance(timedelta(seconds=61))
    assert Deal.objects.count() == 5 + 5, "the first minutes' share, then only who proves to be no machine"


def test_what_was_refused_last_is_kept_even_if_nothing_more_is_sent(
    firm: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard, "MOST_OF_ONE", 2)
    asked = guarded(firm, most_a_minute=50, origins=["*"])
    for number in range(6):
        Client().post(ADDRESS, {**ANA, "submission_key": f"k{number}"})
    counted = FormCount.objects.filter(form=asked, kind="refused")
    assert sum(counted.values_list("number", flat=True)) < 4
    assert flood.is_waiting()
    flood.note_refusal("an-address-of-yesterday")
    flood.write_all()
    assert sum(counted.values_list("number", flat=True)) == 4
    assert not flood.is_waiting()
    flood.write_all()
    assert sum(counted.values_list("number", flat=True)) == 4
