import akrab.engine.contents
import akrab.engine.fields.choices
import akrab.engine.fields.custom
import akrab.engine.fields.links
import akrab.engine.fields.numbers
import akrab.engine.fields.texts
import akrab.engine.fields.times
import akrab.features.documents.fields
import akrab.lib.clock
import akrab.tenancy.fields
import akrab.tenancy.ids
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('documents', '0002_custom'),
        ('identity', '0003_tokens_and_attempts'),
    ]

    operations = [
        migrations.CreateModel(
            name='Edition',
            fields=[
                ('id', models.UUIDField(default=akrab.tenancy.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', akrab.engine.fields.times.DateTimeField(default=akrab.lib.clock.now, editable=False, verbose_name='created')),
                ('updated_at', akrab.engine.fields.times.DateTimeField(default=akrab.lib.clock.now, editable=False, verbose_name='changed')),
                ('origin', akrab.engine.fields.choices.ChoiceField(default='system', editable=False, max_length=40, verbose_name='origin')),
                ('deleted_at', models.DateTimeField(editable=False, null=True)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('custom', akrab.engine.fields.custom.KeptField(blank=True, default=dict, editable=False)),
                ('search', models.TextField(default='', editable=False)),
                ('sort_key', models.CharField(default='', editable=False, max_length=80)),
                ('number', akrab.engine.fields.numbers.IntegerField(default=0, verbose_name='number')),
                ('name', akrab.engine.fields.texts.TextField(blank=True, max_length=200, verbose_name='name')),
                ('note', akrab.engine.fields.texts.TextField(blank=True, max_length=200, verbose_name='what is new')),
                ('design', akrab.features.documents.fields.DesignField(blank=True, default=dict, verbose_name='design')),
                ('files', akrab.engine.contents.StoredFilesField(blank=True, default=list)),
                ('created_by', akrab.engine.fields.links.UserField(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='identity.membership', verbose_name='created by')),
                ('template', akrab.engine.fields.links.LinkField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.template', verbose_name='template')),
                ('workspace', akrab.tenancy.fields.WorkspaceField(to='identity.workspace')),
            ],
            options={
                'verbose_name': 'version of a template',
                'verbose_name_plural': 'versions of templates',
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Series',
            fields=[
                ('id', models.UUIDField(default=akrab.tenancy.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', akrab.engine.fields.times.DateTimeField(default=akrab.lib.clock.now, editable=False, verbose_name='created')),
                ('updated_at', akrab.engine.fields.times.DateTimeField(default=akrab.lib.clock.now, editable=False, verbose_name='changed')),
                ('origin', akrab.engine.fields.choices.ChoiceField(default='system', editable=False, max_length=40, verbose_name='origin')),
                ('deleted_at', models.DateTimeField(editable=False, null=True)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('custom', akrab.engine.fields.custom.KeptField(blank=True, default=dict, editable=False)),
                ('search', models.TextField(default='', editable=False)),
                ('sort_key', models.CharField(default='', editable=False, max_length=80)),
                ('name', akrab.engine.fields.texts.TextField(max_length=80, verbose_name='name')),
                ('pattern', akrab.features.documents.fields.PatternField(help_text='Such as Q-{year}-{number:4}. In braces: year, yy, month, number.', max_length=60, verbose_name='pattern')),
                ('resets', akrab.engine.fields.choices.ChoiceField(default='never', max_length=40, verbose_name='begins anew')),
                ('first', akrab.engine.fields.numbers.IntegerField(default=1, help_text='Raise it to go on from another system.', verbose_name='first number')),
                ('created_by', akrab.engine.fields.links.UserField(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='identity.membership', verbose_name='created by')),
                ('workspace', akrab.tenancy.fields.WorkspaceField(to='identity.workspace')),
            ],
            options={
                'verbose_name': 'number series',
                'verbose_name_plural': 'number series',
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='companydetails',
            name='account_name',
            field=akrab.engine.fields.texts.TextField(blank=True, max_length=200, verbose_name='account holder'),
        ),
        migrations.AddField(
            model_name='companydetails',
            name='account_number',
            field=akrab.engine.fields.texts.TextField(blank=True, max_length=60, verbose_name='account number'),
        ),
        migrations.AddField(
            model_name='companydetails',
            name='bank',
            field=akrab.engine.fields.texts.TextField(blank=True, max_length=200, verbose_name='bank'),
        ),
        migrations.AddField(
            model_name='companydetails',
            name='bank_code',
            field=akrab.engine.fields.texts.TextField(blank=True, help_text='SWIFT, BIC or branch.', max_length=60, verbose_name='bank code'),
        ),
        migrations.AddField(
            model_name='companydetails',
            name='logo',
            field=akrab.engine.fields.links.StoredFileField(blank=True, default=dict, verbose_name='logo'),
        ),
        migrations.AddField(
            model_name='companydetails',
            name='registration',
            field=akrab.engine.fields.texts.TextField(blank=True, max_length=60, verbose_name='registration number'),
        ),
        migrations.AddField(
            model_name='companydetails',
            name='website',
            field=akrab.engine.fields.texts.TextField(blank=True, max_length=200, verbose_name='website'),
        ),
        migrations.AddField(
            model_name='counter',
            name='period',
            field=models.CharField(default='', max_length=10),
        ),
        migrations.AddField(
            model_name='counter',
            name='series',
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name='document',
            name='word',
            field=akrab.engine.fields.links.StoredFileField(blank=True, default=dict, verbose_name='Word file'),
        ),
        migrations.AddField(
            model_name='template',
            name='draft',
            field=akrab.features.documents.fields.DesignField(blank=True, default=dict, verbose_name='draft'),
        ),
        migrations.AddField(
            model_name='template',
            name='files',
            field=akrab.engine.contents.StoredFilesField(blank=True, default=list),
        ),
        migrations.AddField(
            model_name='document',
            name='edition',
            field=akrab.engine.fields.links.LinkField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.edition', verbose_name='made by version'),
        ),
        migrations.AddField(
            model_name='template',
            name='series',
            field=akrab.engine.fields.links.LinkField(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='documents.series', verbose_name='numbered by'),
        ),
        migrations.AddIndex(
            model_name='edition',
            index=django.contrib.postgres.indexes.GinIndex(fields=['workspace', 'search'], name='edition_search', opclasses=['uuid_ops', 'gin_trgm_ops']),
        ),
        migrations.AddIndex(
            model_name='edition',
            index=models.Index(fields=['workspace', 'sort_key', 'id'], name='edition_sort_key'),
        ),
        migrations.AddConstraint(
            model_name='edition',
            constraint=models.UniqueConstraint(fields=('workspace', 'template', 'number'), name='edition_number_unique'),
        ),
        migrations.AddIndex(
            model_name='series',
            index=django.contrib.postgres.indexes.GinIndex(fields=['workspace', 'search'], name='series_search', opclasses=['uuid_ops', 'gin_trgm_ops']),
        ),
        migrations.AddIndex(
            model_name='series',
            index=models.Index(fields=['workspace', 'sort_key', 'id'], name='series_sort_key'),
        ),
        migrations.AddConstraint(
            model_name='series',
            constraint=models.UniqueConstraint(condition=models.Q(('deleted_at', None)), fields=('workspace', 'name'), name='series_name_unique'),
        ),
    ]
