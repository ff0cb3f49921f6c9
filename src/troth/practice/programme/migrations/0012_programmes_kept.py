from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('programme', '0011_resting'),
    ]

    operations = [
        migrations.RenameField(model_name='edition', old_name='exercise', new_name='slug'),
        migrations.AddField(
            model_name='edition',
            name='kind',
            field=models.CharField(default='exercise', max_length=9),
            preserve_default=False,
        ),
    ]
