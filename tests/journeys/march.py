"""The month of the report table: 33 requests in March 2026, 18 won, 6 lost, 9 open, and 67 calls."""

from __future__ import annotations

from datetime import UTC, datetime

from django.db import transaction

from akrab.config.demo.company import Installed
from akrab.engine import write
from akrab.engine.actions import actions_of
from akrab.engine.registry import load_actions
from akrab.lib import clock
from akrab.modules.activities.models import Call
from akrab.modules.contacts.models import Channel, Contact, Source
from akrab.modules.sales.models import Deal, LostReason, Stage
from akrab.tenancy.current import workspace as inside

# Source: won, lost, open
SOURCES = {
    "Website search": (6, 4, 4),
    "Referral": (7, 0, 2),
    "Advertisement": (3, 1, 2),
    "Social media": (2, 1, 1),
}
STAGES = ("First call", "First call", "Measurements", "Measurements", "Approval", "Approval", "Payment",
          "Installation", "Installation")  # fmt: skip
REASONS = ("Price", "Price", "Postponed", "Price", "Postponed", "No answer")


def live(installed: Installed) -> None:
    """Let the company live through its month."""
    clock.set(datetime(2026, 3, 2, 1, tzinfo=UTC))
    with transaction.atomic(), inside(installed.workspace):
        _deals(installed)
        client = Contact.objects.order_by("id")[0]
        for short, count in (("m1", 36), ("m2", 31)):
            calls = [{"outcome": "talked", "user": installed.people[short].pk, "contact": client.pk}] * count
            write.create_many(Call, calls, installed.by)
    clock.set(None)


def _deals(installed: Installed) -> None:
    sources = {one.name: one for one in Source.objects.all()}
    stages = {one.name: one for one in Stage.objects.all()}
    reasons = {one.name: one for one in LostReason.objects.all()}
    won, lost, open_ = ([name for name, counts in SOURCES.items() for _number in range(counts[place])]
                        for place in range(3))  # fmt: skip
    website = Channel.objects.get(name="Website")
    by = installed.by

    def deal(number: int, source: str, short: str, **values: object) -> Deal:
        client = write.create(Contact, {"name": f"Client {number}"}, by)
        known = {"contact": client, "source": sources[source], "channel": website, "name": f"Deal {number}"}
        return write.create(Deal, known | {"owner": installed.people[short].pk} | values, by)

    load_actions()
    for number, source in enumerate(won):
        made = deal(number, source, "m1" if number < 10 else "m2", amount=str(10_500 + 500 * number))
        write.perform(actions_of(Deal)["win"], made, {}, by)
    for number, (source, reason) in enumerate(zip(lost, REASONS, strict=True), 18):
        write.perform(
            actions_of(Deal)["lose"], deal(number, source, "m1"), {"reason": reasons[reason].pk}, by
        )
    for number, (source, stage) in enumerate(zip(open_, STAGES, strict=True), 24):
        deal(number, source, "m2", stage=stages[stage])
