"""Keys of clients get rows of their own, so that two may count at a time."""

import secrets

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


def keys_apart(apps, _editor):
    """Each client's key becomes a row; every client gets a public name and the scopes of what it could do before."""
    client, key = apps.get_model("access", "Client"), apps.get_model("access", "ClientKey")
    for row in client.objects.all():
        row.code, row.scopes = f"ld-{secrets.token_hex(8)}", ["reports.write", "cases.read"]
        row.save(update_fields=["code", "scopes"])
        key.objects.create(client=row, digest=row.key_digest, created_at=row.created_at)


class Migration(migrations.Migration):
    dependencies = [("access", "0002_clocks_that_act")]

    operations = [
        migrations.AddField("client", "code", models.CharField(max_length=40, null=True)),
        migrations.AddField("client", "scopes", django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), default=list, size=None)),
        migrations.AddField("client", "area", models.CharField(blank=True, default="", max_length=15), preserve_default=False),
        migrations.AddField("client", "per_day", models.PositiveIntegerField(default=100000)),
        migrations.CreateModel("ClientKey", [
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("digest", models.CharField(max_length=64, unique=True)),
            ("hint", models.CharField(blank=True, max_length=4)),
            ("created_at", models.DateTimeField()),
            ("ends_at", models.DateTimeField(null=True)),
            ("client", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="keys", to="access.client")),
        ]),
        migrations.CreateModel("AccessToken", [
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("digest", models.CharField(max_length=64, unique=True)),
            ("scopes", django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), size=None)),
            ("expires_at", models.DateTimeField(db_index=True)),
            ("key", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="tokens", to="access.clientkey")),
        ]),
        migrations.CreateModel("Usage", [
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("day", models.DateField()),
            ("requests", models.PositiveIntegerField()),
            ("client", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="usage", to="access.client")),
        ], options={"constraints": [models.UniqueConstraint(fields=("client", "day"), name="one_usage_per_day")]}),
        migrations.RunPython(keys_apart, migrations.RunPython.noop),
        migrations.AlterField("client", "code", models.CharField(max_length=40, unique=True)),
        migrations.RemoveField("client", "key_digest"),
    ]
