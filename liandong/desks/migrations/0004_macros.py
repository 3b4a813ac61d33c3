import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('desks', '0003_tell_changes'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Macro',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=20)),
                ('act', models.CharField(max_length=12)),
                ('inputs', models.JSONField(default=dict)),
                ('unit', models.CharField(max_length=40, null=True)),
                ('saved_at', models.DateTimeField()),
                ('dropped_at', models.DateTimeField(null=True)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('dropped_at', None)), fields=['account'], name='macro_account'), models.Index(condition=models.Q(('dropped_at', None)), fields=['unit'], name='macro_unit')],
            },
        ),
    ]
