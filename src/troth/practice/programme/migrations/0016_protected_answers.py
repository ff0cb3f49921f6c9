from django.db import migrations


def protect(apps, schema_editor):
    """Until now nothing that an exercise asked for the therapist alone could be released; so it stays."""
    apps.get_model("programme", "Entry").objects.filter(audience="therapist").update(protected=True)


class Migration(migrations.Migration):
    dependencies = [("programme", "0015_unseen")]

    operations = [migrations.RunPython(protect, migrations.RunPython.noop)]
