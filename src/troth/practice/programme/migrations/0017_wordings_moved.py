from django.db import migrations


class Migration(migrations.Migration):
    """The tables now stand in `wordings`, which took them over."""

    dependencies = [
        ('programme', '0016_protected_answers'),
        ('wordings', '0001_initial'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.DeleteModel(name='OwnWording'),
                migrations.DeleteModel(name='Edition'),
            ],
        ),
    ]
