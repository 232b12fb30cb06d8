"""A firm that services machines sets itself up in Vietnamese through the pages alone, and one client's path runs."""

from __future__ import annotations

import io

from playwright.sync_api import expect
from pypdf import PdfReader

from tests.journeys.conftest import Arrive
from tests.journeys.founder import Founder, join
from tests.journeys.paperwork import Paper, dashboard, form, message, report
from tests.journeys.people import add_line
from tests.journeys.product import Product
from tests.journeys.ruling import Ruling

HEAD = "lan@service.example"
THERE = {"locale": "vi-VN", "timezone_id": "Asia/Ho_Chi_Minh"}
CONTRACT, CALL = "Hợp đồng bảo trì", "Gọi lại cho {contact.name}"
NAM, MAIL = "Hồ Văn Nam", "nam@khach.example"
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
    lan.hours("Giờ làm việc", "08:00-11:30, 13:30-17:00", range(6))


def test_its_own_way_of_a_job_and_its_contract(arrive: Arrive, product: Product) -> None:
    lan = head_of(arrive)
    lan.deal = "Phiếu dịch vụ"
    lan.visitor.go("/w/service/")
    lan.details({"payment_details": "Ngân hàng Sông Hồng, số 0011-2200-33"})
    paper = Paper(lan, CONTRACT)
    paper.letter(
        "{contact.name}\n{contact.address?}",
        "Hợp đồng bảo trì **{x_thiet_bi}** đến ngày {x_hop_dong_den_ngay}.",
    )
    paper.facts({
        "Khách hàng": "{contact.name}", "Thành tiền": "{amount}", "Thanh toán": "{company.payment_details}",
    })  # fmt: skip
    paper.publish()
    technician, dispatcher = lan.say("Technician", "role"), lan.say("Dispatcher", "role")
    lan.pipeline("Bảo trì", dispatcher)
    lan.stage("Cuộc gọi", {"responsible_role": dispatcher, "probability": "20"}, ("visit_at",), first=True)
    lan.stage("Đến xem máy", {"responsible_role": technician, "probability": "40"})
    lan.stage("Linh kiện", {"probability": "60"}, ("amount", "x_hop_dong_den_ngay"))
    lan.stage("Hợp đồng", {"probability": "90"})
    lan.follows("Cuộc gọi", {"kind": "task", "text": CALL, "due_minutes": "30", "done_by_call": True})
    lan.follows("Đến xem máy", {
        "kind": "visit", "text": "Xem máy · {contact.name}", "role": technician, "due_field": "visit_at",
    })  # fmt: skip
    lan.follows("Hợp đồng", {"kind": "document", "text": "Lập hợp đồng", "template": CONTRACT})
    lan.open("pipelines")
    lan.press("Move %(name)s up", name="Bảo trì")


def test_its_own_form_message_and_rules(arrive: Arrive, product: Product) -> None:
    lan = head_of(arrive)
    lan.deal = "Phiếu dịch vụ"
    lan.visitor.go("/w/service/")
    form(
        lan,
        "Yêu cầu bảo trì",
        "service-bao-tri",
        ("contact.address", "x_thiet_bi"),
        "Chúng tôi sẽ gọi lại.",
        {"name": "{name} · {x_thiet_bi}"},
    )
    message(
        lan,
        "Hẹn lịch",
        "Lịch hẹn: {x_thiet_bi}",
        "Kính gửi {contact.name},\n\nchúng tôi đến ngày {visit_at}.",
    )
    tools = Ruling(lan, "Chuẩn bị đồ nghề", {"s-on": "event", "s-object": "visit", "s-verb": "created"})
    tools.step("create&object=task", {
        "name": "Chuẩn bị đồ nghề: {record.name}", "from.about": "record.about", "from.assignee": "record.user",
        "from.due_at": "record.starts_at", "shift.due_at": "-2", "unit.due_at": "hours",
    })  # fmt: skip
    tools.switch_on()
    renew = Ruling(lan, "Sắp hết hợp đồng", {
        "s-on": "moment", "s-object": "deal", "s-moment": "x_hop_dong_den_ngay", "s-shift": "-30",
        "s-unit": "days",
    })  # fmt: skip
    renew.step("create&object=task", {
        "name": "Gọi gia hạn: {record.name}", "from.about": "record", "from.assignee": "record.owner",
    })  # fmt: skip
    renew.switch_on()
    parts = Ruling(lan, "Thiếu linh kiện", {
        "s-on": "event", "s-object": "deal", "s-verb": "updated", "s-field": "x_linh_kien", "x_linh_kien": "Thiếu",
    })  # fmt: skip
    parts.step("ask", {"text": "Mua linh kiện cho {record.name}?", "from.asked": "leader_of record.owner"})
    parts.step("create&object=task", {
        "name": "Đặt mua linh kiện: {record.name}", "from.about": "record", "from.assignee": "record.owner",
    }, inside="Approved")  # fmt: skip
    parts.switch_on()


