"""An answer can say what the journal notes once it has gone."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("letters", "0003_shared_keys")]

    operations = [migrations.AddField("reply", "noted", models.JSONField(null=True))]
