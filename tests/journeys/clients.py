"""The clients of a company at its daily work: twelve people in names of several languages, and a deal of some."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from akrab.config.demo.company import Installed
from akrab.engine import write
from akrab.modules.contacts.models import Contact
from akrab.modules.sales.models import Deal, Stage
from akrab.tenancy.current import workspace as inside

LEADS = ("Nguyễn Thị Hương", "陈小明", "Budi Santoso", "Maricel Dimaculangan")
CUSTOMERS = ("Trần Văn Đức", "李美华", "Siti Rahmah", "Jonathan Featherstone")
PROSPECTS = ("Ahmad Faizal", "Corazon Villareal", "Phạm Quốc Bảo", "Wayan Sudarma")
WITH_A_DEAL = ("Siti Rahmah", "Jonathan Featherstone", "Trần Văn Đức")
PHONE_OF_BUDI = "+62 812 3456 7890"
HOME: dict[str, str] = {
    "line1": "12 Jalan Ampang",
    "city": "Kuala Lumpur",
    "postcode": "50450",
    "country": "MY",
}
KNOWN: dict[str, dict[str, Any]] = {"Siti Rahmah": {"emails": "siti@client.example", "address": HOME}}
AGREED: dict[str, dict[str, Any]] = {"Siti Rahmah": {"service": "New windows"}}


def arrive(installed: Installed) -> None:
    """Let the clients be known, all in the hands of M1."""
    by, owner = installed.by, installed.people["m1"].pk
    known = [("lead", LEADS), ("customer", CUSTOMERS), ("prospect", PROSPECTS)]
    with transaction.atomic(), inside(installed.workspace):
        people = [
            {"name": name, "standing": standing, "owner": owner,
             "phones": PHONE_OF_BUDI if name == "Budi Santoso" else "", **KNOWN.get(name, {})}
            for standing, names in known for name in names
        ]  # fmt: skip
        write.create_many(Contact, people, by)
        by_name = {one.name: one for one in Contact.objects.all()}
        first = Stage.objects.get(name="First call")
        for name in WITH_A_DEAL:
            raw = {"name": f"{name} · Balcony", "contact": by_name[name], "stage": first, "owner": owner}
            write.create(Deal, {**raw, **AGREED.get(name, {})}, by)
