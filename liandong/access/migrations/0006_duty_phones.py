"""Posts may have a telephone on which they are reached."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("access", "0005_shared_keys")]

    operations = [
        migrations.CreateModel("DutyPhone", [
            ("post", models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name="duty_phone", serialize=False, to="access.post")),
            ("sealed", models.BinaryField()),
            ("masked", models.CharField(max_length=20)),
        ]),
    ]
