"""The pages of reports: built from a form, shared or not, brought out as files, and refused without rights."""

import json
import re
from typing import Any

import pytest
from django.db import connection

from akrab.engine import write
from akrab.features.reports import jobs, patience
from akrab.features.reports.jobs import work_out
from akrab.features.reports.models import Dashboard, Goal, Report, Snapshot, Subscription, Tile
from akrab.lib.sheets import guarded
from akrab.tenancy.current import workspace as inside
from tests.cast import Cast, Player

HOME = "/w/north/reports/"
FORM = {
    "name": "Tasks by priority", "object": "task", "kind": "bar", "group1": "priority", "rank": "", "period": "",
    "date_field": "", "sharing": "private", "m000001.key": "tasks", "m000001.kind": "count",
}  # fmt: skip


@pytest.fixture
def tasks(cast: Cast) -> Cast:
    """Three tasks of bob's, one of them of high priority with a name that looks like a formula."""
    with inside(cast.north):
        for name, priority in (("=1+1", "high"), ("Order", "normal"), ("Ring", "normal")):
            raw = {"name": name, "priority": priority, "assignee": cast.bob.id}
            write.create(_model("task"), raw, cast.bob.actor())
    return cast


def _model(name: str) -> Any:
    from akrab.engine.registry import get_object  # noqa: PLC0415 (the objects are known once Django is set up)

    return get_object(name).model


def built(player: Player, **changes: str) -> str:
    """The address of a report that this player built with the form."""
    answer = player.browser.post(f"{HOME}new", FORM | changes)
    assert answer.status_code == 303, answer.content.decode()[:2000]
    return str(answer["Location"])


def test_a_report_is_built_previewed_and_read(tasks: Cast) -> None:
    preview = tasks.bob.browser.post(f"{HOME}preview", FORM).content.decode()
    assert re.findall(r'data-value="(\d+)"', preview) == ["1", "2"]
    page = tasks.bob.browser.get(built(tasks.bob)).content.decode()
    assert "Tasks by priority" in page
    assert re.findall(r'data-value="(\d+)"', page) == ["1", "2"]


def test_conditions_and_measures_of_the_form_are_kept(tasks: Cast) -> None:
    more = {
        "wc000001.field": "priority", "wc000001.op": "is", "wc000001.value": "high", "m000002.key": "",
        "m000002.kind": "share", "m000002.label": "Mine", "m000002pc000001.field": "assignee",
        "m000002pc000001.op": "is_me",
    }  # fmt: skip
    built(tasks.bob, **more)
    with inside(tasks.north):
        kept = Report.objects.get()
    assert kept.where == {"field": "priority", "op": "is", "value": "high"}
    assert kept.measures == [
        {"key": "tasks", "kind": "count"},
        {"key": "share1", "kind": "share", "label": "Mine", "part": {"field": "assignee", "op": "is_me"}},
    ]
    assert kept.owner_id == tasks.bob.member.pk


