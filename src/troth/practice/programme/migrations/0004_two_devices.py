from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("programme", "0003_run_part_a"),
    ]

    operations = [
        migrations.AddField(
            model_name="entry",
            name="page",
            field=models.CharField(blank=True, default="", max_length=16),
            preserve_default=False,
        ),
    ]
