import uuid

import django.db.models.deletion
from django.db import migrations, models

import troth.practice.common.clock
import troth.practice.common.fields


class Migration(migrations.Migration):
    """Lay alerts under the partner's safety key.

    Nothing was released with the earlier table, so its rows are not carried over.
    """

    dependencies = [
        ("common", "0002_append_only_audit"),
        ("people", "0001_initial"),
        ("safety", "0001_initial"),
    ]

    operations = [
        migrations.DeleteModel("Alert"),
        migrations.CreateModel(
            name='Alert',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=troth.practice.common.clock.now, editable=False)),
                ('concerns', troth.practice.common.fields.EncryptedJSONField()),
                ('raised_at', models.DateTimeField(null=True)),
                ('acknowledged_at', models.DateTimeField(null=True)),
                ('acknowledged_by', models.UUIDField(null=True)),
                ('couple', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.couple')),
                ('data_key', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='common.datakey')),
                ('seat', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.seat')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('acknowledged_at', None), ('acknowledged_by', None)), models.Q(('acknowledged_at__isnull', False), ('acknowledged_by__isnull', False), ('raised_at__isnull', False)), _connector='OR'), name='acknowledged_by_somebody_at_some_time')],
            },
        ),
    ]
