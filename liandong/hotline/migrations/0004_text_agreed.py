from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("hotline", "0003_specialties")]

    operations = [migrations.AddField("phonecall", "text_agreed", models.BooleanField(default=False))]
