"""Templates that were columns become designs with one published version; prefixes become series of numbers."""

import json
from uuid import uuid4

from django.db import migrations


def move(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, workspace_id, name, heading, recipient, body, facts, shows_lines, lines_object, lines_link, "
            "lines_columns, closing, number_prefix FROM documents_template"
        )
        series = {}
        for id, workspace, name, *said, prefix in cursor.fetchall():
            design = json.dumps(design_of(*said))
            cursor.execute(
                "UPDATE documents_template SET draft = %s, series_id = %s WHERE id = %s AND workspace_id = %s",
                [design, series_of(cursor, series, workspace, prefix), id, workspace],
            )
            edition = uuid4()
            cursor.execute(
                "INSERT INTO documents_edition (id, workspace_id, created_at, updated_at, origin, version, search, "
                "sort_key, custom, template_id, number, name, note, design, files) VALUES "
                "(%s, %s, now(), now(), 'system', 1, '', '', '{}', %s, 1, %s, '', %s, '[]')",
                [edition, workspace, id, f"{name}, 1"[:200], design],
            )
            cursor.execute(
                "UPDATE documents_document SET edition_id = %s WHERE template_id = %s AND workspace_id = %s",
                [edition, id, workspace],
            )
        cursor.execute("DELETE FROM documents_counter WHERE series IS NULL")


def series_of(cursor, series, workspace, prefix):
    """The series that goes on where the counter of a prefix stands."""
    if (workspace, prefix) not in series:
        id = series[workspace, prefix] = uuid4()
        cursor.execute(
            "INSERT INTO documents_series (id, workspace_id, created_at, updated_at, origin, version, search, sort_key, "
            "custom, name, pattern, resets, first) VALUES (%s, %s, now(), now(), 'system', 1, '', '', '{}', %s, %s, 'never', 1)",
            [id, workspace, prefix.strip("-/ ") or "1", f"{prefix}{{number:4}}"],
        )
        cursor.execute(
            "UPDATE documents_counter SET series = %s WHERE prefix = %s AND workspace_id = %s", [id, prefix, workspace]
        )
    return series[workspace, prefix]


def design_of(heading, recipient, body, facts, shows_lines, lines_object, lines_link, lines_columns, closing):
    blocks = [{"kind": "letterhead"}, {"kind": "opening", "recipient": recipient}]
    if body:
        blocks.append({"kind": "text", "text": body})
    rows = [row_of(line) for line in facts.splitlines() if "=" in line]
    if rows:
        blocks.append({"kind": "facts", "rows": rows})
    if shows_lines:
        columns = [{"field": one.strip()} for one in lines_columns.split(",") if one.strip()]
        blocks.append({"kind": "table", "object": lines_object, "link": lines_link, "columns": columns})
    if closing:
        blocks.append({"kind": "text", "text": closing})
    for place, block in enumerate(blocks):
        block["id"] = f"b{place}"
    return {"variants": {"": {"title": heading, "blocks": blocks}}}


def row_of(line):
    label, _equals, path = line.partition("=")
    return {"label": label.strip(), "value": "{" + path.strip().strip("{}") + "}"}


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0003_designs"),
    ]

    operations = [migrations.RunPython(move, migrations.RunPython.noop)]
