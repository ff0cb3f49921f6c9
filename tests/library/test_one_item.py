"""One item read from its files says what is wrong in them, and what it would break in the midst of all others."""

from __future__ import annotations

import pytest

from troth.library import (
    ContentError,
    article_from,
    content_root,
    exercise_from,
    load_library,
    programme_from,
)

LIBRARY = load_library()
READ = {"exercise": exercise_from, "programme": programme_from, "article": article_from}
ITEMS = {"exercise": LIBRARY.exercises, "programme": LIBRARY.programmes, "article": LIBRARY.articles}


def texts(kind, slug):
    folder = content_root() / f"{kind}s" / slug
    return {path.name: path.read_text("utf-8") for path in folder.iterdir()}


def worded(kind, slug, name, old, new):
    files = texts(kind, slug)
    assert old in files[name]
    return {**files, name: files[name].replace(old, new, 1)}


def faults(kind, slug, files, among=LIBRARY):
    with pytest.raises(ContentError) as raised:
        READ[kind](slug, files, among=among)
    return [(problem.file, problem.line, problem.message) for problem in raised.value.problems]


@pytest.mark.parametrize("kind", READ)
def test_everything_that_is_shipped_fits_and_can_be_read_again_from_its_own_files(kind):
    assert ITEMS[kind]
    for slug, item in ITEMS[kind].items():
        again = READ[kind](slug, item.files, among=LIBRARY)
        assert (slug, again, again.content_hash) == (slug, item, item.content_hash)


@pytest.mark.parametrize(
    ("slug", "name", "old", "new", "line", "message"),
    [
        ("affair-recovery", "programme.yaml", "[betrayal]", "[treason]", 7, 'There is no cause "treason".'),
        (
            "own-ground",
            "programme.yaml",
            "      - {kind: seen_alone}\n",
            "",
            12,
            '"how-i-reach" is for both, but no gate so far asks for seen_alone.',
        ),
        (
            "out-of-the-cycle",
            "programme.yaml",
            "[time-out, cycle-map",
            "[time-off, cycle-map",
            11,
            'There is no exercise "time-off".',
        ),
    ],
)
def test_a_programme_is_checked_among_all_exercises(slug, name, old, new, line, message):
    found = faults("programme", slug, worded("programme", slug, name, old, new))
    assert found[0] == (f"content/programmes/{slug}/{name}", line, message)


def test_an_article_is_checked_among_all_articles_and_exercises():
    slug = "the-same-fight-again"
    files = worded("article", slug, "article.yaml", "[time-out, dreams", "[time-off, dreams")
    assert ("content/articles/the-same-fight-again/article.yaml", 12, 'There is no exercise "time-off".') in (
        faults("article", slug, files)
    )


def test_an_article_to_which_others_link_stays_there_to_be_read():
    slug = "the-same-fight-again"
    files = worded("article", slug, "article.yaml", "status: active", "status: retired")
    linking = sorted(one.id for one in LIBRARY.articles.values() if slug in one.see_also)
    place = (f"content/articles/{slug}/article.yaml", None)
    told = [(*place, f'The article "{other}" links here, and this one is retired.') for other in linking]
    assert sorted(faults("article", slug, files)) == told != []


def test_an_exercise_that_is_for_both_now_breaks_no_programme_that_has_no_gate_for_it():
    slug = "own-calm"
    files = worded("exercise", slug, "exercise.yaml", "joint: false", "joint: true")
    files["therapist.en.md"] = files["therapist.en.md"].replace(
        "contraindications:\n", "contraindications:\n  door:\n    - One of them does not want it.\n", 1
    )
    assert exercise_from(slug, files).joint
    assert [
        message
        for _, _, message in faults("exercise", slug, files)
        if message.startswith('In the programme "own-ground" this would be wrong')
    ] == [
        f'In the programme "own-ground" this would be wrong: "{slug}" is for both, but no gate so far asks for {kind}.'
        for kind in ("door", "seen_alone")
    ]
    gated = worded(
        "programme",
        "own-ground",
        "programme.yaml",
        "old-trauma-and-help]\n",
        "old-trauma-and-help]\n    gate: [{kind: door}, {kind: seen_alone}]\n",
    )
    among = LIBRARY.with_own("programme", {"own-ground": programme_from("own-ground", gated, among=LIBRARY)})
    told = [message for _, _, message in faults("exercise", slug, files, among)]
    assert [message for message in told if "own-ground" in message] == []


def test_what_was_wrong_elsewhere_before_keeps_nobody_from_wording_an_exercise_anew():
    broken = worded("programme", "out-of-the-cycle", "programme.yaml", "[time-out, cycle-map", "[cycle-map")
    broken["programme.yaml"] = broken["programme.yaml"].replace("      - {kind: door}\n", "", 1)
    among = LIBRARY.with_own("programme", {"out-of-the-cycle": programme_from("out-of-the-cycle", broken)})
    files = worded("exercise", "cycle-map", "partner.en.md", "title: ", "title: Again, ")
    assert exercise_from("cycle-map", files, among=among).title.startswith("Again, ")


def test_a_missing_file_is_named():
    files = texts("article", "the-same-fight-again")
    del files["evidence.md"]
    assert ("content/articles/the-same-fight-again/evidence.md", None, "The file is missing.") in faults(
        "article", "the-same-fight-again", files
    )
