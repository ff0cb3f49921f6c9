from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("instruments", "0014_what_carries_over")]

    operations = [
        migrations.AddField(
            model_name="trustline",
            name="growth",
            field=models.JSONField(null=True),
        ),
    ]
