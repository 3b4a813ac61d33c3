from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

STATES = [(state, state) for state in ("waiting", "ready", "failed", "expired")]


class Migration(migrations.Migration):
    dependencies = [("files", "0002_taken")]

    operations = [
        migrations.CreateModel(
            "Clip",
            [
                ("file", models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True,
                                              related_name="clip", serialize=False, to="files.file")),
                ("state", models.CharField(max_length=8, choices=STATES)),
                ("why", models.CharField(max_length=12, default="", blank=True)),
                ("seconds", models.FloatField(null=True)),
                ("hidden", models.PositiveIntegerField(default=0)),
                ("expires_at", models.DateTimeField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["expires_at"], name="clip_expires", condition=~Q(state="expired")),
                    models.Index(fields=["file"], name="clip_waiting", condition=Q(state="waiting")),
                ],
            },
        ),
    ]
