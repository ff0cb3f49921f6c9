import datetime as dt
import uuid

import django.db.models.deletion
from django.db import migrations, models
from django.utils import timezone

import troth.practice.common.clock
from troth.practice.instruments.lines import largest_fall

KEPT = dt.timedelta(weeks=12)


def wait_since_asked(apps, schema_editor):
    asked = apps.get_model("instruments", "Assignment").objects.filter(round__guarded=False)
    asked.update(waits_since=models.F("created_at"))


def draw_lines(apps, schema_editor):
    scores = apps.get_model("instruments", "Score").objects.filter(instrument="trust-pulse", scale="trust")
    lines = {}
    rows = scores.filter(answered_at__gte=timezone.now() - KEPT).exclude(value=None).exclude(audience="me")
    columns = ("couple_id", "seat__side", "answered_at", "value")
    for couple_id, side, at, value in rows.order_by("answered_at").values_list(*columns):
        days, values = lines.setdefault(couple_id, {"a": ([], []), "b": ([], [])})[side]
        days.append(timezone.localdate(at).toordinal())
        values.append(round(value, 2))
    TrustLine = apps.get_model("instruments", "TrustLine")
    TrustLine.objects.bulk_create(
        TrustLine(couple_id=couple_id, fall=largest_fall(points), points=points)
        for couple_id, points in lines.items()
    )


class Migration(migrations.Migration):
    dependencies = [
        ("instruments", "0002_guardedresponse_read_at"),
        ("people", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="assignment",
            name="waits_since",
            field=models.DateTimeField(null=True),
        ),
        migrations.RunPython(wait_since_asked, migrations.RunPython.noop),
        migrations.CreateModel(
            name="TrustLine",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "created_at",
                    models.DateTimeField(default=troth.practice.common.clock.now, editable=False),
                ),
                ("fall", models.FloatField(default=0)),
                ("points", models.JSONField(default=dict)),
                (
                    "couple",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.couple"
                    ),
                ),
            ],
            options={"abstract": False},
        ),
        migrations.RunPython(draw_lines, migrations.RunPython.noop),
    ]
