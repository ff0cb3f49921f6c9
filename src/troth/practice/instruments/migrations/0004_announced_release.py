import django.db.models.deletion
import troth.practice.common.clock
import troth.practice.common.fields
import uuid
from django.conf import settings
from django.db import migrations, models


def stands_since_it_was_brought(apps, schema_editor):
    """What was brought to both before has stood so since then."""
    apps.get_model('instruments', 'Release').objects.update(moved_at=models.F('created_at'))


class Migration(migrations.Migration):

    dependencies = [
        ('common', '0002_append_only_audit'),
        ('instruments', '0003_trust_line'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        # What was brought to both before releases were announced is done.
        migrations.AddField(
            model_name='release',
            name='state',
            field=models.CharField(choices=[('announced', 'announced to the author'), ('agreed', 'the author agrees'), ('talk-first', 'the author would rather talk first'), ('released', 'brought to both'), ('shared', 'shared by the author'), ('withdrawn', 'taken back')], default='released', max_length=10),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='release',
            name='moved_at',
            field=models.DateTimeField(default=troth.practice.common.clock.now),
            preserve_default=False,
        ),
        migrations.CreateModel(
            name='Announcement',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=troth.practice.common.clock.now, editable=False)),
                ('words', troth.practice.common.fields.EncryptedTextField(null=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AlterField(
            model_name='release',
            name='response',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='releases', to='instruments.response'),
        ),
        migrations.AddConstraint(
            model_name='release',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'withdrawn'), _negated=True), fields=('response',), name='one_release_stands'),
        ),
        migrations.AddField(
            model_name='announcement',
            name='data_key',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='common.datakey'),
        ),
        migrations.AddField(
            model_name='announcement',
            name='release',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='announcement', to='instruments.release'),
        ),
        migrations.RunPython(stands_since_it_was_brought, migrations.RunPython.noop),
    ]
