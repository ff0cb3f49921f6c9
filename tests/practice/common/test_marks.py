from django.template.loader import render_to_string

from troth.practice.common.templatetags.marks import as_mark, as_tags
from troth.practice.home.need import Reason
from troth.practice.privacy.states import Audience


def test_tags_follow_each_other_and_nothing_typed_becomes_markup() -> None:
    told = as_tags([Reason("<b>Alice</b> & Bob", 1, "watch"), Reason("Seen", 0)])
    assert told == (
        '<span class="tag watch">&lt;b&gt;Alice&lt;/b&gt; &amp; Bob</span> <span class="tag ">Seen</span> '
    )


def test_every_audience_has_the_mark_of_its_component() -> None:
    marks = [as_mark(audience) for audience in Audience]
    assert marks == [render_to_string("_components/audience.html", {"audience": one}) for one in Audience]
    assert len(set(marks)) == len(Audience)
