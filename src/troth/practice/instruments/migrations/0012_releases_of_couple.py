import django.db.models.deletion
from django.db import migrations, models


def take_from_the_response(apps, schema_editor):
    responses = apps.get_model("instruments", "Response").objects.filter(pk=models.OuterRef("response_id"))
    releases = apps.get_model("instruments", "Release").objects
    releases.update(couple_id=models.Subquery(responses.values("couple_id")[:1]))


class Migration(migrations.Migration):
    dependencies = [
        ("instruments", "0011_latest_first"),
        ("people", "0003_last_letter"),
    ]

    operations = [
        migrations.AddField(
            model_name="release",
            name="couple",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="people.couple",
            ),
        ),
        migrations.RunPython(take_from_the_response, migrations.RunPython.noop),
    ]
