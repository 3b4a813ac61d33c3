from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("access", "0001_initial"), ("forces", "0001_initial")]

    operations = [
        migrations.CreateModel(
            "Shift",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("post", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="shifts", to="access.post")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=["post", "starts_at"], name="one_shift_at_a_time"),
                    models.CheckConstraint(condition=models.Q(ends_at__gt=models.F("starts_at")), name="shift_has_a_length"),
                ]
            },
        ),
        migrations.CreateModel(
            "Stint",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("began_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("shift", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="stints", to="forces.shift")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=["shift"], condition=models.Q(ended_at=None), name="one_open_stint")
                ]
            },
        ),
        migrations.CreateModel(
            "Position",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("lon", models.FloatField()),
                ("lat", models.FloatField()),
                ("accuracy", models.SmallIntegerField()),
                ("stint", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="positions", to="forces.stint")),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=["stint", "at"], name="one_position_at_an_instant")],
                "indexes": [models.Index(fields=["at"], name="position_at")],
            },
        ),
    ]
