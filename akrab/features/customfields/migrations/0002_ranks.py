"""The custom fields that are there already wait for their ranks, which the worker fills in."""

from django.db import migrations

SORTABLE = "('text', 'url', 'choice', 'integer', 'decimal', 'money', 'percent', 'boolean', 'date', 'datetime')"
RANK = f"""
    INSERT INTO engine_rankedfield (id, workspace_id, object, name, kind, number, fill_at)
    SELECT gen_random_uuid(), workspace_id, object, name, kind,
        row_number() OVER (PARTITION BY workspace_id ORDER BY id), now()
    FROM customfields_customfield WHERE kind IN {SORTABLE}
"""


class Migration(migrations.Migration):
    dependencies = [("customfields", "0001_initial"), ("engine", "0002_ranks")]
    operations = [migrations.RunSQL(RANK, migrations.RunSQL.noop)]
