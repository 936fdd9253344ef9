import django.db.models.deletion
import motcua.kernel.ids
import motcua.kit.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('eforms', '0001_tables'),
    ]

    operations = [
        migrations.AddField(model_name='draftrow', name='version', field=models.PositiveIntegerField(default=1)),
        migrations.AddField(model_name='draftrow', name='discarded_at', field=models.DateTimeField(null=True)),
        migrations.AddField(model_name='draftrow', name='warned_at', field=models.DateTimeField(null=True)),
        migrations.CreateModel(
            name='Signer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=motcua.kernel.ids.uuid7, unique=True)),
                ('number', motcua.kit.fields.EncryptedTextField()),
                ('number_index', models.CharField(max_length=64)),
                ('name', motcua.kit.fields.EncryptedTextField(default='')),
                ('state', models.CharField(default='asked', max_length=10)),
                ('digest', models.CharField(default='', max_length=64)),
                ('asked_at', models.DateTimeField()),
                ('answered_at', models.DateTimeField(null=True)),
                ('draft', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='signers', to='eforms.draftrow')),
            ],
            options={
                'verbose_name': 'người cùng ký',
                'db_table': 'eforms_signer',
                'indexes': [models.Index(fields=['number_index', 'state'], name='eforms_signer_number')],
                'constraints': [
                    models.UniqueConstraint(fields=('draft', 'number_index'), name='eforms_signer_once'),
                    models.CheckConstraint(condition=models.Q(('state__in', ['asked', 'confirmed', 'declined'])), name='eforms_signer_state'),
                    models.CheckConstraint(condition=models.Q(models.Q(('answered_at', None), ('state', 'asked')), models.Q(models.Q(('state', 'asked'), _negated=True), ('answered_at__isnull', False)), _connector='OR'), name='eforms_signer_answered'),
                ],
            },
        ),
    ]
