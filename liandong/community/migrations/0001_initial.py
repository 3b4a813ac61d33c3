import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = [("access", "0004_numbers_found")]

    operations = [
        migrations.CreateModel("CourtyardContact", [
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("area", models.CharField(max_length=15)),
            ("role_name", models.CharField(max_length=30)),
            ("role_name_en", models.CharField(max_length=40)),
            ("relay", models.CharField(max_length=30)),
            ("added_at", models.DateTimeField()),
            ("ended_at", models.DateTimeField(null=True)),
            ("identity", models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, to="access.identity")),
        ], options={"indexes": [models.Index(condition=models.Q(ended_at=None), fields=["area"], name="contact_area")]}),
    ]
