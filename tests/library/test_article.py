"""Articles as the practice reads them, and each thing that their author can get wrong."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.library import shelf
from tests.library.conftest import ContentFolder
from troth.library import ContentNotFound, load_library
from troth.library.article import Reference, Work
from troth.library.check import check_content

YAML = "articles/pebbles/article.yaml"
BODY = "articles/pebbles/body.en.md"
EVIDENCE = "articles/pebbles/evidence.md"
JAR = "{id: jar-of-days, planned: true}"
LINK = "[lanterns](article:lanterns)"

# file, what is there, what is put in its place, the line it is found on (by its text), the message
FAULTS = [
    (YAML, "id: pebbles", "id: stones", "id: stones", 'The id is "stones" but the folder is "pebbles".'),
    (YAML, "[trust, tech", "[thrust, tech", "topics:", "\"topics\" is 'thrust'."),
    (YAML, "[trust, techniques]", "[trust, trust]", "topics:", '"trust" stands twice in topics.'),
    (YAML, "topics: [trust, techniques]", "topics: []", "topics: []", '"topics" is empty or too short.'),
    (YAML, "phases: [understand]", "phases: [calm]", "phases:", "\"phases\" is 'calm'."),
    (YAML, "[betrayal]", "[envy]", "[envy]", 'There is no cause "envy".'),
    (YAML, JAR, "jar-of-days", "  - jar", 'There is no exercise "jar-of-days".'),
    (YAML, JAR, JAR.replace("true", "false"), JAR[:17], '"planned" is False.'),
    (YAML, "see_also: [l", "see_also: [h, l", "see_also", 'There is no other article "h".'),
    (YAML, "see_also: [l", "see_also: [pebbles, l", "see_also", 'There is no other article "pebbles".'),
    (
        YAML,
        "see_also: [l",
        "see_also: [embers, l",
        "see_also",
        'The article "embers" is draft, so a link to it leads nowhere.',
    ),
    (YAML, "mark: TV", "mark: X", "mark: X", "\"mark\" is 'X'."),
    (YAML, "id: s2", "id: b2", "id: b2", "\"id\" is 'b2', which has the wrong form."),
    (YAML, "id: s2", "id: s1", "sources:", '"s1" stands twice in sources.'),
    (YAML, "id: s2", "id: s3", "id: s3", 'No sentence names the source "s3".'),
    (YAML, "reviewer: null", "reviewer: Kim", "reviewer: Kim", "A review needs both a name and a day."),
    (YAML, "reviewer: null\n", "", "id: pebbles", '"reviewer" is missing.'),
    (BODY, "title: Pebbles in a jar\n", "", "---", '"title" is missing.'),
    (BODY, "title: Pebbles", "title: Pebbles" + " more" * 20, "title:", '"title" is too long.'),
    (BODY, "summary: How", "summary: How" + " much" * 40, "summary:", '"summary" is too long.'),
    (BODY, "[s2]", "[s9]", "[s9]", 'There is no source "s9".'),
    (BODY, "[s2]", "[s1, s2]", "[s1, s2]", 'There is no source "s1, s2".'),
    (
        BODY,
        LINK,
        "[oil](article:oil)",
        "article:oil",
        'The text links to the article "oil", which is not listed.',
    ),
    (
        BODY,
        "exercise:what-trust",
        "exercise:that-trust",
        "exercise:that-trust",
        'The text links to the exercise "that-trust-means-to-me", which is not listed.',
    ),
    (BODY, LINK, "[x](https://example.org)", "example.org", 'There is a link to "https://example.org".'),
    (BODY, LINK, "![x](lamp.png)", "lamp.png", 'There is a link to "lamp.png".'),
    (BODY, "## One a day", "One a day", "## Small", "The text has 2 headings of at least 3."),
    (BODY, "like a pebble", "like a <b>pebble</b>", "<b>", "There is HTML in the text."),
    (EVIDENCE, "[s1]", "[s4]", "[s4]", 'There is no source "s4".'),
]


@pytest.fixture
def articles(tmp_path) -> ContentFolder:
    shelf.copy_with_only_these(tmp_path / "content")
    return ContentFolder(tmp_path / "content")


def messages(articles: ContentFolder, name: str) -> list[tuple[str, int | None]]:
    found = [each for each in check_content(articles.root) if each.file == f"content/{name}"]
    assert all(each.remedy for each in found)
    return [(each.message, each.line) for each in found]


def test_the_two_articles_are_in_order(articles):
    assert check_content(articles.root) == []


@pytest.mark.parametrize(("name", "old", "new", "found_on", "message"), FAULTS)
def test_a_fault_is_found_on_its_line(articles, name, old, new, found_on, message):
    articles.replace(name, old, new)
    found = dict(messages(articles, name))
    assert message in found
    if not message.endswith("is missing.") and "headings" not in message:
        assert found[message] == articles.line_of(name, found_on)


def test_a_text_that_is_too_short_too_long_or_too_hard_is_a_fault(articles):
    articles.replace(BODY, shelf.FILLER, "")
    assert messages(articles, BODY) == [("The text has 37 words.", None)]
    articles.replace(BODY, "## One a day", "## One a day\n" + "We look. " * 600)
    assert messages(articles, BODY) == [("The text has 1237 words.", None)]
    hard = "Notwithstanding institutional considerations, confidentiality obligations persist. " * 90
    articles.replace(BODY, "We look. " * 600, hard)
    (found,) = messages(articles, BODY)
    assert found[0].startswith("The text is for school year ")


def test_planned_work_that_is_there_must_not_be_called_planned(articles):
    articles.replace(YAML, "  - what-trust-means-to-me", "  - {id: what-trust-means-to-me, planned: true}")
    assert messages(articles, YAML) == [
        ('The exercise "what-trust-means-to-me" is marked as planned, but it is there.', 13)
    ]


def test_empty_evidence_is_a_fault(articles):
    articles.write(EVIDENCE, "\n")
    assert ("The file says nothing.", None) in messages(articles, EVIDENCE)


def test_a_translation_is_checked_as_well(articles):
    german = (articles.root / BODY).read_text("utf-8").replace("[s2]", "[s7]")
    articles.write("articles/pebbles/body.de.md", german)
    assert [text for text, _ in messages(articles, "articles/pebbles/body.de.md")] == [
        'There is no source "s7".'
    ]


def test_an_article_holds_everything_its_readers_need(articles):
    pebbles = load_library(articles.root).article("pebbles")
    assert (pebbles.title, pebbles.topic, pebbles.topics) == (
        "Pebbles in a jar",
        "trust",
        ("trust", "techniques"),
    )
    assert pebbles.headings == ("Small things count", "One a day", "What to read next")
    assert pebbles.exercises == (
        Work("what-trust-means-to-me", planned=False),
        Work("jar-of-days", planned=True),
    )
    assert pebbles.sources[1] == Reference(
        "s2", 2, "TV", "Brook (2002). More pebbles. Journal of Jars 2, 3-8."
    )
    assert pebbles.sources[1].known == "still to verify"
    assert (pebbles.reviewer, pebbles.reviewed_on) == (None, None)
    lanterns = load_library(articles.root).article("lanterns")
    assert (lanterns.reviewer, lanterns.reviewed_on) == ("Dr. Ada Field", dt.date(2026, 10, 2))


def test_links_lead_to_places_on_the_page_and_to_other_articles(articles):
    pebbles = load_library(articles.root).article("pebbles")
    assert '<a href="#source-s1" rel="noopener noreferrer">[1]</a>' in pebbles.body
    assert 'href="#exercise-what-trust-means-to-me"' in pebbles.body
    assert 'href="../lanterns/"' in pebbles.body
    assert 'href="#source-s1"' in pebbles.evidence


def test_words_and_minutes_are_counted_without_the_numbers_of_sources(articles):
    pebbles = load_library(articles.root).article("pebbles")
    assert "A kept promise is like a pebble." in pebbles.text
    # 35 times 10 and 7 words, 10 in three headings, 27 in the other sentences
    assert (pebbles.words, pebbles.minutes) == (35 * 17 + 10 + 27, 4)


def test_a_library_may_have_no_articles(content):
    for path in sorted((content.root / "articles").rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()
    content.replace("exercises/safe-place/therapist.en.md", "`old-wounds-new-alarms`", "on old wounds")
    assert check_content(content.root) == []
    assert dict(load_library(content.root).articles) == {}
    with pytest.raises(ContentNotFound, match="There is no article called 'envy'"):
        load_library(content.root).article("envy")
