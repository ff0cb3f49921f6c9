import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("instruments", "0012_releases_of_couple"),
        ("people", "0003_last_letter"),
    ]

    operations = [
        migrations.AlterField(
            model_name="release",
            name="couple",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="people.couple",
            ),
        ),
    ]
