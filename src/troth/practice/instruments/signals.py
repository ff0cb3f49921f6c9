"""What instruments tell the areas above."""

from django.dispatch import Signal

# Sent inside the transaction of the asking with `round` (the row) and `instrument` (the content).
round_assigned = Signal()

# Sent inside the transaction of the submission with `assignment`, `instrument` (the content) and `alerts` (kinds).
response_submitted = Signal()
