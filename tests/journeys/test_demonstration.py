"""The demonstration: its links lead into a practice in the middle of its work."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.journeys.visitor import LAPTOP, PHONE

if TYPE_CHECKING:
    from tests.journeys.conftest import Come
    from tests.journeys.running import Site
    from tests.journeys.visitor import Visitor


@pytest.mark.journey
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_link_of_the_demonstration_leads_into_the_work(demonstration: Site, come: Come, scheme: str):
    links = {
        line.partition(",")[0]: line.rpartition(": ")[2] for line in demonstration.said if "http" in line
    }
    ending = "" if scheme == "light" else "-dark"
    partners = [come(demonstration, name, color_scheme=scheme, **PHONE) for name in ("Alice", "Bob")]
    therapist = come(demonstration, "Dana", color_scheme=scheme, **LAPTOP)
    for visitor in (*partners, therapist):
        visitor.open(links[visitor.name])
        expect(visitor.page.locator("body")).to_contain_text(visitor.name)
    for partner in partners:
        the_weeks_are_drawn(partner)
    partners[0].picture(f"how-it-goes-phone{ending}")
    partners[0].open("/today/")
    partners[0].picture(f"today-phone{ending}")
    the_caseload_leads_to_a_couple(therapist, ending)


def the_weeks_are_drawn(partner: Visitor) -> None:
    partner.open("/how-it-goes/")
    expect(partner.page.locator(".chart-canvas svg")).to_be_visible()
    partner.look()


def the_caseload_leads_to_a_couple(therapist: Visitor, ending: str) -> None:
    therapist.open("/caseload/")
    therapist.picture(f"caseload-laptop{ending}")
    therapist.page.get_by_role("link", name="Alice & Bob").click()
    expect(therapist.page.locator(".chart-canvas svg")).to_be_visible()
    therapist.look()
    therapist.page.locator("figure.chart").scroll_into_view_if_needed()
    therapist.picture(f"couple-laptop{ending}")
