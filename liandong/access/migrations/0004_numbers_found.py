from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("access", "0003_keys_and_tokens")]

    operations = [
        migrations.AddIndex(
            "identity",
            models.Index(condition=~models.Q(masked_phone=""), fields=["masked_phone"], name="identity_phone"),
        ),
    ]
