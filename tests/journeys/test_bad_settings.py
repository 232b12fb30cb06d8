"""What an administrator sets up wrongly is contained, and said where they look."""

from __future__ import annotations

import io
import re
import socket
from zipfile import ZIP_DEFLATED, ZipFile

from docx import Document
from playwright.sync_api import Locator, expect

from akrab.config.demo.company import PASSWORD
from tests.journeys.conftest import Arrive
from tests.journeys.founder import Founder
from tests.journeys.paperwork import Paper, report
from tests.journeys.people import exactly
from tests.journeys.product import A_TUESDAY, Product
from tests.journeys.ruling import Ruling

RULES = "/w/rules/settings/rules"


def test_a_rule_that_sets_itself_off_is_stopped_and_shows_the_chain(arrive: Arrive, product: Product) -> None:
    product.at(A_TUESDAY)
    k = Founder(arrive("k@rules.example"), "rules")
    k.visitor.go("/w/rules/")
    happens = {"s-on": "event", "s-object": "contact", "s-verb": "updated", "s-field": "description"}
    echo = Ruling(k, "Echo", happens)
    echo.step("change", {"description": "{record.description} again"})
    echo.switch_on()
    m1 = arrive("m1@rules.example")
    m1.go("/w/rules/contacts/new")
    m1.page.get_by_label("Name", exact=True).fill("Ana Reyes")
    m1.page.get_by_role("main").get_by_role("button", name="Save").click()
    expect(m1.page.get_by_role("heading", level=1)).to_have_text("Ana Reyes")
    cell = m1.property("description")
    cell.locator(".ak-edit").click()
    cell.locator("textarea").fill("Calls")
    cell.get_by_role("button", name="Save").click()
    expect(m1.timeline()).to_contain_text("again", timeout=60_000)

    k.open("rules").get_by_role("link", name="Echo").first.click()
    k.page.get_by_role("link", name="Runs").click()
    stopped = k.page.locator(".ak-people li").filter(has_text="stopped")
    for _look in range(20):
        if stopped.count():
            break
        k.page.wait_for_timeout(500)
        k.page.reload()
    expect(stopped.first).to_be_visible()
    expect(stopped.first).to_contain_text("Echo")
    before = k.page.locator(".ak-people li").count()
    k.page.wait_for_timeout(1000)
    k.page.reload()
    expect(k.page.locator(".ak-people li")).to_have_count(before)  # it is over


def test_a_field_that_goes_is_named_at_the_rule_and_the_template_that_need_it(
    arrive: Arrive, product: Product
) -> None:
    k = Founder(arrive("k@rules.example"), "rules")
    k.visitor.go("/w/rules/")
    k.field("deal", "Handle colour", "text")
    rule = Ruling(k, "Order handles", {"s-on": "event", "s-object": "deal", "s-verb": "created"})
    rule.step(
        "create&object=task", {"name": "Order {record.x_handle_colour}", "from.assignee": "record.owner"}
    )
    rule.switch_on()
    paper = Paper(k, "Handle sheet")
    paper.letter("{contact.name}", "Handles: {x_handle_colour}")
    paper.publish()
    k.visitor.go("/w/rules/")
    k.object("deal").get_by_role("link", name="Handle colour").click()
    expect(k.page.get_by_role("heading", level=1)).to_have_text("Handle colour")
    going = k.page.locator("form").filter(has=k.page.get_by_role("button", name="Delete the field"))
    for user_of_it in ("Order handles", "Handle sheet"):
        expect(k.page.get_by_role("main")).to_contain_text(user_of_it)
    going.get_by_label("All the same").check()
    k.press("Delete the field", going)
    k.told("In the bin")

    line = k.open("rules").locator(".ak-people li").filter(has_text="Order handles")
    expect(line).to_contain_text("needs attention")
    line.get_by_role("link", name="Order handles").click()
    expect(k.page.get_by_role("alert")).to_contain_text(re.compile("x_handle_colour|Handle colour"))
    line = k.open("templates").locator(".ak-people li").filter(has_text="Handle sheet")
    expect(line).to_contain_text("Needs attention")
    expect(line).to_contain_text("x_handle_colour")


