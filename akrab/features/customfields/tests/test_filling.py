"""Fields that wait for their ranks: each company has a job of its own, and each field a number of its own."""

import threading
from typing import Any

import pytest
from django.db import connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from akrab.engine import ranks, write
from akrab.engine.models import RankedField
from akrab.features.customfields.jobs import look_for_ranks
from akrab.features.customfields.models import CustomField
from akrab.tenancy.current import workspace as inside
from tests.cast import Cast, Player, assemble


def waiting() -> list[tuple[Any, str, str]]:
    rows = ProcrastinateJob.objects.filter(task_name__endswith="fill_ranks", status="todo").order_by("id")
    return [(job.args["workspace_id"], job.lock, job.queueing_lock) for job in rows]


def make_field(who: Player, label: str) -> None:
    said = {"object": "contact", "label": label, "kind": "text"}
    with transaction.atomic(), inside(who.member.workspace):
        write.create(CustomField, said, who.actor())


@pytest.mark.django_db
def test_each_company_waits_for_a_job_of_its_own_and_for_no_more_than_one() -> None:
    cast = assemble()
    with transaction.atomic():
        for place in (cast.north, cast.south):
            with inside(place):
                ranks.begin("contact", "custom_x", "text")
    look_for_ranks(0)
    look_for_ranks(60)
    assert sorted(waiting()) == sorted(
        (str(place.pk), "fill_ranks", f"fill_ranks:{place.pk}") for place in (cast.north, cast.south)
    )


@pytest.mark.django_db
def test_fields_made_one_after_the_other_wait_for_one_job() -> None:
    cast = assemble()
    for label in ("Height", "Width", "Depth"):
        make_field(cast.alice, label)
    assert [id for id, _lock, _queueing_lock in waiting()] == [str(cast.north.pk)]
    with transaction.atomic(), inside(cast.north):
        assert RankedField.objects.filter(fill_at__isnull=False).count() == 3


@pytest.mark.django_db(transaction=True)
def test_two_administrators_who_make_a_field_at_once_both_have_it() -> None:
    cast: Cast = assemble()

    def second() -> None:
        try:
            make_field(cast.alice, "Width")
        finally:
            connection.close()

    thread = threading.Thread(target=second)
    with transaction.atomic():
        make_field(cast.alice, "Height")
        thread.start()
        thread.join(0.5)
        assert thread.is_alive()  # it waits for this transaction to end
    thread.join(10)
    with transaction.atomic(), inside(cast.north):
        told = RankedField.objects.order_by("number").values_list("number", "name")
        assert [number for number, _name in told] == [1, 2]
        assert sorted(CustomField.objects.values_list("label", flat=True)) == ["Height", "Width"]
