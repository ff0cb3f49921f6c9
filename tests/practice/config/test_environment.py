from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured

from troth.practice.config.environment import whole_number

NAME = "TROTH_DAYS_BEFORE_RELEASE"


@pytest.mark.parametrize(("given", "read"), [("", 7), (" ", 7), ("1", 1), (" 14 ", 14)])
def test_a_whole_number_is_read_and_may_be_left_out(monkeypatch, given, read):
    monkeypatch.setenv(NAME, given)
    assert whole_number(NAME, default=7, least=1) == read


@pytest.mark.parametrize("given", ["0", "-3", "2.5", "a week"])
def test_what_is_no_whole_number_is_named_with_what_to_write(monkeypatch, given):
    monkeypatch.setenv(NAME, given)
    with pytest.raises(ImproperlyConfigured, match=f"^{NAME} is '{given}'; write a whole number, 1 or more$"):
        whole_number(NAME, default=7, least=1)
