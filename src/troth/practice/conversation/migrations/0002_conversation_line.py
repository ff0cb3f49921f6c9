import uuid

import django.db.models.deletion
from django.db import migrations, models

import troth.practice.common.clock
import troth.practice.common.fields


class Migration(migrations.Migration):
    dependencies = [("conversation", "0001_coded_conversation")]

    operations = [
        migrations.CreateModel(
            name="ConversationLine",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(default=troth.practice.common.clock.now, editable=False),
                ),
                ("found", troth.practice.common.fields.EncryptedJSONField()),
                (
                    "couple",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="conversation_line",
                        to="people.couple",
                    ),
                ),
                (
                    "data_key",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="common.datakey",
                    ),
                ),
            ],
            options={"abstract": False},
        ),
    ]
