import datetime as dt
import uuid
from dataclasses import dataclass, replace

from hypothesis import given
from hypothesis import strategies as st

from troth.practice.people.viewer import Viewer
from troth.practice.privacy.states import Audience, PolicyKind, Standing
from troth.practice.privacy.visibility import (
    is_releasable,
    is_shareable,
    may_see,
    standing_of,
    visible,
)

NOW = dt.datetime(2026, 11, 23, tzinfo=dt.UTC)
ALICE, BOB, COUPLE = uuid.uuid4(), uuid.uuid4(), uuid.uuid4()


@dataclass(frozen=True)
class Words:
    audience: str
    couple_id: uuid.UUID = COUPLE
    author_id: uuid.UUID = ALICE
    promise: str = PolicyKind.NO_SECRETS
    protected: bool = False
    submitted_at: dt.datetime | None = NOW
    opened_at: dt.datetime | None = None
    released_at: dt.datetime | None = None


moments = st.none() | st.just(NOW)
items = st.builds(
    Words,
    audience=st.sampled_from(Audience),
    promise=st.sampled_from(PolicyKind),
    protected=st.booleans(),
    submitted_at=moments,
    opened_at=moments,
    released_at=moments,
)


@given(items)
def test_authors_always_see_their_own_and_strangers_never_see_anything(item: Words) -> None:
    assert may_see(item, Standing.AUTHOR)
    assert not may_see(item, Standing.OUTSIDE)


@given(items)
def test_a_draft_is_seen_by_its_author_alone(item: Words) -> None:
    draft = replace(item, submitted_at=None)
    assert [standing for standing in Standing if may_see(draft, standing)] == [Standing.AUTHOR]


@given(items)
def test_whatever_the_partner_sees_the_care_team_sees(item: Words) -> None:
    assert may_see(item, Standing.CARE) or not may_see(item, Standing.PARTNER)


@given(items)
def test_protected_words_for_the_therapist_never_reach_the_partner(item: Words) -> None:
    kept = replace(item, audience=Audience.THERAPIST, protected=True)
    assert not may_see(kept, Standing.PARTNER)


@given(items)
def test_a_release_counts_only_under_the_promise_of_no_secrets(item: Words) -> None:
    kept = replace(item, audience=Audience.THERAPIST, promise=PolicyKind.LIMITED_SECRETS)
    assert not may_see(kept, Standing.PARTNER)


@given(items)
def test_what_a_therapist_may_release_its_author_may_share(item: Words) -> None:
    assert is_shareable(item) or not is_releasable(item)


@given(items)
def test_nobody_shares_what_is_protected_or_a_draft_or_was_not_for_the_therapist(item: Words) -> None:
    kept = item.protected or item.submitted_at is None or item.audience != Audience.THERAPIST
    assert is_shareable(item) is not kept


@given(items)
def test_nothing_but_a_release_opens_words_for_the_therapist(item: Words) -> None:
    kept = replace(item, audience=Audience.THERAPIST, released_at=None)
    assert not may_see(kept, Standing.PARTNER)


@given(items)
def test_sealed_words_reach_the_partner_exactly_when_opened(item: Words) -> None:
    sealed = replace(item, audience=Audience.SEALED, submitted_at=NOW)
    assert may_see(sealed, Standing.PARTNER) == (sealed.opened_at is not None)


def test_a_former_partner_is_outside() -> None:
    bob_later = Viewer(BOB, "Bob", couple_id=uuid.uuid4(), seat_id=uuid.uuid4())
    shared = Words(Audience.COUPLE)
    assert standing_of(bob_later, shared, cares=False) is Standing.OUTSIDE
    assert visible([shared], bob_later, cares=False) == []


def test_released_words_reach_the_partner_under_no_secrets() -> None:
    assert may_see(Words(Audience.THERAPIST, released_at=NOW), Standing.PARTNER)
    assert not may_see(Words(Audience.THERAPIST), Standing.PARTNER)
