import django.db.models.deletion
import liandong.desks.states
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0001_initial'),
        ('desks', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Batch',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('act', models.CharField(max_length=12)),
                ('inputs', models.JSONField(default=dict)),
                ('asked_at', models.DateTimeField()),
                ('finished_at', models.DateTimeField(null=True)),
                ('cancelled_at', models.DateTimeField(null=True)),
                ('post', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='access.post')),
                ('undoes', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='undoing', to='desks.batch')),
            ],
        ),
        migrations.CreateModel(
            name='BatchCase',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=20)),
                ('turn', models.IntegerField()),
                ('outcome', models.CharField(default=liandong.desks.states.Outcome['WAITING'], max_length=8)),
                ('template', models.TextField(blank=True)),
                ('words', models.JSONField(default=dict)),
                ('was', models.JSONField(default=dict)),
                ('entry', models.BigIntegerField(null=True)),
                ('batch', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='cases', to='desks.batch')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('outcome', liandong.desks.states.Outcome['WAITING'])), fields=['batch', 'turn'], name='batch_waiting')],
                'constraints': [models.UniqueConstraint(fields=('batch', 'number'), name='one_turn_per_case')],
            },
        ),
    ]
