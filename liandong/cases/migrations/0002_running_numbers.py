from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial"), ("journal", "0002_append_only")]
    operations = [
        migrations.RunSQL("CREATE SEQUENCE cases_number_seq START 1", "DROP SEQUENCE cases_number_seq"),
    ]
