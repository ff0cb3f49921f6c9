"""A couple goes the way of the programme that it was given, whatever a newer version says."""

from __future__ import annotations

import dataclasses
import json
from types import MappingProxyType

import pytest

from tests.practice import door
from troth.library import ContentError, load_library, programme_from
from troth.practice.common.errors import Absent
from troth.practice.programme import course_actions, course_rules
from troth.practice.programme.models import Course
from troth.practice.wordings.models import Edition

SLUG = "out-of-the-cycle"
OLD = load_library().programme(SLUG)
NEW_TITLE = "A newer name for it"


@pytest.fixture
def upgraded(monkeypatch):
    """Give the programme a new version: another title, and its last stage has gone."""

    def upgrade():
        whole = json.loads(OLD.files["programme.yaml"])
        files = {
            **OLD.files,
            "programme.yaml": json.dumps({**whole, "stages": whole["stages"][:-1]}),
            "partner.en.md": OLD.files["partner.en.md"]
            .partition(f"## {OLD.stages[-1].title('a')}")[0]
            .replace(f"title: {OLD.title}", f"title: {NEW_TITLE}"),
        }
        newer = programme_from(SLUG, files)
        assert [stage.id for stage in newer.stages] == ["see-it", "understand-it"]
        library = load_library()
        programmes = MappingProxyType({**library.programmes, SLUG: newer})
        newest = dataclasses.replace(library, programmes=programmes)
        monkeypatch.setattr("troth.library.load._shipped", lambda _language: newest)
        return newer

    return upgrade


@pytest.fixture
def course(dana, alice, bob, couple):
    door.open_the_door(dana, couple, (alice, bob))
    given = give(dana, couple)
    course_actions.open_stage(actor=dana.viewer, course=given, stage_id="see-it", thought_of=[])
    return given


def give(dana, couple):
    return course_actions.give_programme(
        actor=dana.viewer, couple=couple, slug=SLUG, thought_of=load_library().programme(SLUG).asked
    )


def test_the_stages_of_a_programme_under_way_do_not_change_under_a_couple(dana, alice, course, upgraded):
    page = f"/couples/{course.couple_id}/programmes/{course.pk}/"
    before = [stage.id for stage in Course.objects.get().content.stages]
    upgraded()
    after = Course.objects.get()
    assert [stage.id for stage in after.content.stages] == before
    assert (after.content, after.given) == (OLD, OLD)
    assert OLD.stage("step-out").title("a") in dana.client.get(page).content.decode()
    together = alice.client.get("/together/").content.decode()
    assert (OLD.title in together, NEW_TITLE in together) == (True, False)
    course_actions.open_stage(
        actor=dana.viewer, course=after, stage_id="step-out", thought_of=[], despite="They are ahead."
    )
    assert course_rules.opened_stages(after) == {"see-it", "step-out"}


def test_what_is_given_after_the_upgrade_has_the_new_stages(dana, course, couple, upgraded):
    newer = upgraded()
    Course.objects.update(state="ended")
    given = give(dana, couple)
    assert (given.content, given.content_hash) == (newer, newer.content_hash)
    with pytest.raises(Absent):
        course_actions.open_stage(actor=dana.viewer, course=given, stage_id="step-out", thought_of=[])
    assert list(Edition.objects.filter(kind="programme").values_list("slug", flat=True)) == [SLUG] * 2


def test_where_an_edition_was_not_kept_the_newest_is_shown_and_the_therapist_is_told(
    dana, alice, course, upgraded
):
    page, told = f"/couples/{course.couple_id}/programmes/{course.pk}/", "can no longer be read"
    assert told not in dana.client.get(page).content.decode()
    newer = upgraded()
    Edition.objects.all().delete()
    Course.objects.update(content_hash="0" * 64)
    assert (Course.objects.get().content, Course.objects.get().given) == (newer, None)
    assert told in dana.client.get(page).content.decode()
    assert NEW_TITLE in alice.client.get("/together/").content.decode()


def test_an_edition_that_the_rules_no_longer_allow_gives_way_to_the_newest(
    dana, course, upgraded, unreadable
):
    newer = upgraded()
    unreadable(course.content_hash)
    assert (Course.objects.get().content, Course.objects.get().given) == (newer, None)


def test_a_programme_whose_exercise_is_there_no_longer_can_still_be_gone_on_with(dana, course, monkeypatch):
    library = load_library()
    gone = {slug: one for slug, one in library.exercises.items() if slug != "cycle-map"}
    newest = dataclasses.replace(library, exercises=MappingProxyType(gone))
    monkeypatch.setattr("troth.library.load._shipped", lambda _language: newest)
    page = dana.client.get(f"/couples/{course.couple_id}/programmes/{course.pk}/")
    assert (page.status_code, "“cycle-map”" in page.content.decode()) == (200, True)


@pytest.mark.parametrize("slug", load_library().programmes)
def test_every_programme_can_be_read_again_from_its_own_files(slug):
    programme = load_library().programme(slug)
    again = programme_from(slug, programme.files)
    assert (again, again.content_hash) == (programme, programme.content_hash)


def test_broken_files_of_a_programme_are_refused_with_every_problem():
    with pytest.raises(ContentError, match="The file is missing"):
        programme_from(SLUG, {"programme.yaml": OLD.files["programme.yaml"]})
