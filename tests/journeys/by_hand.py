"""The window company, set up from an empty workspace by clicking what the demo company is made of."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import expect

from akrab.config.demo import company, texts
from tests.journeys.founder import Founder, join
from tests.journeys.paperwork import Paper, form
from tests.journeys.people import Visitor
from tests.journeys.product import Product

SLUG = "bare"
RIGHTS = {
    "Manager": {"*.change": "all", "*.delete": "own"},
    "Surveyor": {"deal.create": "none", "payment.view": "none"},
    "Installer": {"deal.create": "none", "payment.view": "none"},
}  # what differs from how a new role begins
LABELS = {
    "name": "Your name",
    "phones": "Phone",
    "emails": "E-mail",
    "address": "Address",
    "service": "What do you need?",
}
NAMES = {"phones": "phone", "emails": "email"}  # what programs call the questions


def set_up(k: Founder, product: Product, newcomer: Callable[[], Visitor]) -> None:
    """Everything, from the first question to the last stage; `newcomer` is somebody with a browser of their own."""
    begin(k)
    people(k, product, newcomer)
    lists(k)
    paper(k)
    pipeline(k)
    questions(k)


def begin(k: Founder) -> None:
    """Say who the company is, and leave out all that is ready."""
    k.visitor.go(f"/w/{SLUG}/")
    expect(k.page.get_by_label("Country")).to_have_value("PH")
    k.press("Go on")
    for _step in ("trade", "people"):
        k.press("Skip this for now")
    k.press("Begin empty")
    k.visitor.go(f"/w/{SLUG}/")


def people(k: Founder, product: Product, newcomer: Callable[[], Visitor]) -> None:
    k.roles(RIGHTS)
    hired = [one for one in company.PEOPLE if one[0] != "k"]
    for short, _name, role in hired:
        k.invite(f"{short}@{SLUG}.example", role)
    for short, name, _role in hired:
        join(newcomer(), product, f"{short}@{SLUG}.example", name)
    k.team("Windows", "Kirill Volkov", [name for _short, name, _role in hired])


def lists(k: Founder) -> None:
    k.entries("source", company.SOURCES)
    k.entries("channel", company.CHANNELS)
    k.entries("lostreason", company.LOST_REASONS)
    k.entries("filetype", ("Measurements",))


def paper(k: Founder) -> None:
    """The company's details, the numbers of its documents, and the payment document."""
    k.details({name: texts.COMPANY[name] for name in ("name", "payment_details")})
    numbers = k.open("numbers").locator("#series-form")
    k.fill(numbers, texts.PAYMENT_NUMBERS)
    k.press("Save", numbers)
    document = Paper(k, "Payment document", "Payment documents")
    document.letter("{contact.name}\n{contact.address}", "Dear {contact.name}, please pay the amount below.")
    document.facts({
        "Client": "{contact.name}", "Address": "{contact.address}", "Service": "{service}", "Amount": "{amount}",
        "Payment details": "{company.payment_details}",
    })  # fmt: skip
    document.publish()


def pipeline(k: Founder) -> None:
    k.pipeline("Windows", "Manager")
    for place, said in enumerate(company.STAGES):
        asked: dict[str, Any] = {"probability": str(said["probability"]), "responsible_role": said["role"]}
        asked |= {"required_file": said["file"]} if "file" in said else {}
        asked |= {"limit_minutes": str(said["limit_minutes"])} if "limit_minutes" in said else {}
        k.stage(said["name"], asked, said.get("required_fields", ()), first=place == 0)
    for one in company.RULES:
        said = {name: value if isinstance(value, bool) else str(value) for name, value in one.items()}
        k.follows(one["stage"], {name: value for name, value in said.items() if name != "stage"})


def questions(k: Founder) -> None:
    """The public form, with the company's own words."""
    presets = {"name": "{name} · {service}", "channel": "Website"}
    form(
        k,
        texts.FORM["name"],
        f"{SLUG}-measurement",
        ("contact.address", "service"),
        texts.FORM["thanks"],
        presets,
    )
    for name, label in LABELS.items():
        card = k.page.locator(f".ak-question[data-name={name}]")
        card.locator("details > summary").click()
        card.locator("[name$='.label']").fill(label)
        card.locator("[name$='.name']").fill(NAMES.get(name, name))
        card.locator("[name$='.required']").set_checked(name in ("name", "phones", "service"))
    k.press("Save", k.page.locator("#editor"))
    k.told("“%(name)s” was saved, and visitors see it so from now on.", name=texts.FORM["name"])
