from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("files", "0003_clip")]

    operations = [
        migrations.AlterField(
            "file", "role",
            models.CharField(
                choices=[(role, role) for role in ("report", "before", "after", "verify", "signed")], max_length=6, null=True
            ),
        ),
    ]  # fmt: skip
