import django.db.models.deletion
import troth.practice.common.clock
import uuid
from django.db import migrations, models

MOVED = {'programme_edition': 'wordings_edition', 'programme_ownwording': 'wordings_ownwording'}


class Migration(migrations.Migration):
    """The two tables stood in `programme`; they come over with what is in them."""

    initial = True

    dependencies = [
        ('people', '0001_initial'),
        ('programme', '0014_reminders'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(f'ALTER TABLE {before} RENAME TO {after}', f'ALTER TABLE {after} RENAME TO {before}')
                for before, after in MOVED.items()
            ],
            state_operations=[
                migrations.CreateModel(
                    name='Edition',
                    fields=[
                        ('content_hash', models.CharField(max_length=64, primary_key=True, serialize=False)),
                        ('kind', models.CharField(max_length=9)),
                        ('slug', models.CharField(max_length=60)),
                        ('files', models.JSONField()),
                    ],
                ),
                migrations.CreateModel(
                    name='OwnWording',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('created_at', models.DateTimeField(default=troth.practice.common.clock.now, editable=False)),
                        ('kind', models.CharField(max_length=9)),
                        ('slug', models.CharField(max_length=60)),
                        ('number', models.PositiveIntegerField()),
                        ('files', models.JSONField()),
                        ('note', models.CharField(max_length=200)),
                        ('made_by', models.UUIDField()),
                        ('made_at', models.DateTimeField()),
                        ('in_use', models.BooleanField(default=False)),
                        ('edition', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='wordings.edition')),
                        ('practice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.practice')),
                    ],
                    options={
                        'constraints': [
                            models.UniqueConstraint(fields=('practice', 'kind', 'slug', 'number'), name='one_number_an_own_wording'),
                            models.UniqueConstraint(condition=models.Q(('in_use', True)), fields=('practice', 'kind', 'slug'), name='one_own_wording_in_use'),
                        ],
                    },
                ),
            ],
        ),
    ]
