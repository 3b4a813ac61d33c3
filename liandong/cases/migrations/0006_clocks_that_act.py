
from django.db import migrations, models


BEGUN = """
UPDATE cases_case c SET begun_at = filed_at, answered_at = handled_at,
    next_alarm_at = CASE WHEN stage_due_at IS NOT NULL THEN now() END,
    stage_at = COALESCE(CASE state WHEN 'received' THEN received_at WHEN 'triaged' THEN filed_at WHEN 'assigned' THEN assigned_at
        WHEN 'handled' THEN handled_at ELSE (SELECT max(e.at) FROM journal_entry e
            WHERE e.subject = 'case:' || c.id AND e.kind = 'case.accepted') END, received_at)
WHERE state IN ('received', 'triaged', 'assigned', 'accepted', 'handled', 'suspended')
"""


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0005_involved'),
    ]

    operations = [
        migrations.AddField(
            model_name='case',
            name='acting_role',
            field=models.CharField(max_length=20, null=True),
        ),
        migrations.AddField(
            model_name='case',
            name='acting_unit',
            field=models.CharField(max_length=40, null=True),
        ),
        migrations.AddField(
            model_name='case',
            name='answer_due_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='case',
            name='answered_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='case',
            name='begun_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='case',
            name='next_alarm_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='case',
            name='order_due_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='case',
            name='paused',
            field=models.SmallIntegerField(db_default=0),
        ),
        migrations.AddField(
            model_name='case',
            name='promised',
            field=models.SmallIntegerField(db_default=0),
        ),
        migrations.AddField(
            model_name='case',
            name='rung',
            field=models.SmallIntegerField(db_default=0),
        ),
        migrations.AddField(
            model_name='case',
            name='rung_of',
            field=models.CharField(max_length=8, null=True),
        ),
        migrations.AddField(
            model_name='case',
            name='stage_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='case',
            name='supervised',
            field=models.SmallIntegerField(db_default=0),
        ),
        migrations.AddField(
            model_name='case',
            name='urged',
            field=models.SmallIntegerField(db_default=0),
        ),
        migrations.AddField(
            model_name='case',
            name='urged_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('next_alarm_at__isnull', False)), fields=['next_alarm_at', 'id'], name='case_alarm'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('acting_role__isnull', False)), fields=['acting_unit', 'acting_role', 'stage_due_at', 'id'], name='case_acting'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('rung__gt', 0), ('order_due_at__isnull', False), _connector='OR'), fields=['stage_due_at', 'id'], include=('area', 'kind'), name='case_watched'),
        ),
        migrations.RunSQL(BEGUN, migrations.RunSQL.noop),
    ]
