"""A public form from its editor to another company's strict website, and back as a deal."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Arrive
from tests.journeys.product import A_TUESDAY, Product

PERSON = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36"


class Website:
    """A website of somebody else, on an address of its own, which allows the product's script and frame alone."""

    def __init__(self, product: Product) -> None:
        page = (
            '<!doctype html><html lang="en"><head><title>Ours</title><link rel="icon" href="data:,"></head><body>'
            f'<h1>Our windows</h1><script src="{product.address}/f/embed.js" data-form="hands-measurement" async>'
            "</script>"
            "<p>Below</p></body></html>"
        )
        policy = (
            f"default-src 'none'; img-src data:; script-src {product.address}; frame-src {product.address}"
        )

        class Answer(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(200)
                self.send_header("Content-Type", "text/html")
                self.send_header("Content-Security-Policy", policy)
                self.end_headers()
                self.wfile.write(page.encode())

            def log_message(self, format: str, *args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
        self.address = f"http://localhost:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def website(product: Product) -> Iterator[Website]:
    site = Website(product)
    yield site
    site.server.shutdown()


def test_a_form_is_edited_stands_in_a_strict_website_and_makes_a_deal(
    arrive: Arrive, product: Product, website: Website
) -> None:
    product.at(A_TUESDAY)
    k = arrive("k@hands.example")
    k.go("/w/hands/settings/forms")
    k.page.get_by_role("link", name="Request a measurement", exact=True).click()
    k.page.get_by_label("Add a question").select_option("consent")
    preview = k.page.get_by_role("complementary", name="Preview")
    expect(preview.get_by_label("Consent")).to_be_visible()
    card = k.page.locator(".ak-question[data-name=consent]")
    card.get_by_label("What exactly is agreed to").fill("You may write to me of offers.")
    expect(preview.get_by_text("You may write to me of offers.")).to_be_visible()
    card.get_by_role("button", name="Move Consent up").focus()
    k.page.keyboard.press("Enter")
    card.get_by_label("Must be filled in").uncheck()
    asked = card.get_by_label("Question", exact=True).last
    asked.focus()
    asked.select_option("name")
    card.get_by_label("Comparison").first.select_option("not_empty")
    k.page.get_by_role("button", name="Save", exact=True).click()
    expect(k.page.get_by_text("was saved, and visitors see it so from now on")).to_be_visible()

    client = arrive(user_agent=PERSON)
    client.page.goto(f"{website.address}/offer?utm_source=partner&utm_campaign=spring")
    frame = client.page.frame_locator("iframe")
    expect(frame.get_by_label("Your name")).to_be_visible()
    expect(frame.get_by_label("Consent")).to_be_hidden()
    low = client.page.locator("iframe").bounding_box()
    frame.get_by_label("Your name").fill("Luz Abad")
    frame.get_by_label("Consent").check()
    frame.get_by_label("Phone").fill("0917 555 0231")
    frame.get_by_label("What do you need?").fill("Two windows")
    high = client.page.locator("iframe").bounding_box()
    assert low is not None
    assert high is not None
    assert high["height"] > low["height"], "it grows with the form"
    frame.get_by_role("button", name="Send").click()
    expect(frame.get_by_role("status")).to_contain_text("We call you back within 15 minutes")
    assert client.context.cookies() == []

    k.go("/w/hands/deals/")
    k.page.locator("tr[data-record]").filter(has_text="Luz Abad").get_by_role("link").first.click()
    expect(k.timeline().get_by_text("partner · spring")).to_be_visible()
    k.go("/w/hands/contacts/")
    k.page.locator("tr[data-record]").filter(has_text="Luz Abad").get_by_role("link").first.click()
    expect(k.page.locator("#panels").get_by_role("link", name="Consent")).to_be_visible()
    k.go("/w/hands/settings/forms")
    k.page.get_by_role("link", name="Request a measurement", exact=True).click()
    k.page.get_by_role("link", name="Figures").click()
    expect(k.page.locator(".ak-table").filter(has_text="Source")).to_contain_text("partner")


def test_a_form_of_pages_looks_at_each_goes_back_and_keeps_what_was_typed(
    arrive: Arrive, product: Product
) -> None:
    product.at(A_TUESDAY)
    k = arrive("k@hands.example")
    k.go("/w/hands/settings/forms/new")
    k.page.locator("[name=name]").fill("Plan your windows")
    k.page.locator("[name=key]").fill("hands-plan")
    k.page.locator("[name=key]").press("Enter")
    cards = k.page.locator(".ak-question")
    adding = k.page.get_by_label("Add a question")
    for number, kind in enumerate(("step", "consent", "step", "field:tags"), 4):
        adding.select_option(kind)
        expect(cards).to_have_count(number)
        if number == 4:  # this page is for those alone who gave an e-mail address
            asked = cards.last.get_by_label("Question", exact=True).last
            asked.focus()
            asked.select_option(index=3)
            cards.last.get_by_label("Comparison").first.select_option("not_empty")
    rooms = cards.last
    rooms.get_by_label("Choices, one per line").fill("Kitchen\nBath")
    rooms.get_by_label("Choices are offered as").select_option("several")
    rooms.get_by_label("Must be filled in").check()
    k.page.get_by_role("button", name="Save", exact=True).click()
    expect(k.page.get_by_text("was saved, and visitors see it so from now on")).to_be_visible()

    client = arrive(user_agent=PERSON)
    page = client.go("/f/hands-plan")
    expect(page.get_by_text("Step 1 of 2")).to_be_visible()
    page.get_by_label("Name").fill("Luz Abad")
    page.get_by_label("Phone").fill("12")
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_text("“12” is not a telephone number.")).to_be_visible()
    page.get_by_label("Phone").fill("0917 555 0231")
    page.get_by_label("Phone").press("Enter")
    expect(page.get_by_text("Step 2 of 2")).to_be_visible()
    expect(page.get_by_text("About you").last).to_be_focused()
    page.get_by_label("Bath").check()
    page.reload()
    expect(page.get_by_text("Step 2 of 2")).to_be_visible()
    expect(page.get_by_label("Bath")).to_be_checked()
    page.get_by_role("button", name="Back").click()
    expect(page.get_by_label("Name")).to_have_value("Luz Abad")
    page.go_forward()
    expect(page.get_by_label("Bath")).to_be_visible()

    key = page.locator("[name=submission_key]")
    sent = key.input_value()
    page.route("**/f/hands-plan", lambda route: None if route.request.method == "POST" else route.continue_())
    with page.expect_request(lambda request: request.method == "POST" and request.url.endswith("hands-plan")):
        page.get_by_role("button", name="Send").click()
    page.reload()
    expect(key).to_have_value(sent)
    page.get_by_label("Kitchen").check()
    expect(key).not_to_have_value(sent)

    expect(page.get_by_text("What you typed here before is back.")).to_be_visible()
    page.get_by_role("button", name="Discard it").click()
    expect(page.get_by_text("Step 1 of 2")).to_be_visible()
    expect(page.get_by_label("Name")).to_have_value("")
    page.reload()
    expect(page.get_by_label("Name")).to_have_value("")
    expect(page.get_by_text("What you typed here before is back.")).to_be_hidden()