def test_a_program_that_never_answers_is_shown_and_called_again_by_hand(
    arrive: Arrive, product: Product
) -> None:
    product.at(A_TUESDAY)
    k = Founder(arrive("k@rules.example"), "rules")
    k.visitor.go("/w/rules/")
    with socket.create_server(("127.0.0.1", 0)) as program:
        program.settimeout(30)
        troubled = endpoints(k)
        said = {"name": "Shop", "url": f"http://127.0.0.1:{program.getsockname()[1]}/hook"}
        form = k.page.locator("section.ak-part form").last
        k.fill(form, said)
        k.press("Add", form)
        expect(troubled).to_have_count(0)
        k.press("Test")
        silent, _address = program.accept()
        expect(k.visitor.property("state")).to_contain_text(
            "perhaps arrived", ignore_case=True, timeout=30_000
        )
        silent.close()
        expect(endpoints(k)).to_contain_text("No answer came")
        troubled.get_by_role("button", name="Send again").click()
        answering, _address = program.accept()
        with answering:
            answering.sendall(b"HTTP/1.1 204 No Content\r\n\r\n")
            answering.shutdown(socket.SHUT_WR)
            while answering.recv(4096):
                pass  # until all of it was said
    expect(k.visitor.property("state")).to_have_text("sent", ignore_case=True)
    expect(endpoints(k)).to_have_count(0)


def endpoints(k: Founder) -> Locator:
    """Open the page of endpoints; the calls that wait for a person there."""
    k.open("rules").get_by_role("link", name="Endpoints").click()
    expect(k.page.get_by_role("heading", level=1)).to_have_text("Endpoints")
    return k.page.locator("section").filter(has=k.page.get_by_role("heading", name="Needs attention"))


def test_a_report_over_a_field_that_its_reader_may_not_see_is_refused(
    arrive: Arrive, product: Product
) -> None:
    k, m1 = Founder(arrive("k@rules.example"), "rules"), arrive("m1@rules.example")
    k.visitor.go("/w/rules/")
    k.open("roles").get_by_role("link", name="Manager").click()
    form = k.page.locator("form.ak-role")
    form.locator("summary").filter(has_text=exactly("Deals")).click()
    k.fill(form, {"field.deal.source": "hidden"})
    k.press("Save", form)
    k.told("The role “%(name)s” was saved.", name="Manager")
    report(k, "Deals by source", {"object": "deal", "group1": "source"}, "bar")
    page = m1.go(k.visitor.record_address())
    expect(page.locator("#dash")).to_contain_text("has no field “source”")
    expect(page.locator("#dash table")).to_have_count(0)
    m1.go("/w/rules/reports/new")
    expect(page.locator("#b-group1 option[value=owner]")).to_have_count(1)
    expect(page.locator("#b-group1 option[value=source]")).to_have_count(0)


def test_a_word_file_that_unpacks_without_end_is_refused_and_a_plain_one_taken(
    arrive: Arrive, product: Product
) -> None:
    bomb, plain = io.BytesIO(), io.BytesIO()
    with ZipFile(bomb, "w", ZIP_DEFLATED) as file:
        file.writestr("word/document.xml", b"0" * 20_000_000)
    Document().save(plain)
    k = Founder(arrive("k@rules.example"), "rules")
    k.visitor.go("/w/rules/")
    Paper(k, "Offer from Word")
    k.page.get_by_text("From Word", exact=True).click()
    word = k.page.locator("#upload-word")
    for name, held in (("bomb.docx", bomb), ("offer.docx", plain)):
        word.set_input_files({"name": name, "mimeType": "application/msword", "buffer": held.getvalue()})
        if held is bomb:
            expect(k.page.get_by_role("alert")).to_contain_text("unpacks to far more than it seems to hold")
            expect(k.page.get_by_text(name)).to_have_count(0)
    expect(k.page.get_by_text("offer.docx")).to_be_visible()
    expect(k.page.locator("#design").get_by_role("alert")).to_have_count(0)


def test_whoever_is_signed_out_while_writing_keeps_the_text_and_sends_it_once_signed_in_again(
    arrive: Arrive, product: Product
) -> None:
    product.at(A_TUESDAY)
    k = Founder(arrive("k@rules.example"), "rules")
    k.visitor.go("/w/rules/")
    page = k.open("messages")
    k.fill(page.locator("section.ak-part form").last, {"name": "Reminder", "object": "Deal"})
    k.press("Make the template")
    text = page.locator("#message-form textarea[data-takes]").first
    text.fill("We come on {visit_at}.")
    page.context.clear_cookies(name="sessionid")
    save = page.get_by_role("main").get_by_role("button", name="Save", exact=True).first
    save.click()
    expect(page.locator("#line")).to_contain_text("You were signed out")
    expect(text).to_have_value("We come on {visit_at}.")
    other = k.visitor.tab()
    other.goto(f"{product.address}/accounts/login/")
    other.get_by_label("E-mail").fill("k@rules.example")
    other.get_by_label("Password").fill(PASSWORD)
    other.get_by_role("button", name="Sign in", exact=True).click()
    expect(other.locator("nav#nav")).to_be_attached()
    save.click()
    k.told("The message was changed.")
    expect(page.locator("#message-form textarea[data-takes]").first).to_have_value("We come on {visit_at}.")
