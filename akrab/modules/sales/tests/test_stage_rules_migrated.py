"""What stages made of an older release becomes rules that say the same, and the work that was open goes on."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from psycopg import sql
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from akrab.features.automation.models import Rule
from akrab.modules.sales import following
from akrab.modules.sales.following import Following
from tests.migrating import empty_database, migrate, url_of

pytestmark = [pytest.mark.process, pytest.mark.django_db]
BEFORE = ("sales.0008_report_speed", "activities.0006_attendance", "automation.0003_rule_secret")
NOTHING: dict[str, Any] = {
    "uuid": None, "boolean": False, "integer": 0, "bigint": 0, "smallint": 0, "text": "", "character varying": "",
    "jsonb": Jsonb({}), "ARRAY": [], "timestamp with time zone": "2026-01-01T00:00:00Z", "numeric": 0, "interval": "0",
}  # fmt: skip


@dataclass
class Old:
    """A database as an older release left it, and a company there."""

    link: psycopg.Connection[dict[str, Any]]
    name: str
    workspace: UUID | None = None

    def add(self, table: str, **given: Any) -> UUID:
        """A row with its plain columns filled by nothing; its id."""
        said = {"id": uuid4(), **given}
        if table != "identity_workspace":
            said["workspace_id"] = self.workspace
        columns = self.link.execute(
            "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = %s"
            " AND table_schema = 'public' AND is_nullable = 'NO' AND column_default IS NULL",
            [table],
        ).fetchall()
        row = {one["column_name"]: NOTHING[one["data_type"]] for one in columns} | said
        self.link.execute(
            sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(
                sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, row)),
                sql.SQL(", ").join(map(sql.Placeholder, row)),
            ),
            row,
        )  # fmt: skip
        return UUID(str(said["id"]))

    def all(self, table: str) -> list[dict[str, Any]]:
        return self.link.execute(sql.SQL("SELECT * FROM {}").format(sql.Identifier(table))).fetchall()


@pytest.fixture
def old() -> Iterator[Old]:
    """A company with a pipeline at the release before stage rules became rules."""
    with empty_database("stage_rules") as name:
        migrate(name, *BEFORE)
        with psycopg.connect(url_of(name), autocommit=True, row_factory=dict_row) as link:
            made = Old(link, name)
            made.workspace = made.add("identity_workspace", name="North", slug="north", currency="PHP")
            yield made


def _rule(old: Old, stage: UUID, said: Following, **more: Any) -> UUID:
    """What follows on entering a stage, as the older release kept it."""
    return old.add(
        "sales_stagerule", stage_id=stage, kind=said.kind, text=said.text, role_id=said.role or None,
        person_id=said.person or None, due_minutes=said.due_minutes, working_time=said.working_time,
        due_field=said.due_field, priority=said.priority, done_by_call=said.done_by_call,
        closes_deal=said.closes_deal, template_id=said.template or None, **more,
    )  # fmt: skip


def test_what_followed_on_a_stage_is_read_back_from_its_rule_and_open_work_goes_on(old: Old) -> None:
    role = old.add("identity_role", name="Installer")
    pipeline = old.add("sales_pipeline", name="Sales")
    stage = old.add("sales_stage", name="Paid", pipeline_id=pipeline)
    call = Following(
        text="Call {name}", due_minutes=15, working_time=True, priority="high", done_by_call=True
    )
    kept = [
        call, Following(text="Order", due_field="delivery_on", role=str(role)),
        Following(kind="visit", text="Install", due_field="visit_at", role=str(role), closes_deal=True),
        Following(kind="notice", text="{name} has paid", role=str(role)),
        Following(text="Finish", due_minutes=60, closes_deal=True),
    ]  # fmt: skip
    ids = [_rule(old, stage, said, position=place) for place, said in enumerate(kept)]
    gone = _rule(old, stage, replace(call, text="No more"), position=9, deleted_at="2026-02-01T00:00:00Z")
    deal = old.add(
        "sales_deal", name="Windows", pipeline_id=pipeline, stage_id=stage, state="open", currency="PHP"
    )
    open_task = {"about": f"deal:{deal}", "status": "open", "rule": f"stagerule:{ids[-1]}"}
    task = old.add("activities_task", name="Finish", **open_task)
    done = old.add("activities_task", name="Finish", **open_task | {"status": "done"})
    migrate(old.name)
    rules = {row["id"]: row for row in old.all("automation_rule")}
    assert set(rules) == {*ids, gone}
    for id, said in zip(ids, kept, strict=True):
        row = rules[id]
        names = ("trigger", "condition", "steps", "description")
        assert following.read(Rule(**{name: row[name] for name in names})) == said
        assert (row["is_on"], row["object"], row["in_force"]) == (True, "deal", 1)
    assert (rules[gone]["is_on"], rules[gone]["deleted_at"] is None) == (False, False)
    assert len({row["name"] for row in rules.values()}) == len(rules)
    assert {row["id"]: row["rule"] for row in old.all("activities_task")} == dict.fromkeys(
        (task, done), f"rule:{ids[-1]}"
    )
    (run,) = old.all("automation_run")
    assert (run["rule_id"], run["record"], run["state"]) == (ids[-1], deal, "waiting")
    assert (run["awaited"], run["awaits"]) == (task, "task.completed")
