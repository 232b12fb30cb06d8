"""Texts have other keys now: the old ones are forgotten, and the fields wait to be ranked again."""

from django.db import migrations

TEXTS = "('text', 'url', 'choice')"


class Migration(migrations.Migration):

    dependencies = [
        ("engine", "0002_ranks"),
    ]

    operations = [
        migrations.RunSQL(
            [
                "DELETE FROM engine_rank r USING engine_rankedfield f WHERE f.workspace_id = r.workspace_id"
                f" AND f.number = r.field AND f.kind IN {TEXTS}",
                f"UPDATE engine_rankedfield SET fill_at = now() WHERE kind IN {TEXTS}",
            ],
            migrations.RunSQL.noop,
        ),
    ]
