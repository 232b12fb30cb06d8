from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ('documents', '0004_from_columns'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='counter',
            name='counter_prefix_unique',
        ),
        migrations.RemoveField(
            model_name='counter',
            name='prefix',
        ),
        migrations.RemoveField(
            model_name='template',
            name='body',
        ),
        migrations.RemoveField(
            model_name='template',
            name='closing',
        ),
        migrations.RemoveField(
            model_name='template',
            name='facts',
        ),
        migrations.RemoveField(
            model_name='template',
            name='heading',
        ),
        migrations.RemoveField(
            model_name='template',
            name='lines_columns',
        ),
        migrations.RemoveField(
            model_name='template',
            name='lines_link',
        ),
        migrations.RemoveField(
            model_name='template',
            name='lines_object',
        ),
        migrations.RemoveField(
            model_name='template',
            name='number_prefix',
        ),
        migrations.RemoveField(
            model_name='template',
            name='recipient',
        ),
        migrations.RemoveField(
            model_name='template',
            name='shows_lines',
        ),
        migrations.AlterField(
            model_name='counter',
            name='series',
            field=models.UUIDField(),
        ),
        migrations.AddConstraint(
            model_name='counter',
            constraint=models.UniqueConstraint(fields=('workspace', 'series', 'period'), name='counter_series_unique'),
        ),
        migrations.AddConstraint(
            model_name='document',
            constraint=models.UniqueConstraint(condition=models.Q(('deleted_at', None), models.Q(('number', ''), _negated=True)), fields=('workspace', 'number'), name='document_number_unique'),
        ),
    ]
