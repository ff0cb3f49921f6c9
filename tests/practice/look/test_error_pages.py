from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404
from django.template import engines
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.views.defaults import page_not_found, server_error

from troth.practice.common.failures import csrf_failed


class Somebody(AnonymousUser):
    """Stands for a person who is logged in; no page may name this one."""

    is_authenticated = True
    email = "alice@example.org"


def asked(path: str, user: AnonymousUser) -> RequestFactory:
    request = RequestFactory().get(path, headers={"user-agent": "phone"})
    request.user = user
    return request


def test_a_missing_page_is_the_same_bytes_for_everybody_and_every_address():
    request = asked("/couples/alice-and-bob/", Somebody())
    leak = engines["django"].from_string("{{ request.path }} {{ request.user.email }} {% csrf_token %}")
    assert "/couples/alice-and-bob/ alice@example.org" in leak.render({}, request)

    hers = page_not_found(request, Http404("not your couple"))
    strangers = page_not_found(asked("/x/", AnonymousUser()), Http404("no such thing"))
    assert hers.content == strangers.content


def test_a_missing_page_says_so_and_offers_a_way_on():
    page = page_not_found(asked("/x/", AnonymousUser()), Http404()).content.decode()
    assert "There is nothing here" in page
    assert 'href="/"' in page


def test_a_fault_on_our_side_needs_no_context():
    assert "It was not you" in server_error(asked("/", AnonymousUser())).content.decode()


@pytest.mark.parametrize("page", ["400.html", "403.html"])
def test_refusals_say_that_nothing_was_changed(page):
    assert "othing was changed" in render_to_string(page)


FIELDS = [("answer", "Being believed.\n\nAnd <heard>."), ("note", "Sunday")]


def test_what_was_typed_is_shown_again_exactly():
    page = render_to_string("403_csrf.html", {"fields": FIELDS}, asked("/", AnonymousUser()))
    assert "\nBeing believed.\n\nAnd &lt;heard&gt;.</textarea>" in page
    assert page.count("readonly") == 2
    assert "Send again" not in page


def test_what_was_typed_can_be_sent_again_with_a_fresh_token():
    given = {"fields": FIELDS, "retry_url": "/answer/3/"}
    page = render_to_string("403_csrf.html", given, asked("/", AnonymousUser()))
    assert 'action="/answer/3/"' in page
    assert 'name="answer"' in page
    assert "csrfmiddlewaretoken" in page
    assert "Send again" in page


def stale(user: AnonymousUser, **typed: str) -> str:
    request = RequestFactory().post("/answer/3/", {"csrfmiddlewaretoken": "old", **typed})
    request.user = user
    return csrf_failed(request).content.decode()


def test_a_stale_form_shows_what_was_written_and_takes_what_was_chosen_along_unseen():
    page = stale(Somebody(), step="share", overall="7", writing="Being believed.", password="hidden too")
    assert re.findall(r'<textarea[^>]*name="(\w+)"', page) == ["writing"]
    chosen = dict(re.findall(r'<input type="hidden" name="(\w+)" value="(\w+)">', page))
    assert (chosen.pop("csrfmiddlewaretoken") == "old", chosen) == (False, {"step": "share", "overall": "7"})
    assert "hidden too" not in page


def test_a_stale_form_with_choices_alone_says_that_they_are_kept():
    page = stale(Somebody(), overall="7")
    assert "What you chose is kept." in page
    assert "<textarea" not in page


def test_where_nothing_can_be_sent_again_even_a_single_word_is_shown():
    page = stale(AnonymousUser(), overall="7", writing="sorry")
    assert re.findall(r'<textarea[^>]*name="(\w+)"', page) == ["writing"]
    assert "Send again" not in page
