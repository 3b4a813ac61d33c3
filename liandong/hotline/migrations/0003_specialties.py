from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("hotline", "0002_tell_calls")]

    operations = [
        migrations.CreateModel(
            "Specialty",
            [
                ("code", models.CharField(max_length=12, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=20)),
                ("name_en", models.CharField(blank=True, max_length=40)),
            ],
        ),
        *(
            migrations.AddField(
                model, "specialty",
                models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to="hotline.specialty"),
            )
            for model in ("phonecall", "seat")
        ),
        migrations.AddField("phonecall", "passed_at", models.DateTimeField(null=True)),
        migrations.AddField("phonecall", "held_at", models.DateTimeField(null=True)),
        migrations.AddField("phonecall", "muted", models.BooleanField(default=False)),
        migrations.AddIndex(
            "phonecall",
            models.Index(fields=["passed_at"], name="call_passed", condition=models.Q(passed_at__isnull=False)),
        ),
    ]  # fmt: skip
