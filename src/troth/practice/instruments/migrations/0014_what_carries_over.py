from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("instruments", "0013_every_release_of_a_couple")]

    operations = [
        migrations.AddField(
            model_name="trustline",
            name="carried",
            field=models.JSONField(null=True),
        ),
    ]
