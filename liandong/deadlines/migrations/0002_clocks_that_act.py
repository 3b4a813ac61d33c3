
from django.db import migrations, models


ANSWER = """
INSERT INTO deadlines_limit (matter, stage, urgency, amount, measure, source)
SELECT '', 'answer', 'normal', 1, 'working_days', ''
WHERE EXISTS (SELECT FROM deadlines_limit) AND NOT EXISTS (SELECT FROM deadlines_limit WHERE stage = 'answer' AND matter = '')
"""


class Migration(migrations.Migration):

    dependencies = [
        ('deadlines', '0001_initial'),
    ]

    operations = [
        migrations.AlterField(
            model_name='limit',
            name='stage',
            field=models.CharField(choices=[('triage', 'triage'), ('dispatch', 'dispatch'), ('accept', 'accept'), ('handle', 'handle'), ('verify', 'verify'), ('overall', 'overall'), ('answer', 'answer')], max_length=8),
        ),
        migrations.RunSQL(ANSWER, migrations.RunSQL.noop),
    ]
