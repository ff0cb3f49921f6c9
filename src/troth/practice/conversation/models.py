from __future__ import annotations

from django.db import models

from troth.practice.common.fields import EncryptedJSONField
from troth.practice.common.models import KeyedRecord
from troth.practice.conversation.states import Rated


class CodedConversation(KeyedRecord):
    """What raters made of one conversation, row by row; a clinician's note about the couple.

    ``rows`` are those of the file: speaker, code or score, and the second or None. ``names`` says which speaker is
    which partner and which codes count as demand and as withdraw; it is empty until the clinician has said so.
    """

    couple = models.ForeignKey("people.Couple", on_delete=models.PROTECT, related_name="+")
    brought_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    held_on = models.DateField()
    rated = models.CharField(max_length=6, choices=Rated)
    rows = EncryptedJSONField()
    names = EncryptedJSONField(null=True)

    def __str__(self) -> str:
        return f"coded conversation {self.pk}"


class ConversationLine(KeyedRecord):
    """What the couple's page tells of all coded conversations, kept ready under the couple's record key.

    ``found`` is what `summing` made of them; there is no line before the worker has looked, and none where nobody named speakers.
    """

    couple = models.OneToOneField("people.Couple", on_delete=models.PROTECT, related_name="conversation_line")
    found = EncryptedJSONField()

    def __str__(self) -> str:
        return f"conversations of couple {self.couple_id}"
