import django.db.models.deletion
from django.db import migrations, models
from django.utils import timezone


def wanted_from_now(apps, schema_editor):
    lines = apps.get_model("instruments", "TrustLine").objects.filter(wanted=True)
    lines.update(wanted_at=timezone.now())


class Migration(migrations.Migration):
    dependencies = [
        ("instruments", "0008_around_sessions"),
        ("people", "0002_places_and_wrong_addresses"),
    ]

    operations = [
        migrations.AddField(
            model_name="trustline",
            name="wanted_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.RunPython(wanted_from_now, migrations.RunPython.noop),
        migrations.RemoveField(model_name="trustline", name="wanted"),
        migrations.AddField(
            model_name="trustline",
            name="steady",
            field=models.JSONField(null=True),
        ),
        migrations.AlterField(
            model_name="reference",
            name="practice",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.practice"
            ),
        ),
        migrations.AlterField(
            model_name="reference",
            name="populations",
            field=models.JSONField(null=True),
        ),
        migrations.AddIndex(
            model_name="reference",
            index=models.Index(fields=["practice", "made_at"], name="reference_practice_made"),
        ),
    ]
