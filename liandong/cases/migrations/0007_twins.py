import django.contrib.postgres.indexes
import django.db.models.deletion
import liandong.cases.states
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0002_clocks_that_act'),
        ('cases', '0006_clocks_that_act'),
    ]

    operations = [
        migrations.CreateModel(
            name='Twin',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('standing', models.CharField(default='likely', max_length=8)),
                ('score', models.FloatField()),
                ('metres', models.FloatField(null=True)),
                ('minutes', models.IntegerField()),
                ('kind', models.FloatField(null=True)),
                ('words', models.FloatField()),
                ('found_at', models.DateTimeField()),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='case',
            name='case_state_known',
        ),
        migrations.RemoveIndex(
            model_name='case',
            name='case_open_due',
        ),
        migrations.RemoveIndex(
            model_name='case',
            name='case_open_state',
        ),
        migrations.RemoveIndex(
            model_name='case',
            name='case_open_pending',
        ),
        migrations.RemoveIndex(
            model_name='case',
            name='case_ended',
        ),
        migrations.RemoveIndex(
            model_name='case',
            name='case_unit_ended',
        ),
        migrations.RemoveIndex(
            model_name='case',
            name='case_unit_state',
        ),
        migrations.RemoveIndex(
            model_name='case',
            name='case_open_unit',
        ),
        migrations.RemoveIndex(
            model_name='case',
            name='case_open_area',
        ),
        migrations.RemoveIndex(
            model_name='case',
            name='case_open_kind',
        ),
        migrations.RemoveIndex(
            model_name='case',
            name='case_ended_kind',
        ),
        migrations.RemoveIndex(
            model_name='case',
            name='case_open_search',
        ),
        migrations.RemoveIndex(
            model_name='case',
            name='case_open_joint',
        ),
        migrations.AddField(
            model_name='case',
            name='leading',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='twins', to='cases.case'),
        ),
        migrations.AddField(
            model_name='case',
            name='likely',
            field=models.SmallIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name='case',
            name='reporters',
            field=models.SmallIntegerField(db_default=1, default=1),
        ),
        migrations.AddField(
            model_name='report',
            name='stars',
            field=models.SmallIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='report',
            name='twin',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reports_given', to='cases.case'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('state__in', [liandong.cases.states.State['CLOSED'], liandong.cases.states.State['MERGED'], liandong.cases.states.State['REFUSED'], liandong.cases.states.State['VOID']]), _negated=True), fields=['stage_due_at', 'id'], include=('area', 'kind'), name='case_open_due'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('state__in', [liandong.cases.states.State['CLOSED'], liandong.cases.states.State['MERGED'], liandong.cases.states.State['REFUSED'], liandong.cases.states.State['VOID']]), _negated=True), fields=['state', 'stage_due_at', 'id'], include=('area', 'kind'), name='case_open_state'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(models.Q(('state__in', [liandong.cases.states.State['CLOSED'], liandong.cases.states.State['MERGED'], liandong.cases.states.State['REFUSED'], liandong.cases.states.State['VOID']]), _negated=True), ('pending__isnull', False)), fields=['stage_due_at', 'id'], name='case_open_pending'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(models.Q(('state__in', [liandong.cases.states.State['CLOSED'], liandong.cases.states.State['MERGED'], liandong.cases.states.State['REFUSED'], liandong.cases.states.State['VOID']]), _negated=True), ('involved__isnull', False)), fields=['stage_due_at', 'id'], name='case_open_joint'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('state__in', [liandong.cases.states.State['CLOSED'], liandong.cases.states.State['MERGED'], liandong.cases.states.State['REFUSED'], liandong.cases.states.State['VOID']])), fields=['-received_at', '-id'], name='case_ended'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('state__in', [liandong.cases.states.State['CLOSED'], liandong.cases.states.State['MERGED'], liandong.cases.states.State['REFUSED'], liandong.cases.states.State['VOID']])), fields=['unit', '-received_at', '-id'], name='case_unit_ended'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('state__in', [liandong.cases.states.State['CLOSED'], liandong.cases.states.State['MERGED'], liandong.cases.states.State['REFUSED'], liandong.cases.states.State['VOID']]), _negated=True), fields=['unit', 'state', 'stage_due_at', 'id'], name='case_unit_state'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('state__in', [liandong.cases.states.State['CLOSED'], liandong.cases.states.State['MERGED'], liandong.cases.states.State['REFUSED'], liandong.cases.states.State['VOID']]), _negated=True), fields=['unit', 'stage_due_at', 'id'], name='case_open_unit'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('state__in', [liandong.cases.states.State['CLOSED'], liandong.cases.states.State['MERGED'], liandong.cases.states.State['REFUSED'], liandong.cases.states.State['VOID']]), _negated=True), fields=['area', 'stage_due_at', 'id'], name='case_open_area', opclasses=['text_pattern_ops', 'timestamptz_ops', 'int8_ops']),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('state__in', [liandong.cases.states.State['CLOSED'], liandong.cases.states.State['MERGED'], liandong.cases.states.State['REFUSED'], liandong.cases.states.State['VOID']]), _negated=True), fields=['kind', 'stage_due_at', 'id'], name='case_open_kind', opclasses=['text_pattern_ops', 'timestamptz_ops', 'int8_ops']),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('state__in', [liandong.cases.states.State['CLOSED'], liandong.cases.states.State['MERGED'], liandong.cases.states.State['REFUSED'], liandong.cases.states.State['VOID']])), fields=['kind', 'received_at'], name='case_ended_kind', opclasses=['text_pattern_ops', 'timestamptz_ops']),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('leading__isnull', False)), fields=['leading'], name='case_leading'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(models.Q(('state__in', [liandong.cases.states.State['CLOSED'], liandong.cases.states.State['MERGED'], liandong.cases.states.State['REFUSED'], liandong.cases.states.State['VOID']]), _negated=True), ('reporters__gt', 1)), fields=['-reporters', 'id'], name='case_open_many'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=django.contrib.postgres.indexes.GinIndex(condition=models.Q(('state__in', [liandong.cases.states.State['CLOSED'], liandong.cases.states.State['MERGED'], liandong.cases.states.State['REFUSED'], liandong.cases.states.State['VOID']]), _negated=True), fields=['search'], name='case_open_search'),
        ),
        migrations.AddIndex(
            model_name='report',
            index=models.Index(condition=models.Q(('twin__isnull', False)), fields=['twin'], name='report_twin'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['received', 'triaged', 'assigned', 'accepted', 'handled', 'verified', 'suspended', 'handed_over', 'closed', 'refused', 'void', 'merged'])), name='case_state_known'),
        ),
        migrations.AddField(
            model_name='twin',
            name='one',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case'),
        ),
        migrations.AddField(
            model_name='twin',
            name='other',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case'),
        ),
        migrations.AddConstraint(
            model_name='twin',
            constraint=models.UniqueConstraint(fields=('one', 'other'), name='one_row_per_pair_of_twins'),
        ),
        migrations.AddConstraint(
            model_name='twin',
            constraint=models.CheckConstraint(condition=models.Q(('one__lt', models.F('other'))), name='older_twin_first'),
        ),
        migrations.AddConstraint(
            model_name='twin',
            constraint=models.CheckConstraint(condition=models.Q(('standing__in', [liandong.cases.states.TwinStanding['LIKELY'], liandong.cases.states.TwinStanding['JOINED'], liandong.cases.states.TwinStanding['APART']])), name='twin_standing_known'),
        ),
    ]
