from django.db import migrations


class Migration(migrations.Migration):
    """The one document that could go with a message is among its attachments now."""

    dependencies = [("letters", "0002_attachments")]

    operations = [migrations.RemoveField(model_name="messagetemplate", name="attaches")]