def test_what_is_wrong_is_said_at_its_field_and_nothing_is_kept(tasks: Cast) -> None:
    answer = tasks.bob.browser.post(f"{HOME}new", FORM | {"name": "", "rank": "-nothing"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Fill this in." in page
    with inside(tasks.north):
        assert not Report.objects.exists()


def test_a_report_is_its_owner_s_until_it_is_shared(tasks: Cast) -> None:
    address = built(tasks.bob)
    assert tasks.carol.browser.get(address).status_code == 404
    assert tasks.mallory.browser.get(address).status_code == 404
    tasks.bob.browser.post(f"{address}/edit", FORM | {"sharing": "everybody"})
    assert tasks.carol.browser.get(address).status_code == 200
    refused = tasks.carol.browser.post(f"{address}/edit", FORM | {"name": "Mine now"})
    assert refused.status_code == 403
    with inside(tasks.north):
        assert Report.objects.get().name == "Tasks by priority"


def test_a_report_over_a_closed_field_says_so_and_shows_nothing(tasks: Cast) -> None:
    address = built(tasks.bob, sharing="everybody")
    with inside(tasks.north):
        tasks.roles["reader"].fields = {"task": {"priority": "hidden"}}
        tasks.roles["reader"].save()
    page = tasks.carol.browser.get(address).content.decode()
    assert "has no field “priority”" in page
    assert "data-value" not in page
    assert tasks.carol.browser.get(f"{address}/file/csv").status_code == 400


@pytest.mark.parametrize("kind", ["csv", "xlsx", "pdf", "svg", "png"])
def test_the_figures_leave_as_a_file(tasks: Cast, kind: str) -> None:
    answer = tasks.bob.browser.get(f"{built(tasks.bob)}/file/{kind}")
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment")
    begins = {"csv": b"\xef\xbb\xbf", "xlsx": b"PK", "pdf": b"%PDF", "svg": b"<svg", "png": b"\x89PNG"}
    assert answer.content.startswith(begins[kind])


def test_no_cell_can_pass_for_a_formula(tasks: Cast) -> None:
    for text in ("=1+1", "+1", "-1", "@a", "\t=1", "  =1"):
        assert guarded(text).startswith("'")
    told = tasks.bob.browser.get(f"{built(tasks.bob, group1='name')}/file/csv").content.decode()
    assert "'=1+1,1" in told


def test_a_copy_is_one_s_own_and_deleting_can_be_undone(tasks: Cast) -> None:
    address = built(tasks.bob, sharing="everybody")
    tasks.alice.browser.post(f"{address}/copy")
    with inside(tasks.north):
        copy = Report.objects.get(name="Copy of Tasks by priority")
        assert (copy.owner_id, copy.sharing) == (tasks.alice.member.pk, "private")
    tasks.bob.browser.post(f"{address}/delete")
    assert tasks.bob.browser.get(address).status_code == 404


def test_a_dashboard_is_put_together_and_filtered(tasks: Cast) -> None:
    report = built(tasks.bob).rsplit("/", 1)[1]
    tasks.bob.browser.post(f"{HOME}boards/new", {"name": "Mine", "period": "", "sharing": "everybody"})
    with inside(tasks.north):
        board = Dashboard.objects.get()
    base = f"{HOME}{board.pk}"
    tasks.bob.browser.post(f"{base}/tiles", {"report": report, "width": "half"})
    tasks.bob.browser.post(f"{base}/tiles", {"text": "Read this first", "width": "third"})
    assert tasks.bob.browser.post(f"{base}/tiles", {"text": ""}).status_code == 422
    with inside(tasks.north):
        first, second = Tile.objects.order_by("position")
    tasks.bob.browser.post(f"{base}/order", {"up": str(second.pk)})
    with inside(tasks.north):
        assert list(Tile.objects.order_by("position")) == [second, first]
    page = tasks.bob.browser.get(base).content.decode()
    assert page.index("Read this first") < page.index("Tasks by priority")
    nobody = tasks.bob.browser.get(f"{base}?person={tasks.alice.id}").content.decode()
    assert "data-value" not in nobody
    assert tasks.carol.browser.post(f"{base}/tiles", {"text": "Mine"}).status_code == 403
    with inside(tasks.north):
        assert Tile.objects.count() == 2


def test_a_goal_shows_how_far_it_is(tasks: Cast) -> None:
    address = built(tasks.bob)
    wrong = tasks.bob.browser.post(
        f"{address}/goals", {"measure": "tasks", "value": "0", "span": "this_month"}
    )
    assert wrong.status_code == 422
    said = {"measure": "tasks", "value": "4", "span": "this_month", "person": tasks.bob.id}
    tasks.bob.browser.post(f"{address}/goals", said)
    assert "75.00" in tasks.bob.browser.get(address).content.decode()
    assert "75.00" in tasks.bob.browser.get("/w/north/figures").content.decode(), "in their own day as well"
    with inside(tasks.north):
        assert Goal.objects.count() == 1


def test_figures_are_kept_and_compared(tasks: Cast) -> None:
    address = built(tasks.bob)
    kept = tasks.bob.browser.post(f"{address}/keep", {"comment": "Before the fair"})
    with inside(tasks.north):
        assert Snapshot.objects.get().comment == "Before the fair"
        write.create(_model("task"), {"name": "More", "priority": "high"}, tasks.bob.actor())
    page = tasks.bob.browser.get(kept["Location"]).content.decode()
    assert "Before the fair" in page
    assert "+1" in page
    assert tasks.carol.browser.get(kept["Location"]).status_code == 404


def test_a_question_too_large_is_worked_out_in_the_background_and_found(
    tasks: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The limit is lowered to a millisecond, and there are rows enough for that to be too little."""
    bob = tasks.bob
    with inside(tasks.north):
        model = _model("task")
        model.objects.bulk_create(
            [
                model(workspace=tasks.north, name=f"Ring {number}", assignee=bob.member)
                for number in range(8000)
            ]
        )
    address = built(bob, group2="status", group3="assignee", kind="table", date_field="created_at")
    monkeypatch.setattr(patience, "STATEMENT", 0.001)
    page = bob.browser.get(f"{address}?period=all").content.decode()
    assert 'id="period"' in page, "a shorter period can be asked for where the message says so"
    assert "too large to be answered while you wait" in page
    assert f'action="{address}/later' in page
    answer = bob.browser.post(f"{address}/later")
    assert answer["Location"] == address, "the figures will stand there"
    with inside(tasks.north):
        assert not Snapshot.objects.exists()
        with connection.cursor() as cursor:
            cursor.execute("SELECT args FROM procrastinate_jobs WHERE task_name LIKE '%work_out'")
            [(asked,)] = cursor.fetchall()
    work_out(**json.loads(asked))
    with inside(tasks.north):
        made = Snapshot.objects.get()
        assert made.owner_id == bob.member.pk
        assert made.figures["total"]["numbers"] == ["8003"]
    found = bob.browser.get(address).content.decode()
    assert f"kept/{made.pk}" in found, (
        "the page that is too large to be drawn leads to the figures that were kept"
    )
    assert "8,003" in bob.browser.get(f"{HOME}kept/{made.pk}").content.decode()
    assert tasks.carol.browser.get(f"{HOME}kept/{made.pk}").status_code == 404


def test_the_page_says_that_figures_did_not_come_until_some_do(
    tasks: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half an hour is shortened to a millisecond, and there are rows enough for that to be too little."""
    bob = tasks.bob
    with inside(tasks.north):
        model = _model("task")
        rows = [model(workspace=tasks.north, name=f"Ring {one}", assignee=bob.member) for one in range(8000)]
        model.objects.bulk_create(rows)
    address = built(bob, group2="status", group3="assignee", kind="table", date_field="created_at")
    asked = (str(tasks.north.pk), address.rpartition("/")[2], str(bob.id), "all")
    assert "could not be worked out" not in bob.browser.get(address).content.decode()
    monkeypatch.setattr(jobs, "LONGEST", 0.001)
    work_out(*asked)
    page = bob.browser.get(address).content.decode()
    assert "The figures you asked for could not be worked out" in page
    assert "took too long or broke off" in page
    monkeypatch.undo()
    work_out(*asked)
    assert "could not be worked out" not in bob.browser.get(address).content.decode()


def test_a_report_goes_out_by_mail_at_a_time(tasks: Cast) -> None:
    address = built(tasks.bob)
    wrong = tasks.bob.browser.post(f"{address}/mail", {"at": "late", "rhythm": "day"})
    assert wrong.status_code == 422
    said = {"to": tasks.bob.id, "at": "08:30", "rhythm": "week", "weekday": "0", "day": "1"}
    tasks.bob.browser.post(f"{address}/mail", said)
    with inside(tasks.north):
        sub = Subscription.objects.get()
        assert (sub.minute, sub.next_at.minute) == (510, 30)


def test_work_is_handed_to_somebody_else(tasks: Cast) -> None:
    page = tasks.alice.browser.get(f"{HOME}workload").content.decode()
    address = f"{HOME}workload/{tasks.bob.id}/task"
    assert address in page
    with inside(tasks.north):
        one = _model("task").objects.get(name="Ring")
    tasks.alice.browser.post(address, {"row": str(one.pk), "to": str(tasks.carol.id)})
    with inside(tasks.north):
        assert _model("task").objects.get(name="Ring").assignee_id == tasks.carol.member.pk
    assert tasks.carol.browser.post(address, {"row": str(one.pk), "to": tasks.bob.id}).status_code in (
        403,
        409,
    )
    with inside(tasks.north):
        assert _model("task").objects.get(name="Ring").assignee_id == tasks.carol.member.pk


def test_adoption_is_for_who_sees_the_company_s_reports(tasks: Cast) -> None:
    assert tasks.bob.browser.get(f"{HOME}adoption").status_code == 404
    page = tasks.alice.browser.get(f"{HOME}adoption").content.decode()
    assert "Bob" in page


def test_a_goal_of_the_company_is_shown_to_everybody_with_the_company_s_figure(tasks: Cast) -> None:
    """Carol may see no task at all, and yet reads how far the company is; nothing leads her to the records."""
    address = built(tasks.alice, sharing="private")
    said = {"measure": "tasks", "value": "4", "span": "this_month", "for_all": "on"}
    assert tasks.alice.browser.post(f"{address}/goals", said).status_code == 303
    with inside(tasks.north):
        tasks.roles["reader"].rights = {"*": {"view": "all"}, "task": {"view": "none"}}
        tasks.roles["reader"].save()
    page = tasks.carol.browser.get("/w/north/figures").content.decode()
    assert "Tasks by priority" in page
    assert "75.00%" in page
    assert tasks.carol.browser.get(address).status_code == 404


def test_a_measure_without_a_name_is_called_by_what_it_counts(tasks: Cast) -> None:
    page = tasks.bob.browser.get(f"{built(tasks.bob)}/goals").content.decode()
    assert ">Number</option>" in page
    assert ">tasks</option>" not in page


def test_a_comparison_says_what_it_compares_with(tasks: Cast) -> None:
    said = {"kind": "table", "compare": "on", "period": "this_month", "date_field": "created_at"}
    page = tasks.bob.browser.get(built(tasks.bob, **said)).content.decode()
    assert re.search(r"its change against 1 \w+ \d{4} – \d+ \w+ \d{4}\.", page)


def test_only_who_sees_the_company_s_reports_shows_a_goal_to_everybody(tasks: Cast) -> None:
    address = built(tasks.bob)
    said = {"measure": "tasks", "value": "4", "span": "this_month", "for_all": "on"}
    assert tasks.bob.browser.post(f"{address}/goals", said).status_code == 422
    with inside(tasks.north):
        assert not Goal.objects.exists()


def test_a_goal_is_planned_from_figures_that_were_kept(tasks: Cast) -> None:
    address = built(tasks.bob)
    kept = tasks.bob.browser.post(f"{address}/keep", {"comment": "Last year"})["Location"]
    page = tasks.bob.browser.get(kept).content.decode()
    assert f'action="{address}/goals"' in page
    snapshot = kept.rsplit("/", 1)[-1]
    page = tasks.bob.browser.get(f"{address}/goals?from={snapshot}&measure=tasks&more=50").content.decode()
    assert 'value="4.5"' in page, "three tasks, and half as many more"
    assert "Planned from the kept figures" in page
    assert tasks.carol.browser.get(f"{address}/goals?from={snapshot}&measure=tasks").status_code == 404


def test_a_personal_goal_stands_in_the_day_of_its_person_alone(tasks: Cast) -> None:
    address = built(tasks.alice, sharing="everybody")
    said = {"measure": "tasks", "value": "12", "span": "this_month", "person": tasks.bob.id}
    assert tasks.alice.browser.post(f"{address}/goals", said).status_code == 303
    page = tasks.bob.browser.get("/w/north/figures").content.decode()
    assert "25.00%" in page, "three of twelve"
    assert "<progress" in page
    assert "25.00%" not in tasks.carol.browser.get("/w/north/figures").content.decode()


def test_the_question_behind_a_goal_of_the_company_is_changed_by_nobody_who_does_not_see_its_figures(
    tasks: Cast,
) -> None:
    address = built(tasks.bob, sharing="everybody")
    said = {"measure": "tasks", "value": "4", "span": "this_month", "for_all": "on"}
    assert tasks.alice.browser.post(f"{address}/goals", said).status_code == 303
    report = address.rsplit("/", 1)[-1]
    path = f"/api/v1/reports/{report}"
    narrow = {"where": {"field": "assignee", "op": "is", "value": str(tasks.carol.id)}}
    assert tasks.bob.api.patch(path, narrow, content_type="application/json").status_code == 403
    assert tasks.bob.api.get(path).json()["where"] == {}
    assert tasks.bob.api.patch(path, {"name": "Mine"}, content_type="application/json").status_code == 200


def test_a_goal_that_was_replaced_is_shown_to_everybody_no_more(tasks: Cast) -> None:
    address = built(tasks.alice)
    old = {"measure": "tasks", "value": "4", "span": "this_month", "for_all": "on", "since": "2020-01-01"}
    new = {"measure": "tasks", "value": "8", "span": "this_month", "since": "2021-01-01"}
    for said in (old, new):
        assert tasks.alice.browser.post(f"{address}/goals", said).status_code == 303
    assert "Tasks by priority" not in tasks.carol.browser.get("/w/north/figures").content.decode()


def test_dates_in_the_wrong_order_are_told_on_the_page_of_the_report(tasks: Cast) -> None:
    address = built(tasks.bob)
    page = tasks.bob.browser.get(f"{address}?first=2026-05-10&last=2026-05-01")
    assert (page.status_code, "Tasks by priority" in page.content.decode()) == (422, True)


def test_a_map_of_what_are_no_places_is_a_list(tasks: Cast) -> None:
    page = tasks.bob.browser.get(built(tasks.bob, kind="map", group1="done_by_call"))
    assert page.status_code == 200


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"first": "2026-05-01", "last": "2026-01-01"}, "must begin before it ends"),
        ({"first": "0001-01-01", "last": "0001-02-01", "compare": "1"}, "is not a period"),
    ],
)
def test_a_period_that_is_none_is_said_above_the_usual_figures_and_stays_typed(
    tasks: Cast, asked: dict[str, str], said: str
) -> None:
    report = built(tasks.bob, date_field="created_at")
    board = tasks.bob.browser.post(
        f"{HOME}boards/new", {"name": "Work", "period": "this_month", "sharing": "private"}
    )
    for address in (report, str(board["Location"]).removesuffix("/edit")):
        answer = tasks.bob.browser.get(address, asked)
        page = answer.content.decode()
        assert answer.status_code == 422
        assert said in page
        assert "These are the figures of the usual period" in page
        assert f'name="first" value="{asked["first"]}"' in page


def test_days_chosen_on_a_filtered_dashboard_keep_its_filters(tasks: Cast) -> None:
    board = tasks.bob.browser.post(
        f"{HOME}boards/new", {"name": "Work", "period": "this_month", "sharing": "private"}
    )
    asked = {"person": tasks.bob.id, "period": "this_week"}
    page = tasks.bob.browser.get(str(board["Location"]).removesuffix("/edit"), asked).content.decode()
    days = page[page.index('id="period"') :].partition("</form>")[0]
    assert f'name="person" value="{tasks.bob.id}"' in days
    assert 'name="period"' not in days
    assert "Person: <b>Bob</b>" in page
