from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('residents', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='resident',
            name='mark',
            field=models.CharField(max_length=64, null=True, unique=True),
        ),
    ]
