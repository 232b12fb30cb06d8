"""A firm that services machines sets itself up in Vietnamese through the pages alone, and one client's path runs."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.journeys.conftest import Arrive
from tests.journeys.founder import Founder, join
from tests.journeys.people import Visitor
from tests.journeys.product import Product

HEAD = "lan@service.example"
THERE = {"locale": "vi-VN", "timezone_id": "Asia/Ho_Chi_Minh"}
MORNING = "2026-03-02 09:00"


def head_of(arrive: Arrive) -> Founder:
    return Founder(arrive(HEAD, **THERE), "service")


def test_the_first_run_sets_up_the_trade_in_vietnamese(arrive: Arrive, product: Product) -> None:
    product.at(MORNING)
    lan = head_of(arrive)
    page, say = lan.page, lan.say
    lan.visitor.go("/w/service/")
    expect(page.get_by_label(say("Country"))).to_have_value("VN")
    expect(page.get_by_label(say("Currency"))).to_have_value("VND")
    expect(page.get_by_label(say("Language of the company"))).to_have_value("vi")
    lan.press("Go on")
    page.get_by_role("radio", name=say("Equipment service and repair")).check()
    lan.press("Set this up")
    for row, (who, role) in enumerate((("duc", "Technician"), ("mai", "Dispatcher")), start=1):
        page.locator(f"#email-{row}").fill(f"{who}@service.example")
        page.locator(f"#role-{row}").select_option(label=say(role, "role"))
        page.locator(f"#team-{row}").fill("Hiện trường")
    lan.press("Invite")
    lan.press("Begin empty")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Kỹ thuật Lan")
    for short, name in (("duc", "Phạm Minh Đức"), ("mai", "Lê Thị Mai")):
        join(arrive(**THERE), product, f"{short}@service.example", name)


def test_its_own_words_fields_lists_and_hours(arrive: Arrive, product: Product) -> None:
    lan = head_of(arrive)
    lan.visitor.go("/w/service/")
    lan.rename("deal", "Phiếu dịch vụ", "Phiếu dịch vụ")
    lan.field("deal", "Thiết bị", "text", in_form=True, in_facts=True)
    lan.field("deal", "Linh kiện", "choice", ("Đủ", "Thiếu"), in_columns=True, in_facts=True)
    lan.field("deal", "Hợp đồng đến ngày", "date", in_facts=True)
    lan.entries("source", ("Zalo", "Khách quen giới thiệu"))
    lan.roles({"Kế toán": {"*.change": "none", "payment.create": "all"}})
    lan.team("Văn phòng", "Trần Ngọc Lan", ("Lê Thị Mai",))
    lan.calendar("Giờ làm việc", "08:00-11:30, 13:30-17:00", range(6), "Việt Nam")


def test_its_own_way_of_a_job_with_paper_form_and_message(arrive: Arrive, product: Product) -> None:
    lan = head_of(arrive)
    lan.deal = "Phiếu dịch vụ"
    lan.visitor.go("/w/service/")
    numbers = lan.open("numbers") if False else None
    paper = Paper(lan, "Hợp đồng bảo trì")
    paper.add("letterhead")
    paper.add("opening").locator("textarea").fill("{contact.name}\n{contact.address?}")
    paper.text("Hợp đồng bảo trì **{x_thiet_bi}** đến ngày {x_hop_dong_den_ngay}.")
    paper.facts({"Khách hàng": "{contact.name}", "Thành tiền": "{amount}", "Thanh toán": "{company.payment_details}"})
    paper.add("table")
    paper.publish()