def test_its_own_report_stands_on_its_own_dashboard(arrive: Arrive, product: Product) -> None:
    lan = head_of(arrive)
    lan.visitor.go("/w/service/")
    report(lan, "Theo linh kiện", {"object": "deal", "group1": "x_linh_kien"}, "bar")
    dashboard(lan, "Bảo trì hôm nay", "Theo linh kiện")


def test_a_client_goes_from_the_form_to_a_paid_contract(arrive: Arrive, product: Product) -> None:
    client = arrive(**THERE)
    page = client.go("/f/service-bao-tri")
    said = {"name": NAM, "phones": "0912 345 678", "emails": MAIL, "address": "12 Hàng Bông, Hà Nội"}
    for name, text in (said | {"x_thiet_bi": "Máy nén khí"}).items():
        page.locator(f"[name={name}]").fill(text)
    page.get_by_role("button", name=client.say("Send"), exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("Chúng tôi sẽ gọi lại.")

    mai, duc = arrive("mai@service.example", **THERE), arrive("duc@service.example", **THERE)
    mai.go("/w/service/")
    expect(mai.page.locator(".ak-task").filter(has_text=f"Gọi lại cho {NAM}")).to_be_visible()
    job = mai.open_card("service", NAM)
    mai.log_call("Hẹn ngày mai đến xem")
    mai.set(mai.say("[visit] date"), "2026-03-03T10:00")
    mai.board("service")
    mai.carry(NAM, 1)
    expect(mai.card("Đến xem máy", NAM)).to_be_visible()

    duc.go("/w/service/visits/")
    duc.page.get_by_role("link", name=f"Xem máy · {NAM}").click()
    expect(duc.property(duc.say("address"))).to_contain_text("12 Hàng Bông")
    duc.go("/w/service/tasks/")
    tools = duc.page.locator("tr[data-record]").filter(has_text=f"Chuẩn bị đồ nghề: Xem máy · {NAM}")
    expect(tools).to_contain_text("08:00")  # two hours before the visit

    mai.go(job)
    mai.set("Linh kiện", "Thiếu")
    lan = arrive(HEAD, **THERE)
    lan.go("/w/service/approvals/")
    lan.page.get_by_role("link", name=f"Mua linh kiện cho {NAM}").first.click()
    lan.act(lan.say("Approve"), lambda dialog: dialog.locator("[name=comment]").fill("Mua ngay"))
    mai.go("/w/service/tasks/")
    expect(mai.page.get_by_text(f"Đặt mua linh kiện: {NAM}").first).to_be_visible()

    mai.go(job)
    mai.set("Hợp đồng đến ngày", "2026-04-10")
    add_line(mai, "Gói bảo trì một năm", "1", "12.500.000")
    expect(mai.page.locator(".ak-facts")).to_contain_text("12.500.000")
    mai.board("service")
    mai.carry(NAM, 2)
    expect(mai.card("Hợp đồng", NAM)).to_be_visible()
    mai.go(job)
    mai.page.locator("#panels").get_by_role("link", name=CONTRACT).click()
    mai.act(mai.say("Send to the client"), lambda dialog: None)
    [paper] = list(product.post.wait_for(MAIL).iter_attachments())
    contents = paper.get_payload(decode=True)
    assert isinstance(contents, bytes)
    text = " ".join(PdfReader(io.BytesIO(contents)).pages[0].extract_text().split())
    for word in (NAM, "12 Hàng Bông", "Máy nén khí", "12.500.000", "0011-2200-33", "10 tháng 4, 2026"):
        assert word in text
    mai.go(job)
    mai.act(mai.say("Record [payment]"), lambda dialog: dialog.locator("[name=amount]").fill("12.500.000"))
    expect(mai.property(mai.say("balance"))).to_contain_text("0")
    mai.act(mai.say("Mark as won"), lambda dialog: None)
    expect(mai.page.locator("#record")).to_contain_text(mai.say("won"))


def test_the_head_reads_it_and_the_contract_is_renewed_in_time(arrive: Arrive, product: Product) -> None:
    lan, mai = arrive(HEAD, **THERE), arrive("mai@service.example", **THERE)
    lan.go("/w/service/reports/")
    tile = lan.page.locator(".ak-tile").filter(has_text="Phiếu dịch vụ đã đóng")
    expect(tile.locator(".ak-figure")).to_have_text("1")
    expect(lan.page.locator("#dash")).to_contain_text("12.500.000")
    mai.go("/w/service/tasks/")
    renewal = mai.page.get_by_text(f"Gọi gia hạn: {NAM}")
    expect(renewal).to_have_count(0)
    product.at("2026-03-11 09:30")
    expect(renewal.first).to_be_visible()
