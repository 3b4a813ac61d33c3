from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("files", "0001_initial")]

    operations = [
        migrations.AddField("file", "taken_at", models.DateTimeField(null=True)),
        migrations.AddField("file", "lon", models.FloatField(null=True)),
        migrations.AddField("file", "lat", models.FloatField(null=True)),
    ]
