"""Keys that both sides know get rows, so that two may count at a time."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("access", "0004_numbers_found")]

    operations = [
        migrations.CreateModel("SharedKey", [
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("holder", models.CharField(max_length=40)),
            ("sealed", models.BinaryField()),
            ("hint", models.CharField(blank=True, max_length=4)),
            ("created_at", models.DateTimeField(null=True)),
            ("ends_at", models.DateTimeField(null=True)),
            ("used_at", models.DateTimeField(null=True)),
        ], options={"indexes": [models.Index(fields=["holder"], name="shared_key_holder")]}),
    ]
