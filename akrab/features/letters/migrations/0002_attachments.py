import akrab.engine.fields.texts
from django.db import migrations

SAY_IN_TEXTS = """
UPDATE letters_messagetemplate SET attachments = ARRAY['document:' || attaches_id::text] WHERE attaches_id IS NOT NULL
"""


class Migration(migrations.Migration):
    """Several attachments a message, said in texts."""

    dependencies = [("letters", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="messagetemplate",
            name="attachments",
            field=akrab.engine.fields.texts.TagsField(blank=True, default=list, verbose_name="attachments"),
        ),
        migrations.RunSQL(SAY_IN_TEXTS, migrations.RunSQL.noop),
    ]
