from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('wordings', '0001_initial'),
    ]

    operations = [
        migrations.AlterField('edition', 'kind', models.CharField(max_length=20)),
        migrations.AlterField('ownwording', 'kind', models.CharField(max_length=20)),
    ]
