import django.db.models.deletion
import motcua.kernel.ids
import motcua.kit.fields
from django.db import migrations, models

from motcua.kit.migrations import append_only


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='DraftRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=motcua.kernel.ids.uuid7, unique=True)),
                ('owner_ref', models.CharField(max_length=80)),
                ('owner_id', models.UUIDField(null=True)),
                ('context', models.JSONField(default=dict)),
                ('state', models.CharField(default='open', max_length=8)),
                ('answers', motcua.kit.fields.EncryptedJSONField(null=True)),
                ('created_at', models.DateTimeField()),
                ('updated_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('frozen_at', models.DateTimeField(null=True)),
            ],
            options={
                'verbose_name': 'bản nháp',
                'db_table': 'eforms_draft',
            },
        ),
        migrations.CreateModel(
            name='DraftFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('field', models.CharField(max_length=60)),
                ('file_id', models.UUIDField(unique=True)),
                ('added_at', models.DateTimeField()),
                ('draft', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='files', to='eforms.draftrow')),
            ],
            options={
                'verbose_name': 'tệp của bản nháp',
                'db_table': 'eforms_draft_file',
            },
        ),
        migrations.CreateModel(
            name='Form',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=80)),
                ('version', models.PositiveIntegerField()),
                ('content_hash', models.CharField(max_length=64)),
                ('document', models.JSONField()),
                ('published_at', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'biểu mẫu',
                'db_table': 'eforms_form',
                'constraints': [models.UniqueConstraint(fields=('key', 'version'), name='eforms_form_version'), models.UniqueConstraint(fields=('key', 'content_hash'), name='eforms_form_content')],
            },
        ),
        migrations.AddField(
            model_name='draftrow',
            name='form',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='eforms.form'),
        ),
        migrations.AddIndex(
            model_name='draftrow',
            index=models.Index(fields=['owner_ref', '-updated_at'], name='eforms_draft_owner'),
        ),
        migrations.AddIndex(
            model_name='draftrow',
            index=models.Index(fields=['expires_at'], name='eforms_draft_expiry'),
        ),
        migrations.AddConstraint(
            model_name='draftrow',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['open', 'frozen'])), name='eforms_draft_state'),
        ),
        migrations.AddConstraint(
            model_name='draftrow',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('frozen_at', None), ('state', 'open')), models.Q(('frozen_at__isnull', False), ('state', 'frozen')), _connector='OR'), name='eforms_draft_frozen_at'),
        ),
        append_only('eforms_form'),
    ]
