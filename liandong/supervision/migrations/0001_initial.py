
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='LadderRung',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('matter', models.CharField(blank=True, max_length=16)),
                ('urgency', models.CharField(max_length=8)),
                ('stage', models.CharField(max_length=8)),
                ('rung', models.SmallIntegerField()),
                ('amount', models.DecimalField(decimal_places=2, max_digits=8)),
                ('wait', models.CharField(max_length=13)),
                ('whom', models.CharField(max_length=8)),
                ('delivery', models.CharField(max_length=8)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('matter', 'urgency', 'stage', 'rung'), name='one_row_for_a_rung'), models.CheckConstraint(condition=models.Q(('amount__gte', 0)), name='a_rung_never_comes_before')],
            },
        ),
    ]
