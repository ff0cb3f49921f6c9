from __future__ import annotations

from importlib.metadata import version

import pytest

from troth.practice.common.vega import BUNDLE, VegaBundleFinder, ensure_bundle


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("home")


@pytest.fixture(autouse=True)
def _own_home(settings, home):
    settings.TROTH_HOME = home


def test_the_bundle_is_made_once_and_kept_by_version(home):
    first = ensure_bundle()
    made = first.stat().st_mtime_ns
    assert first == home / "cache" / f"vega-{version('vl-convert-python')}" / BUNDLE
    assert ensure_bundle().stat().st_mtime_ns == made
    assert [path.name for path in first.parent.iterdir()] == ["vega-embed.js"]


def test_the_bundle_offers_the_chart_function_and_no_other_global():
    text = ensure_bundle().read_text("utf-8")
    assert text.startswith("(() => {")
    assert "window.vegaEmbed=" in text


def test_the_finder_answers_to_its_own_name_only():
    finder = VegaBundleFinder()
    assert finder.find(BUNDLE) == str(ensure_bundle())
    assert finder.find(BUNDLE, find_all=True) == [str(ensure_bundle())]
    assert finder.find("css/tokens.css") == []


def test_collectstatic_gets_the_one_file():
    [(name, storage)] = VegaBundleFinder().list([])
    assert name == BUNDLE
    assert storage.path(name) == str(ensure_bundle())
    assert list(VegaBundleFinder().list(["*.js"])) == []
