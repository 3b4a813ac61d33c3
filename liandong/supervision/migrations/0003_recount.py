
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('supervision', '0002_orders'),
    ]

    operations = [
        migrations.CreateModel(
            name='Recount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('why', models.CharField(max_length=8)),
                ('before', models.JSONField()),
                ('asked_by', models.CharField(max_length=40)),
                ('asked_at', models.DateTimeField()),
                ('total', models.IntegerField()),
                ('last', models.BigIntegerField(default=0)),
                ('done', models.IntegerField(default=0)),
                ('moved', models.IntegerField(default=0)),
                ('finished_at', models.DateTimeField(null=True)),
            ],
        ),
    ]
