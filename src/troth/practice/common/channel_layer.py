"""Channels' layer in the memory of one process, which looks for what is out of date once a second.

Channels' own does so before whatever is sent or received, through every group and everybody in it, so that with 400 open
pages each word from one of them to another went through all of them three times.
"""

from __future__ import annotations

import time

from channels.layers import InMemoryChannelLayer

EVERY = 1.0  # seconds; a message is kept for 60 and a place in a group for a day


class SparinglyCleaned(InMemoryChannelLayer):  # type: ignore[misc]
    """Drops what is out of date up to a second late."""

    _cleaned = float("-inf")

    def _clean_expired(self) -> None:
        now = time.monotonic()
        if now - self._cleaned >= EVERY:
            self._cleaned = now
            super()._clean_expired()
