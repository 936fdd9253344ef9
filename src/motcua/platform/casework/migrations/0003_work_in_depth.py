import django.db.models.deletion
import django.db.models.functions.comparison
import motcua.kernel.ids
import motcua.kit.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    """Units, filing, opinions, clocks of steps and warnings; the generated column is made anew with its new expression."""

    unused_since = "a generated column holds nothing of its own: it is computed again in the same step"

    dependencies = [
        ('casework', '0002_append_only'),
        ('units', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='Opinion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=motcua.kernel.ids.uuid7, unique=True)),
                ('key', models.CharField(blank=True, default='', max_length=40)),
                ('step', models.CharField(max_length=40)),
                ('unit_code', models.CharField(max_length=20)),
                ('role', models.CharField(max_length=16)),
                ('question', motcua.kit.fields.EncryptedTextField(default='')),
                ('confidential', models.BooleanField(default=False)),
                ('asked_at', models.DateTimeField()),
                ('asked_seq', models.PositiveIntegerField()),
                ('asked_by', models.CharField(blank=True, default='', max_length=200)),
                ('due_at', models.DateTimeField()),
                ('stance', models.CharField(blank=True, default='', max_length=16)),
                ('text', motcua.kit.fields.EncryptedTextField(default='')),
                ('given_at', models.DateTimeField(null=True)),
                ('given_seq', models.PositiveIntegerField(null=True)),
                ('given_by', models.CharField(blank=True, default='', max_length=200)),
                ('recalled_at', models.DateTimeField(null=True)),
                ('warned_at', models.DateTimeField(null=True)),
            ],
            options={
                'verbose_name': 'ý kiến phối hợp',
                'db_table': 'casework_opinion',
            },
        ),
        migrations.RemoveConstraint(
            model_name='dossier',
            name='casework_dossier_paused_status',
        ),
        migrations.RemoveConstraint(
            model_name='pause',
            name='casework_pause_reason',
        ),
        migrations.RemoveConstraint(
            model_name='sheet',
            name='casework_sheet_form',
        ),
        migrations.RemoveIndex(
            model_name='dossier',
            name='casework_dossier_inbox',
        ),
        migrations.RemoveIndex(
            model_name='dossier',
            name='casework_dossier_status_list',
        ),
        migrations.AddField(
            model_name='dossier',
            name='authority_code',
            field=models.CharField(blank=True, default='', max_length=20),
        ),
        migrations.AddField(
            model_name='dossier',
            name='extensions',
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='dossier',
            name='external_ref',
            field=models.CharField(blank=True, default='', max_length=120),
        ),
        migrations.AddField(
            model_name='dossier',
            name='filing',
            field=models.CharField(default='self', max_length=16),
        ),
        migrations.AddField(
            model_name='dossier',
            name='filing_file_id',
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name='dossier',
            name='gross_minutes',
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='dossier',
            name='handler_code',
            field=models.CharField(blank=True, default='', max_length=20),
        ),
        migrations.AddField(
            model_name='dossier',
            name='help_code',
            field=models.CharField(blank=True, default='', max_length=20),
        ),
        migrations.AddField(
            model_name='dossier',
            name='intake_code',
            field=models.CharField(blank=True, default='', max_length=20),
        ),
        migrations.AddField(
            model_name='dossier',
            name='intake_due_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='dossier',
            name='net_minutes',
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='dossier',
            name='origin',
            field=models.CharField(blank=True, default='', max_length=16),
        ),
        migrations.AddField(
            model_name='dossier',
            name='parent',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='casework.dossier'),
        ),
        migrations.AddField(
            model_name='dossier',
            name='step_due_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='dossier',
            name='step_entered_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='dossier',
            name='submitter_address',
            field=motcua.kit.fields.EncryptedTextField(default=''),
        ),
        migrations.AddField(
            model_name='dossier',
            name='submitter_id',
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name='dossier',
            name='submitter_index',
            field=models.CharField(blank=True, default='', max_length=64),
        ),
        migrations.AddField(
            model_name='dossier',
            name='submitter_name',
            field=motcua.kit.fields.EncryptedTextField(default=''),
        ),
        migrations.AddField(
            model_name='dossier',
            name='submitter_number',
            field=motcua.kit.fields.EncryptedTextField(default=''),
        ),
        migrations.AddField(
            model_name='dossier',
            name='submitter_phone',
            field=motcua.kit.fields.EncryptedTextField(default=''),
        ),
        migrations.AddField(
            model_name='dossier',
            name='warn_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='dossier',
            name='warned',
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='dossierevent',
            name='basis',
            field=models.CharField(blank=True, default='', max_length=200),
        ),
        migrations.AddField(
            model_name='dossierevent',
            name='sealing',
            field=models.PositiveSmallIntegerField(default=1),
        ),
        migrations.AddField(
            model_name='pause',
            name='basis',
            field=models.CharField(blank=True, default='', max_length=300),
        ),
        migrations.AddField(
            model_name='result',
            name='event_seq',
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='result',
            name='revoked_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='result',
            name='revoked_seq',
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.RemoveField(model_name='dossier', name='attention_at'),
        migrations.AddField(
            model_name='dossier',
            name='attention_at',
            field=models.GeneratedField(db_persist=True, expression=django.db.models.functions.comparison.Coalesce(models.F('due_at'), models.F('intake_due_at'), models.F('submitted_at')), output_field=models.DateTimeField()),
        ),
        migrations.AlterField(
            model_name='result',
            name='dossier',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='results', to='casework.dossier'),
        ),
        migrations.AddIndex(
            model_name='dossier',
            index=models.Index(condition=models.Q(('status__in', [1, 2, 4, 5, 6, 9])), fields=['handler_code', 'attention_at', 'id'], name='casework_dossier_in_hand'),
        ),
        migrations.AddIndex(
            model_name='dossier',
            index=models.Index(fields=['handler_code', 'status', 'attention_at', 'id'], name='casework_dossier_hand_status'),
        ),
        migrations.AddIndex(
            model_name='dossier',
            index=models.Index(fields=['unit_code', '-submitted_at', 'id'], name='casework_dossier_unit_list'),
        ),
        migrations.AddIndex(
            model_name='dossier',
            index=models.Index(condition=models.Q(('intake_code', models.F('unit_code')), _negated=True), fields=['intake_code', 'id'], name='casework_dossier_intake'),
        ),
        migrations.AddIndex(
            model_name='dossier',
            index=models.Index(condition=models.Q(('authority_code', models.F('unit_code')), _negated=True), fields=['authority_code', 'id'], name='casework_dossier_authority'),
        ),
        migrations.AddIndex(
            model_name='dossier',
            index=models.Index(condition=models.Q(('warn_at__isnull', False)), fields=['warn_at'], name='casework_dossier_warn'),
        ),
        migrations.AddIndex(
            model_name='dossier',
            index=models.Index(condition=models.Q(('submitter_id', None), _negated=True), fields=['submitter_id', '-submitted_at'], name='casework_dossier_submitter'),
        ),
        migrations.AddIndex(
            model_name='dossier',
            index=models.Index(condition=models.Q(('submitter_index', ''), _negated=True), fields=['submitter_index'], name='casework_dossier_filed_by'),
        ),
        migrations.AddIndex(
            model_name='dossier',
            index=models.Index(condition=models.Q(('assigned_to', None), _negated=True), fields=['assigned_to'], name='casework_dossier_assigned'),
        ),
        migrations.AddConstraint(
            model_name='dossier',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('paused', True), _negated=True), ('status__in', [2, 4, 5, 6]), _connector='OR'), name='casework_dossier_paused_status'),
        ),
        migrations.AddConstraint(
            model_name='dossier',
            constraint=models.CheckConstraint(condition=models.Q(('filing__in', ['self', 'child', 'authorised', 'employee', 'postal_agent', 'officer'])), name='casework_dossier_filing'),
        ),
        migrations.AddConstraint(
            model_name='dossier',
            constraint=models.CheckConstraint(condition=models.Q(('warned__in', [0, 50, 80, 100])), name='casework_dossier_warned'),
        ),
        migrations.AddConstraint(
            model_name='dossier',
            constraint=models.CheckConstraint(condition=models.Q(('net_minutes', None), ('net_minutes__lte', models.F('gross_minutes')), _connector='OR'), name='casework_dossier_net_in_gross'),
        ),
        migrations.AddConstraint(
            model_name='dossier',
            constraint=models.UniqueConstraint(condition=models.Q(('origin', ''), _negated=True), fields=('origin', 'external_ref'), name='casework_dossier_external_once'),
        ),
        migrations.AddConstraint(
            model_name='pause',
            constraint=models.CheckConstraint(condition=models.Q(('reason__in', ['supplement', 'financial_duty', 'opinion', 'sub_dossier', 'force_majeure', 'correction'])), name='casework_pause_reason'),
        ),
        migrations.AddConstraint(
            model_name='result',
            constraint=models.UniqueConstraint(condition=models.Q(('revoked_at', None)), fields=('dossier',), name='casework_result_one_in_force'),
        ),
        migrations.AddConstraint(
            model_name='result',
            constraint=models.CheckConstraint(condition=models.Q(('revoked_at', None), ('revoked_at__gte', models.F('signed_at')), _connector='OR'), name='casework_result_order'),
        ),
        migrations.AddConstraint(
            model_name='sheet',
            constraint=models.CheckConstraint(condition=models.Q(('form__in', ['mau-01', 'mau-02', 'mau-03', 'mau-04', 'mau-05', 'mau-06', 'mau-07'])), name='casework_sheet_form'),
        ),
        migrations.AddField(
            model_name='opinion',
            name='dossier',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='opinions', to='casework.dossier'),
        ),
        migrations.AddIndex(
            model_name='opinion',
            index=models.Index(condition=models.Q(('given_at', None), ('recalled_at', None)), fields=['unit_code', 'due_at', 'id'], name='casework_opinion_inbox'),
        ),
        migrations.AddIndex(
            model_name='opinion',
            index=models.Index(fields=['unit_code', 'dossier'], name='casework_opinion_unit'),
        ),
        migrations.AddConstraint(
            model_name='opinion',
            constraint=models.UniqueConstraint(condition=models.Q(('given_at', None), ('recalled_at', None)), fields=('dossier', 'unit_code', 'key'), name='casework_opinion_one_open'),
        ),
        migrations.AddConstraint(
            model_name='opinion',
            constraint=models.CheckConstraint(condition=models.Q(('stance__in', ['', 'agree', 'disagree', 'conditional', 'none'])), name='casework_opinion_stance'),
        ),
        migrations.AddConstraint(
            model_name='opinion',
            constraint=models.CheckConstraint(condition=models.Q(('given_at', None), models.Q(('stance', ''), _negated=True), _connector='OR'), name='casework_opinion_given_with_stance'),
        ),
        migrations.AddConstraint(
            model_name='opinion',
            constraint=models.CheckConstraint(condition=models.Q(('given_at', None), ('recalled_at', None), _connector='OR'), name='casework_opinion_given_or_recalled'),
        ),
        migrations.AddConstraint(
            model_name='opinion',
            constraint=models.CheckConstraint(condition=models.Q(('due_at__gte', models.F('asked_at'))), name='casework_opinion_due'),
        ),
    ]
