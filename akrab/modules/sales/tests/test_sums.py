"""Lines make the amount and payments the balance: through every change, deletion and undo, in any order."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from akrab.engine import query, undo, write
from akrab.engine.errors import Forbidden, Invalid
from akrab.engine.models import Event, Operation
from akrab.engine.query import Ask
from akrab.engine.spec import spec_of
from akrab.engine.undo import UndoConflict
from akrab.modules.sales import rules
from akrab.modules.sales.models import Deal, Line, Payment
from tests.scenario.conftest import Firm


def deal_of(firm: Firm, **values: Any) -> Deal:
    return write.create(Deal, {"name": "Windows", **values}, firm.by("m1"))


def line(firm: Firm, deal: Deal, price: Any, quantity: Any = 1, short: str = "m1") -> Operation:
    write.create(Line, {"deal": deal, "name": "L", "price": price, "quantity": quantity}, firm.by(short))
    return last()


def pay(firm: Firm, deal: Deal, amount: Any) -> Operation:
    firm.perform("m1", deal, "record_payment", amount=amount)
    return Operation.objects.filter(origin="web").order_by("-id")[0]


def last() -> Operation:
    return Operation.objects.order_by("-id")[0]


def take_back(firm: Firm, operation: Operation, force: bool = False) -> Operation:
    return undo.undo(operation, firm.by("m1"), force)


def sums(deal: Deal) -> tuple[Any, Any, Any]:
    held = Deal.objects.get(pk=deal.pk)
    return held.amount, held.paid, held.balance


def test_lines_add_up_and_each_total_is_its_quantity_times_its_price(firm: Firm) -> None:
    deal = deal_of(firm)
    line(firm, deal, "10,000.00", "4")
    line(firm, deal, "0.3333", "3")
    assert list(Line.objects.order_by("id").values_list("total", flat=True)) == [
        Decimal(40000),
        Decimal("0.9999"),
    ]
    assert sums(deal) == (Decimal("40000.9999"), 0, Decimal("40000.9999"))
    firm.update("m1", Line.objects.order_by("id")[0], quantity="2.5")
    assert sums(deal)[0] == Decimal("25000.9999")
    write.delete(Line.objects.order_by("id")[0], firm.by("k"))
    assert sums(deal)[0] == Decimal("0.9999")
    write.restore(Line.objects.order_by("id")[0], firm.by("k"))
    assert sums(deal)[0] == Decimal("25000.9999")


def test_a_payment_lowers_the_balance_and_one_in_the_bin_does_not(firm: Firm) -> None:
    deal = deal_of(firm, amount=1000)
    pay(firm, deal, "400")
    pay(firm, deal, "100.50")
    assert sums(deal) == (1000, Decimal("500.5"), Decimal("499.5"))
    first = Payment.objects.order_by("id")[0]
    write.update(first, {"amount": "300"}, firm.by("m1"))
    assert sums(deal) == (1000, Decimal("400.5"), Decimal("599.5"))
    write.delete(first, firm.by("m1"))
    assert sums(deal) == (1000, Decimal("100.5"), Decimal("899.5"))
    write.update(deal, {"amount": 200}, firm.by("m1"))
    assert sums(deal) == (200, Decimal("100.5"), Decimal("99.5"))


def test_recording_a_payment_tells_of_each_change_once(firm: Firm) -> None:
    deal = deal_of(firm, amount=1000)
    operation = pay(firm, deal, "400")
    told = [(event.kind, sorted(event.changes)) for event in operation.events.order_by("id")]
    assert told[0] == ("deal.settled", ["balance", "paid"])
    assert (told[1][0], told[2]) == ("payment.created", ("deal.paid", []))


@pytest.mark.parametrize("amount", ["0", "-5", "", "abc", "9" * 20, "NaN"])
def test_a_payment_of_nothing_is_refused_and_changes_nothing(firm: Firm, amount: str) -> None:
    deal = deal_of(firm, amount=1000)
    before = (sums(deal), Event.objects.count())
    with pytest.raises(Invalid) as refused:
        pay(firm, deal, amount)
    assert "amount" in refused.value.errors
    assert ((sums(deal), Event.objects.count()), Payment.objects.count()) == (before, 0)


def test_lines_that_grow_past_what_can_be_kept_are_refused(firm: Firm) -> None:
    deal = deal_of(firm)
    with pytest.raises(Invalid):
        line(firm, deal, "9999999999999", "9999999999999")
    assert (sums(deal), Line.objects.count()) == ((None, 0, None), 0)
    assert rules.line_total(Decimal(10) ** 6, Decimal(10) ** 6) == 10**12


def test_a_payment_or_line_stays_with_its_deal(firm: Firm) -> None:
    deal, other = deal_of(firm, amount=10), deal_of(firm, amount=20)
    pay(firm, deal, 5)
    line(firm, deal, 7)
    for record in (Payment.objects.get(), Line.objects.get()):
        with pytest.raises(Invalid) as refused:
            write.update(record, {"deal": other}, firm.by("m1"))
        assert list(refused.value.errors) == ["deal"]
    assert (sums(deal), sums(other)) == ((7, 5, 2), (20, 0, 20))


def test_whoever_may_not_change_a_deal_does_not_change_its_sums(firm: Firm) -> None:
    deal = deal_of(firm, amount=10)
    before = (sums(deal), Event.objects.count())
    for model, raw in ((Line, {"name": "L", "price": 1}), (Payment, {"amount": 1})):
        with pytest.raises(Forbidden):
            write.create(model, {"deal": deal, **raw}, firm.by("s1"))
    assert ((sums(deal), Event.objects.count()), Line.objects.count(), Payment.objects.count()) == (
        before,
        0,
        0,
    )


def test_a_payment_is_taken_back_while_a_later_one_stays(firm: Firm) -> None:
    deal = deal_of(firm, amount=1000)
    first = pay(firm, deal, 100)
    second = pay(firm, deal, 200)
    undone = take_back(firm, first)
    assert sums(deal) == (1000, 200, 800)
    take_back(firm, undone)
    assert sums(deal) == (1000, 300, 700)
    take_back(firm, second)
    assert sums(deal) == (1000, 100, 900)


def test_a_line_is_taken_back_while_a_later_one_stays(firm: Firm) -> None:
    deal = deal_of(firm)
    first = line(firm, deal, 10)
    line(firm, deal, 5)
    take_back(firm, first)
    assert sums(deal)[0] == 5


def test_an_amount_typed_by_hand_comes_back_with_the_line_that_replaced_it(firm: Firm) -> None:
    deal = deal_of(firm, amount=50_000)
    mistake = line(firm, deal, 100)
    assert sums(deal) == (100, 0, 100)
    take_back(firm, mistake)
    assert sums(deal) == (50_000, 0, 50_000)


def test_a_changed_line_is_taken_back_while_another_changed_after_it(firm: Firm) -> None:
    deal = deal_of(firm)
    line(firm, deal, 10)
    line(firm, deal, 20)
    one, two = Line.objects.order_by("id")
    write.update(one, {"price": 15}, firm.by("m1"))
    changed = last()
    write.update(two, {"price": 30}, firm.by("m1"))
    take_back(firm, changed)
    assert (Line.objects.get(pk=one.pk).total, sums(deal)[0]) == (10, 40)


def test_an_amount_is_taken_back_and_the_balance_keeps_what_was_paid_since(firm: Firm) -> None:
    deal = deal_of(firm, amount=100)
    write.update(deal, {"amount": 200}, firm.by("m1"))
    changed = last()
    pay(firm, deal, 50)
    take_back(firm, changed)
    assert sums(deal) == (100, 50, 50)


def test_an_amount_changed_since_stands_in_the_way(firm: Firm) -> None:
    deal = deal_of(firm, amount=100)
    write.update(deal, {"amount": 200}, firm.by("m1"))
    changed = last()
    write.update(deal, {"amount": 300}, firm.by("m1"))
    with pytest.raises(UndoConflict) as refused:
        take_back(firm, changed)
    assert "amount" in [one.field for one in refused.value.standing]
    assert sums(deal) == (300, 0, 300)
    take_back(firm, changed, force=True)
    assert sums(deal) == (100, 0, 100)


GESTURES = st.lists(
    st.tuples(
        st.sampled_from(["line", "pay", "price", "drop", "undo", "undo any"]),
        st.integers(1, 50),
        st.integers(0, 99),
    ),
    max_size=12,
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(GESTURES)
def test_whatever_is_done_and_undone_sums_are_those_of_the_rows(
    firm: Firm, gestures: list[tuple[str, int, int]]
) -> None:
    deal = deal_of(firm)
    line(firm, deal, 1)
    done = [last()]
    for kind, number, which in gestures:
        lines = list(Line.objects.filter(deal=deal, deleted_at__isnull=True).order_by("id"))
        if kind == "line":
            done.append(line(firm, deal, number))
        elif kind == "pay":
            write.create(Payment, {"deal": deal, "amount": number}, firm.by("m1"))
            done.append(last())
        elif kind == "price" and lines:
            write.update(lines[which % len(lines)], {"price": number}, firm.by("m1"))
            done.append(last())
        elif kind == "drop" and len(lines) > 1:
            write.delete(lines[which % len(lines)], firm.by("k"))
            done.append(last())
        elif kind.startswith("undo") and len(done) > 1:
            wanted = done.pop(-1 if kind == "undo" else 1 + which % (len(done) - 1))
            done.append(undo.undo(wanted, firm.by("k"), force=True))
        of_lines = [one.total for one in Line.objects.filter(deal=deal, deleted_at__isnull=True)]
        paid = sum(one.amount for one in Payment.objects.filter(deal=deal, deleted_at__isnull=True))
        assert all(one.total == one.price * one.quantity for one in Line.objects.filter(deal=deal))
        assert sums(deal) == (sum(of_lines), paid, sum(of_lines) - paid)


def test_a_payment_is_sorted_as_an_amount_and_not_as_a_text(firm: Firm) -> None:
    deal = deal_of(firm, amount=1000)
    for amount in (100, 9, 20):
        pay(firm, deal, amount)
    rows = query.listing(spec_of(Payment), firm.by("m1"), Ask(sort="amount")).rows
    assert [one.amount for one in rows] == [9, 20, 100]  # type: ignore[attr-defined]


def test_a_payment_is_called_by_its_amount_in_the_companys_currency(firm: Firm) -> None:
    deal = deal_of(firm)
    pay(firm, deal, "1200")
    payment = Payment.objects.get()
    assert str(payment) == "₱1,200.00"
    assert payment.sort_key == "1,200.00"
    told = query.titles_for([payment], [spec_of(Payment).fields["deal"]], firm.by("m1"))
    assert told == {deal.pk: "Windows"}
