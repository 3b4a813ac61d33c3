from django.db import migrations, models

FIRST = ((10, "公告", "Bulletins", "bulletins"), (20, "我的事", "My cases", "mine"))


def arrange(apps, schema_editor):
    """The columns with which every district begins."""
    for order, name, name_en, shows in FIRST:
        apps.get_model("bulletins", "Column").objects.create(order=order, name=name, name_en=name_en, shows=shows)


class Migration(migrations.Migration):
    initial = True
    dependencies = []

    operations = [
        migrations.CreateModel("Bulletin", [
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("area", models.CharField(max_length=15)),
            ("topic", models.CharField(max_length=20)),
            ("title", models.CharField(max_length=60)),
            ("text", models.TextField()),
            ("unit", models.CharField(max_length=40)),
            ("valid_from", models.DateField()),
            ("valid_until", models.DateField()),
            ("published_at", models.DateTimeField()),
            ("withdrawn_at", models.DateTimeField(null=True)),
        ], options={"indexes": [models.Index(condition=models.Q(withdrawn_at=None), fields=["valid_until", "area"], name="bulletin_in_force")]}),
        migrations.CreateModel("Column", [
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("order", models.PositiveSmallIntegerField()),
            ("name", models.CharField(max_length=20)),
            ("name_en", models.CharField(max_length=40)),
            ("shows", models.CharField(max_length=20)),
            ("words", models.CharField(blank=True, max_length=60)),
            ("links", models.JSONField(default=list)),
            ("on", models.BooleanField(default=True)),
        ], options={"constraints": [models.UniqueConstraint(fields=["name"], name="one_column_per_name")]}),
        migrations.RunPython(arrange, migrations.RunPython.noop),
    ]
