
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0006_clocks_that_act'),
        ('supervision', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Order',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('unit', models.CharField(max_length=40)),
                ('state', models.CharField(max_length=9)),
                ('demand', models.TextField()),
                ('ordered_by', models.CharField(max_length=40)),
                ('ordered_from', models.CharField(max_length=40)),
                ('ordered_at', models.DateTimeField()),
                ('due_at', models.DateTimeField()),
                ('answer', models.TextField(blank=True)),
                ('answered_by', models.CharField(blank=True, max_length=40)),
                ('answered_at', models.DateTimeField(null=True)),
                ('outcome', models.CharField(blank=True, max_length=12)),
                ('remark', models.TextField(blank=True)),
                ('ended_by', models.CharField(blank=True, max_length=40)),
                ('ended_at', models.DateTimeField(null=True)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='orders', to='cases.case')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state__in', ['open', 'answered'])), fields=['due_at'], name='order_running')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ['open', 'answered'])), fields=('case',), name='one_running_order_per_case')],
            },
        ),
    ]
