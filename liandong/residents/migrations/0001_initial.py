import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = [("access", "0004_numbers_found")]

    operations = [
        migrations.CreateModel("SignInCode", [
            ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
            ("sealed", models.BinaryField()),
            ("mark", models.CharField(db_index=True, max_length=32)),
            ("digest", models.CharField(max_length=64)),
            ("tries", models.PositiveSmallIntegerField(default=0)),
            ("sent_at", models.DateTimeField(db_index=True)),
            ("ends_at", models.DateTimeField()),
            ("used_at", models.DateTimeField(null=True)),
        ]),
        migrations.CreateModel("Resident", [
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("created_at", models.DateTimeField()),
            ("identity", models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, to="access.identity")),
        ]),
        migrations.CreateModel("SignIn", [
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("digest", models.CharField(max_length=64, unique=True)),
            ("began_at", models.DateTimeField()),
            ("ends_at", models.DateTimeField(db_index=True)),
            ("resident", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="sign_ins", to="residents.resident")),
        ]),
    ]
