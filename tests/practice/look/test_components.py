from __future__ import annotations

import re
from pathlib import Path

import pytest
from django import forms
from django.template.loader import render_to_string

import troth

TEMPLATES = Path(troth.__file__).parent / "practice/templates"
COMPONENTS = sorted(path.stem for path in (TEMPLATES / "_components").glob("*.html"))


class Week(forms.Form):
    address = forms.EmailField(help_text="We write only if you allow it.")
    trust = forms.ChoiceField(
        widget=forms.RadioSelect, choices=[(str(point), str(point)) for point in range(11)]
    )
    text = forms.CharField(widget=forms.Textarea, max_length=600, required=False)


def rendered(name: str, **given: object) -> str:
    return render_to_string(f"_components/{name}.html", given)


def test_the_readme_tells_of_every_component():
    told = set(re.findall(r"`(\w+)`", (TEMPLATES / "README.md").read_text("utf-8")))
    assert set(COMPONENTS) - told == set()


@pytest.mark.parametrize(
    ("audience", "words", "readers"),
    [
        ("me", "Only you", 1),
        ("therapist", "You and your therapist", 2),
        ("couple", "Both of you and your therapist", 3),
        ("sealed", "Closed to your partner until both of you have answered", 2),
        ("note", "Clinicians only", 1),
    ],
)
def test_an_audience_is_said_in_words_and_drawn_as_dots(audience, words, readers):
    page = rendered("audience", audience=audience)
    assert f"<span>{words}</span>" in page
    assert page.count('class="reads"') == readers


@pytest.mark.parametrize(
    ("audience", "words"),
    [
        ("therapist", "The author and their therapist"),
        ("couple", "Both partners and their therapist"),
        ("sealed", "Closed to the other until both have answered"),
        ("note", "Clinicians only"),
    ],
)
def test_a_clinician_is_not_told_of_a_partner_of_their_own(audience, words):
    assert f"<span>{words}</span>" in rendered("audience", audience=audience, care=True)


def test_a_field_names_its_help_and_its_error_for_screen_readers():
    page = rendered("field", field=Week({"address": "x"})["address"])
    [described_by] = re.findall(r'aria-describedby="([^"]+)"', page)
    assert described_by.split() == ["id_address_helptext", "id_address_error"]
    assert all(f'id="{name}"' in page for name in described_by.split())
    assert 'aria-invalid="true"' in page


def test_a_scale_says_what_its_ends_mean():
    page = rendered("scale", field=Week()["trust"], low="not at all", high="completely")
    assert page.count('type="radio"') == 11
    assert re.findall(r'visually-hidden">, ([a-z ]+)<', page) == ["not at all", "completely"]


def test_writing_has_a_counter_and_a_place_to_say_saved():
    page = rendered("writing", field=Week()["text"])
    assert 'data-counter-for="id_text"' in page
    assert 'data-saved-for="text" role="status"' in page
    assert "(optional)" in page


def test_the_reader_stands_on_the_own_side():
    page = rendered("sides", mine="My words", theirs="Their words", their_name="Alice", side="b")
    assert re.findall(r'class="side (.)"><h3>([^<]+)', page) == [("b", "You wrote"), ("a", "Alice wrote")]


def test_steps_are_counted_in_words_and_marks():
    page = rendered("steps", step=2, total=5)
    assert "Step 2 of 5" in page
    assert (page.count("<li"), page.count('class="done"')) == (5, 2)


def test_a_timer_gives_plain_numbers_to_its_script():
    page = rendered("timer", seconds=1200, started_at=1764000000000, now=1764000001000)
    assert 'data-seconds="1200" data-started-at="1764000000000" data-now="1764000001000"' in page


def test_a_chart_keeps_its_numbers_as_a_table_and_its_spec_as_data():
    page = rendered(
        "chart",
        id="trust",
        spec={"title": "</script>"},
        caption="Trust",
        head=["Week", "Alice"],
        rows=[["1", "3.0"]],
    )
    assert '<script id="trust" type="application/json">' in page
    assert page.count("</script>") == 1
    assert '<th scope="row">1</th>' in page
