"""What a client sends is on open boards and at the bell of whom it concerns in less than a second."""

from __future__ import annotations

import sys
import time
from urllib.parse import urlencode
from urllib.request import urlopen

from tests.journeys.conftest import Arrive
from tests.journeys.people import Visitor
from tests.journeys.product import A_TUESDAY, Product

SHOWN = """([name, bell]) => [...document.querySelectorAll("li[data-card]")].some((card) => card.innerText.includes(name))
    && document.querySelector("#bell b")?.innerText === bell"""


def send(product: Product, name: str) -> None:
    """A client's request, by an ordinary HTTP client."""
    body = urlencode(
        {"name": name, "phone": "0917 555 0300", "service": "Sliding doors", "submission_key": name}
    )
    with urlopen(f"{product.address}/f/door-measurement", body.encode(), timeout=30) as answer:
        assert answer.status == 200


def seconds_until_shown(product: Product, owner: Visitor, name: str, bell: str) -> float:
    """From the press of the client's button until the owner sees the card and the bell's count."""
    started = time.monotonic()
    send(product, name)
    owner.page.wait_for_function(SHOWN, arg=[name, bell], polling=20)
    return time.monotonic() - started


def test_board_and_bell_change_in_less_than_a_second(arrive: Arrive, product: Product) -> None:
    """The best of three, because other work may be going on at the machine; owners take turns."""
    product.at(A_TUESDAY)
    m1, m2 = arrive("m1@door.example"), arrive("m2@door.example")
    for visitor in (m1, m2):
        visitor.board("door")
        visitor.page.wait_for_timeout(500)  # until the stream is open
    taken: list[float] = []
    for owner, name, bell in ((m1, "Uno Reyes", "1"), (m2, "Dos Reyes", "1"), (m1, "Tres Reyes", "2")):
        taken.append(seconds_until_shown(product, owner, name, bell))
        if taken[-1] < 1:
            break
    assert min(taken) < 1, f"seconds until shown: {taken}"
    sys.stdout.write(f"on the board and at the bell after {min(taken):.2f} s\n")
