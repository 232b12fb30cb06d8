"""The report table of the month, as the head reads it on a phone; and 33 clients at once (KIR-15)."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode
from urllib.request import urlopen

from playwright.sync_api import expect

from tests.journeys.conftest import PHONE, Arrive, told_in
from tests.journeys.figures import figure, fits, rows
from tests.journeys.people import Visitor
from tests.journeys.product import Product
from tests.journeys.requests import ANA

SOURCES = {
    "Website search": ["14", "6", "4", "4", "42.86%"],
    "Referral": ["9", "7", "0", "2", "77.78%"],
    "Advertisement": ["6", "3", "1", "2", "50.00%"],
    "Social media": ["4", "2", "1", "1", "50.00%"],
    "Total": ["33", "18", "6", "9", "54.55%"],
}


def test_the_head_reads_exact_figures_on_a_phone(arrive: Arrive, product: Product) -> None:
    product.at("2026-03-16 09:00")
    k, m2 = arrive("k@march.example", viewport=PHONE), arrive("m2@march.example")
    k.go("/w/march/reports/")
    figure(k, "Closed deals", "18")
    figure(k, "Conversion of requests", "54.55%")
    figure(k, "All deals", "33")
    assert rows(k, "Conversion by source") == SOURCES
    assert rows(k, "Value of deals by owner")["Total"] == ["₱265,500.00", "18", "₱14,750.00"]
    assert rows(k, "Value of deals by owner")["Maya Santos"][:2] == ["₱127,500.00", "10"]
    assert rows(k, "Value of deals by owner")["Minh Lê"][:2] == ["₱138,000.00", "8"]
    assert rows(k, "Calls by person") == {"Maya Santos": ["36"], "Minh Lê": ["31"], "Total": ["67"]}
    assert list(rows(k, "Where clients come from"))[:2] == ["Referral", "Website search"]
    assert rows(k, "Lost by reason")["Total"] == ["6"]
    assert fits(k)
    m2.go(
        "/w/march/deals/?filter=%7B%22field%22%3A%22state%22%2C%22op%22%3A%22is%22%2C%22value%22%3A%22open%22%7D"
    )
    m2.page.locator("tr[data-record] th a").first.click()
    m2.act("Mark as won", lambda dialog: None)
    figure(k, "Closed deals", "19")
    figure(k, "Conversion of requests", "57.58%")
    company = k.page.url
    assert m2.page.request.get(company).status == 404
    m2.go("/w/march/reports/")
    expect(m2.page.get_by_role("heading", level=1)).not_to_have_text("")
    expect(m2.page.get_by_text("Conversion by source")).to_have_count(0)


@told_in("many")
def test_thirty_three_clients_at_once_are_thirty_three_deals(
    arrive: Arrive, product: Product, company: str
) -> None:
    """KIR-15, beside what the company has in hand already."""
    product.at(
        "2026-03-02 09:00" if company == "many" else "2026-03-02 10:00"
    )  # 132 from one place are a flood
    m1 = arrive(f"m1@{company}.example")
    mine = counted(m1, f"/w/{company}/deals/?view=mine")
    tasks = counted(m1, f"/w/{company}/tasks/")
    m1.board(company)
    waiting = m1.column("First call").locator("h2 .ak-count")
    before = int(waiting.inner_text())

    def send_twice(number: int) -> None:
        answers = {
            "name": f"Client {number}",
            "phone": f"0917 555 {1000 + number}",
            "service": ANA["What do you need?"],
        }
        body = urlencode(answers | {"submission_key": f"many-{number}"}).encode()
        for _time in range(2):
            with urlopen(f"{product.address}/f/{company}-measurement", body, timeout=60) as answer:
                assert answer.status == 200

    with ThreadPoolExecutor(33) as clients:
        list(clients.map(send_twice, range(33)))
    m1.board(company)
    expect(waiting).to_have_text(str(before + 33))
    expect(m1.column("First call").locator("li[data-card]").first).to_be_visible()
    m1.go(f"/w/{company}/tasks/")
    expect(m1.page.locator("#totals")).to_contain_text(re.compile(rf"\b{tasks + 33} tasks"))
    assert counted(m1, f"/w/{company}/deals/?view=mine") - mine in (16, 17)


def counted(visitor: Visitor, path: str) -> int:
    """How many rows a list says it has, once it has counted them; one that never had any says nothing."""
    said = visitor.go(path).locator("#totals")
    if not said.count():
        return 0
    expect(said).not_to_contain_text("shown")
    return int(said.inner_text().split()[0])


@told_in("march")
def test_nobody_else_reads_the_reports_of_the_head(arrive: Arrive, product: Product, company: str) -> None:
    """KIR-16: the page, the files, the link that was passed on, the mail and the API; on the same small phone."""
    product.at("2026-03-16 09:00")
    k = arrive(f"k@{company}.example", viewport=PHONE)
    page = k.go(f"/w/{company}/reports/")
    heading = page.get_by_role("heading", level=1).inner_text()
    board = k.record_address()
    names = page.locator("#dash .ak-tile dt a, #dash .ak-chart h2 a")
    reports = [
        "/" + one.evaluate("(link) => link.href").split("/", 3)[3].partition("?")[0] for one in names.all()
    ]
    assert len(reports) >= 7
    files = [f"{address}/file/{kind}" for address in reports for kind in ("csv", "xlsx", "pdf", "svg", "png")]
    assert page.request.get(f"{product.address}{files[0]}").ok
    ids = [address.rsplit("/", 1)[1] for address in reports]
    for short in ("m1", "s1"):
        other = arrive(f"{short}@{company}.example", viewport=PHONE)
        asked = other.page.request
        other.go(f"/w/{company}/reports/all")
        expect(other.page.get_by_role("link", name=heading, exact=True)).to_have_count(0)
        for address in (board, f"{board}/mail", f"{board}/edit", *reports, *files):
            assert asked.get(f"{product.address}{address}").status == 404, address
        said = {"Authorization": f"Bearer {token_of(other, company)}"}
        assert (
            asked.get(f"{product.address}/api/v1/dashboards/{board.rsplit('/', 1)[1]}", headers=said).status
            == 404
        )
        listed = asked.get(f"{product.address}/api/v1/reports?limit=100", headers=said)
        assert listed.ok
        for id in ids:
            assert id not in listed.text()
            assert asked.get(f"{product.address}/api/v1/reports/{id}", headers=said).status == 404


def token_of(visitor: Visitor, slug: str) -> str:
    """A token that somebody makes on the page of their account."""
    visitor.go(f"/w/{slug}/settings/me")
    form = visitor.page.locator("#tokens form").last
    form.locator("input[type=text], input:not([type])").first.fill("Reader")
    form.get_by_role("button").click()
    return visitor.page.locator("#tokens .ak-once code").inner_text()
