import pytest

from troth.practice.common.templatetags.spans import as_span


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 seconds"),
        (1, "1 second"),
        (45, "45 seconds"),
        (60, "1 minute"),
        ("61", "1 minute 1 second"),
        (160, "2 minutes 40 seconds"),
        (300, "5 minutes"),
        (3600, "60 minutes"),
    ],
)
def test_a_span_is_told_in_minutes_from_the_first_full_one_on(seconds: int | str, words: str) -> None:
    assert as_span(seconds) == words
