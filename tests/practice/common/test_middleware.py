import pytest

pytestmark = pytest.mark.django_db


def test_no_browser_keeps_a_page_of_somebody_signed_in(alice, dana):
    for client, url in ((alice.client, "/today/"), (dana.client, "/caseload/"), (alice.client, "/nowhere/")):
        assert "no-store" in client.get(url)["Cache-Control"]


def test_a_page_for_everybody_may_be_kept(client):
    assert "Cache-Control" not in client.get("/crisis/")
