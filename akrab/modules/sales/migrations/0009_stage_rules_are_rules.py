"""What follows on entering a stage becomes rules of the automation engine, under the ids it had."""

import json
import re
from uuid import uuid4

import akrab.engine.fields.numbers
from django.db import migrations

KINDS = {
    "task": "make a task", "visit": "plan a visit", "document": "make a document", "notice": "send a notice"
}
WHO = {"task": "assignee", "visit": "user", "notice": "to"}
DAYS = ("delivery_on", "closes_on")
YEAR = 366 * 24 * 60


def move(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(
            "SELECT r.id, r.workspace_id, r.stage_id, s.name, r.kind, r.text, r.role_id, r.person_id, r.due_minutes, "
            "r.working_time, r.due_field, r.priority, r.done_by_call, r.closes_deal, r.template_id, r.created_at, "
            "r.deleted_at FROM sales_stagerule r JOIN sales_stage s ON s.id = r.stage_id AND "
            "s.workspace_id = r.workspace_id ORDER BY r.workspace_id, r.position, r.id"
        )
        columns = [column.name for column in cursor.description]
        taken = set()
        for row in cursor.fetchall():
            said = dict(zip(columns, row, strict=True))
            add(cursor, said, free_name(cursor, said, taken))
        for table in ("activities_task", "activities_visit", "activities_meeting"):
            cursor.execute(f"UPDATE {table} SET rule = 'rule:' || substr(rule, 11) WHERE rule LIKE 'stagerule:%%'", [])


def free_name(cursor, said, taken):
    plain = f"{said['name']}: {KINDS[said['kind']]}"
    name, number = plain, 2
    while (said["workspace_id"], name) in taken or is_taken(cursor, said["workspace_id"], name):
        name, number = f"{plain} {number}", number + 1
    taken.add((said["workspace_id"], name))
    return name


def is_taken(cursor, workspace, name):
    cursor.execute("SELECT 1 FROM automation_rule WHERE workspace_id = %s AND name = %s", [workspace, name])
    return cursor.fetchone() is not None


def add(cursor, said, name):
    """One rule, in force since it was there as a stage's."""
    stage, is_on = str(said["stage_id"]), said["deleted_at"] is None
    is_on = is_on and not (said["kind"] == "document" and said["template_id"] is None)  # it made nothing any more
    trigger = json.dumps({"on": "event", "verb": "became", "field": "stage", "now": stage})
    condition, steps = json.dumps(condition_of(said, stage)), json.dumps(steps_of(said, stage))
    note = said["text"] if said["kind"] == "document" else ""
    cursor.execute(
        "INSERT INTO automation_rule (id, workspace_id, created_at, updated_at, origin, deleted_at, version, search, "
        "sort_key, custom, name, object, trigger, condition, steps, description, is_on, in_force, most_an_hour, "
        "minutes_saved, secret) VALUES (%s, %s, %s, now(), 'system', %s, 1, %s, %s, '{}', %s, 'deal', %s, %s, %s, %s, "
        "%s, 1, 100000, 0, '')",
        [said["id"], said["workspace_id"], said["created_at"], said["deleted_at"], f"{name} {note}".lower(),
         name.lower()[:80], name, trigger, condition, steps, note, is_on],
    )  # fmt: skip
    version = uuid4()
    cursor.execute(
        "INSERT INTO automation_version (id, workspace_id, rule_id, number, trigger, condition, steps, since) "
        "VALUES (%s, %s, %s, 1, %s, %s, %s, %s)",
        [version, said["workspace_id"], said["id"], trigger, condition, steps, said["created_at"]],
    )
    if said["closes_deal"] and said["kind"] in ("task", "visit"):
        await_open_work(cursor, said, version)


def await_open_work(cursor, said, version):
    """Runs that wait for the end of what is planned already, as those of new deals do."""
    kind, state = said["kind"], {"task": "open", "visit": "planned"}[said["kind"]]
    cursor.execute(
        f"SELECT id, about FROM activities_{kind} WHERE workspace_id = %s AND rule = %s AND status = %s AND "
        "deleted_at IS NULL AND about LIKE 'deal:%%'",
        [said["workspace_id"], f"stagerule:{said['id']}", state],
    )
    for work, about in cursor.fetchall():
        memory = {"record": about, "who": "", f"{kind}1": f"{kind}:{work}", "waits": "wait1"}
        cursor.execute(
            "INSERT INTO automation_run (id, workspace_id, rule_id, version_id, object, record, because, chain, state, "
            "at, memory, wake_at, awaited, awaits, error, started_at) VALUES (%s, %s, %s, %s, 'deal', %s, %s, %s, "
            "'waiting', 2, %s, now() + interval '366 days', %s, %s, '', now())",
            [uuid4(), said["workspace_id"], said["id"], version, about.partition(":")[2], work,
             json.dumps([str(said["id"])]), json.dumps(memory), work, f"{kind}.completed"],
        )  # fmt: skip


def is_there(stage):
    return [{"field": "state", "op": "is", "value": "open"}, {"field": "stage", "op": "is", "value": stage}]


def condition_of(said, stage):
    parts = is_there(stage)
    if said["kind"] == "visit":
        parts.append({"field": said["due_field"], "op": "not_empty"})
    if said["kind"] == "task" and not said["due_field"]:
        parts.append({"field": "came_back", "op": "is", "value": False})
    return {"and": parts}


def steps_of(said, stage):
    kind = said["kind"]
    made = {"id": f"{kind}1", "do": "create", "object": kind, "values": values_of(said)}
    if kind != "notice":
        made["once"] = True
    if kind not in ("task", "visit"):
        return [made]
    made["passing"] = True
    if said["due_field"]:
        made["keep"] = True
    if not said["closes_deal"]:
        return [made]
    win = {"id": "win1", "do": "act", "of": "record", "action": "win", "values": {}}
    still = {"id": "still1", "do": "branch", "of": "record", "if": {"and": is_there(stage)}, "then": [win]}
    wait = {"id": "wait1", "do": "wait", "of": f"{kind}1", "event": f"{kind}.completed", "minutes": YEAR}
    return [made, wait, {"id": "came1", "do": "branch", "came": "wait1", "then": [still]}]


def values_of(said):
    kind = said["kind"]
    if kind == "document":
        return {"template": str(said["template_id"] or ""), "about": "{record}"}
    role = {"role": str(said["role_id"]), "one": True} if said["role_id"] else "{record.owner}"
    found = {WHO[kind]: str(said["person_id"]) if said["person_id"] else role, "about": "{record}"}
    text = re.sub(r"\{(?!record\b)([a-z0-9_.]+)\}", r"{record.\1}", said["text"])
    if kind == "notice":
        return {**found, "text": text}
    found |= {"name": text, "contact": "{record.contact}"}
    field, is_day = said["due_field"], said["due_field"] in DAYS
    if kind == "task":
        found |= {"priority": said["priority"], "done_by_call": said["done_by_call"]}
        if field:
            found["due_at"] = {"after": f"{{record.{field}}}", "minutes": 24 * 60 - 1 if is_day else 0}
        elif said["due_minutes"] is not None:
            found["due_at"] = {"after": "{record.stage_since}", "minutes": said["due_minutes"]}
            if said["working_time"]:
                found["due_at"]["working"] = True
        return found
    return found | {
        "starts_at": {"after": f"{{record.{field}}}", "minutes": 0}, "all_day": is_day,
        "duration": 24 * 3600 if is_day else 3600, "grace_minutes": 24 * 60 if is_day else 30,
    }  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [
        ("sales", "0008_report_speed"),
        ("automation", "0003_rule_secret"),
        ("activities", "0006_attendance"),
    ]

    operations = [
        migrations.AddField(
            model_name="deal",
            name="came_back",
            field=akrab.engine.fields.numbers.BooleanField(default=False, verbose_name="came back to its stage"),
        ),
        migrations.RunPython(move, migrations.RunPython.noop),
        migrations.DeleteModel(name="StageRule"),
    ]
