"""How much of each week's words the model in use does not know."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("learning", "0002_week_counts")]

    operations = [
        migrations.CreateModel("WeekWords", [
            ("week", models.DateTimeField(primary_key=True, serialize=False)),
            ("version", models.CharField(max_length=40)),
            ("texts", models.IntegerField()),
            ("unseen", models.FloatField()),
            ("counted_at", models.DateTimeField()),
        ]),
    ]
