
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0008_ownership'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='case',
            name='case_watched',
        ),
        migrations.AddField(
            model_name='case',
            name='order_state',
            field=models.CharField(max_length=9, null=True),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('rung__gt', 0), ('order_state__isnull', False), _connector='OR'), fields=['stage_due_at', 'id'], include=('area', 'kind'), name='case_watched'),
        ),
    ]
