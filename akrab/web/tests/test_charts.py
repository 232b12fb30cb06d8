"""Charts as shapes: lengths and heights say what the numbers say, and nothing at all is drawn without complaint."""

from decimal import Decimal

from akrab.web import charts


def numbers(*values: int) -> list[Decimal]:
    return [Decimal(value) for value in values]


def test_the_parts_of_a_ring_are_as_long_as_their_shares() -> None:
    half, quarter, last = charts.ring(numbers(2, 1, 1))
    assert [half.share, quarter.share, last.share] == ["50%", "25%", "25%"]
    assert [half.length, quarter.length] == ["49.40", "24.40"], "a little is left free between them"
    assert [half.start, quarter.start, last.start] == ["25.00", "-25.00", "-50.00"]


def test_one_part_alone_closes_the_ring() -> None:
    assert charts.ring(numbers(7))[0].length == "100.00"


def test_a_ring_of_nothing_is_empty() -> None:
    assert [part.length for part in charts.ring(numbers(0, 0))] == ["0.00", "0.00"]


def test_a_step_of_a_funnel_leads_to_the_height_of_the_next() -> None:
    first, second = charts.funnel(numbers(10, 5))
    assert first == "M0 4.00H64L100 24.00V64.00L64 84.00H0Z"
    assert second.startswith("M0 24.00H64L100 24.00")


def test_series_are_drawn_against_the_same_highest_number() -> None:
    requests, won = charts.lines([numbers(10, 5), numbers(0, 10)])
    assert requests.points == "25.00,7.00 75.00,77.00"
    assert won.points == "25.00,147.00 75.00,7.00"
    assert won.area == "M25.00 147L25.00,147.00L75.00,7.00L75.00 147Z"


def test_no_points_make_no_line() -> None:
    assert charts.lines([[]]) == [charts.Line("", "")]
