import pytest
from django.template.loader import render_to_string

from troth.practice.common.templatetags.marks import as_mark, as_tags
from troth.practice.home.need import Reason
from troth.practice.privacy.states import Audience


def test_tags_follow_each_other_and_nothing_typed_becomes_markup() -> None:
    told = as_tags([Reason("<b>Alice</b> & Bob", 1, "watch"), Reason("Seen", 0)])
    assert told == (
        '<span class="tag watch">&lt;b&gt;Alice&lt;/b&gt; &amp; Bob</span> <span class="tag ">Seen</span> '
    )


@pytest.mark.parametrize("care", [False, True])
def test_every_audience_has_the_mark_of_its_component(care: bool) -> None:
    marks = [as_mark(audience, care) for audience in Audience]
    words = [{"audience": one, "care": care} for one in Audience]
    assert marks == [render_to_string("_components/audience.html", one) for one in words]
    assert len(set(marks)) == len(Audience)


def test_what_a_couple_reads_is_told_to_a_clinician_in_words_for_clinicians() -> None:
    assert as_mark(Audience.COUPLE, True) != as_mark(Audience.COUPLE, False)
