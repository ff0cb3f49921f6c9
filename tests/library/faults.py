"""What a clinician can get wrong: one change to the shipped content, and what is said of it on which line."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from troth.library.check import check_content

if TYPE_CHECKING:
    from tests.library.conftest import ContentFolder

PULSE = "instruments/trust-pulse/instrument.yaml"
PULSE_WORDS = "instruments/trust-pulse/items.en.yaml"
PULSE_EXAMPLES = "instruments/trust-pulse/examples.yaml"
INTAKE = "instruments/private-intake/instrument.yaml"
CHECK = "instruments/private-check/instrument.yaml"
TRUST = "exercises/what-trust-means-to-me/exercise.yaml"
TRUST_WORDS = "exercises/what-trust-means-to-me/partner.en.md"
TRUST_GUIDE = "exercises/what-trust-means-to-me/therapist.en.md"
ALONE_GUIDE = "exercises/letting-go/therapist.en.md"
MAIL = "letters/mail-invitation/letter.yaml"
MAIL_BODY = "letters/mail-invitation/body.en.md"
GERMANY = "safety/crisis/DE.yaml"


class Fault(NamedTuple):
    """In ``file``, ``old`` becomes ``new``; it is found on the line that holds ``at``, or else ``new``."""

    file: str
    old: str
    new: str
    message: str
    at: str | None = None

    def __str__(self) -> str:
        return self.message


def told_of(content: ContentFolder, fault: Fault) -> tuple[list[tuple[str, int | None, bool]], ...]:
    """Make the change; return where the check finds it and whether it names a remedy, and what was to be told."""
    content.replace(fault.file, fault.old, fault.new)
    line = content.line_of(fault.file, (fault.new if fault.at is None else fault.at).rstrip("\n"))
    found = [problem for problem in check_content(content.root) if problem.message == fault.message]
    told = [(problem.file, problem.line, bool(problem.remedy)) for problem in found][:1]
    return told, [(f"content/{fault.file}", line, True)]
