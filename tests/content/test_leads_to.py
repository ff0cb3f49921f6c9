"""Where the work goes on once an exercise is done."""

from __future__ import annotations

from troth.library import load_library

BOUNDARIES = {one.id for one in load_library().exercises.values() if one.theme == "boundaries"}
LEADS = {
    "agreements": BOUNDARIES
    | {"transparency-agreement", "ground-rules-outside", "phones-and-us", "parents-in-law"},
    "cycle": {"cycle-map", "chase-and-retreat", "early-signs", "catch-the-cycle"},
    "keeping": {"keep-what-we-won", "first-slip"},
    "pause": {"time-out"},
}


def test_limits_lead_to_the_agreements_the_cycle_to_its_map_and_keeping_to_what_is_kept():
    leading = [one for one in load_library().exercises.values() if one.leads_to]
    assert {place: {one.id for one in leading if one.leads_to == place} for place in LEADS} == LEADS
    assert len(BOUNDARIES) > 3
