"""The joined cycle as a picture and as a list: down one side, over, up the other, and over again. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import shorten, wrap
from typing import TYPE_CHECKING, NamedTuple

from django.utils.html import format_html, format_html_join

from troth.practice.patterns.states import Place

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping
    from uuid import UUID

    from django.utils.safestring import SafeString

WIDTH, HEIGHT = 360, 604
BOX_WIDTH, BOX_HEIGHT = 156, 92
STEP = 124
LEFT, RIGHT, TOP = 8, 196, 8
LINE, LINES, LETTERS, NAME = 16, 4, 17, 8
MARK = 8
ON_PAPER = (
    "text{font-family:'Libertinus Serif';font-size:14px;fill:#20262b}.who{font-weight:bold}"
    ".a rect{fill:#e2eff8;stroke:#1d6394}.a .who{fill:#1d6394}"
    ".b rect{fill:#fbeade;stroke:#a1490f}.b .who{fill:#a1490f}"
    ".arc{stroke:#837b6e;stroke-width:1.5;fill:#837b6e}.exit{fill:#e3f1e5;stroke:#2a6640;stroke-width:1.5}"
    ".exit path{fill:none}.who{font-size:12.5px}"
)
SHORT = {
    Place.TRIGGER: "the trigger",
    Place.TOP: "on top",
    Place.BENEATH: "beneath",
    Place.DO: "the step",
    Place.SEES: "as seen",
}


class Way(NamedTuple):
    """A way out at a place of one side."""

    id: UUID
    side: str
    place: str
    text: str
    is_own: bool


class Node(NamedTuple):
    """One place of the joined map, in the order of the round; ``moments`` of this week were linked to it."""

    side: str
    place: Place
    who: str
    text: str
    moments: int
    ways: list[Way]

    @property
    def title(self) -> str:
        return f"{self.who}: {self.place.label}"

    @property
    def in_words(self) -> str:
        """All that the picture shows of this place."""
        lit = f" {self.moments}× this week." if self.moments else ""
        ways = "".join(f" Way out: {way.text}." for way in self.ways)
        return f"{self.title}: {self.text or 'not handed in yet'}.{lit}{ways}"


@dataclass(frozen=True)
class Joined:
    """One version of the map, both sides or, for the care team, what is handed in of it."""

    id: UUID
    number: int
    opened_at: dt.datetime | None
    names: Mapping[str, str]
    told: Mapping[str, Mapping[str, str]]
    ways: list[Way]
    lit: Mapping[tuple[str, str], int]
    name: str
    proposed: str
    proposed_by_me: bool

    @property
    def nodes(self) -> list[Node]:
        return list(self._nodes())

    @property
    def is_lit(self) -> bool:
        return any(self.lit.values())

    @property
    def svg(self) -> SafeString:
        """The round as a picture; whoever cannot see it reads the list beside it."""
        return self._svg("")

    @property
    def svg_for_paper(self) -> SafeString:
        """The same picture with its colours in itself: those of the light scheme."""
        return self._svg(format_html("<style>{}</style>", ON_PAPER))

    def _svg(self, style: str) -> SafeString:
        nodes = self.nodes
        return format_html(
            '<svg xmlns="http://www.w3.org/2000/svg" class="cycle" viewBox="0 0 {} {}" role="img"'
            ' aria-labelledby="cycle-title-{} cycle-desc-{}">'
            '<title id="cycle-title-{}">{}</title><desc id="cycle-desc-{}">{}</desc>{}{}{}</svg>',
            WIDTH,
            HEIGHT,
            *[self.number] * 3,
            self.name or "The cycle of the two",
            self.number,
            " Then ".join(node.in_words for node in nodes),
            style,
            format_html_join("", "{}", ((_arc(node),) for node in nodes)),
            format_html_join("", "{}", ((_box(node),) for node in nodes)),
        )

    def _nodes(self) -> Iterator[Node]:
        for side in "ab":
            for place in Place:
                yield Node(
                    side=side,
                    place=place,
                    who=self.names.get(side, ""),
                    text=self.told.get(side, {}).get(place, ""),
                    moments=self.lit.get((side, place), 0),
                    ways=[way for way in self.ways if (way.side, way.place) == (side, place)],
                )


def _corner(node: Node) -> tuple[int, int]:
    """Return the upper left corner of a box: side a goes down on the left, side b up on the right."""
    step = list(Place).index(node.place)
    return (LEFT, TOP + STEP * step) if node.side == "a" else (RIGHT, TOP + STEP * (len(Place) - 1 - step))


def _arc(node: Node) -> SafeString:
    """Draw the arrow that leaves a box; it is lit where moments of the week belong to the box."""
    x, y = _corner(node)
    middle, gap = x + BOX_WIDTH // 2, STEP - BOX_HEIGHT
    if node.place is Place.SEES:
        start, end = (x + BOX_WIDTH, RIGHT) if node.side == "a" else (x, LEFT + BOX_WIDTH)
        level = y + BOX_HEIGHT // 2
        line, tip = (start, level, end, level), (end, level, -8 if node.side == "a" else 8, 0)
    elif node.side == "a":
        line, tip = (middle, y + BOX_HEIGHT, middle, y + BOX_HEIGHT + gap), (middle, y + STEP, 0, -8)
    else:
        line, tip = (middle, y, middle, y - gap), (middle, y - gap, 0, 8)
    return format_html(
        '<g class="arc{}"><line x1="{}" y1="{}" x2="{}" y2="{}"/><polygon points="{}"/>{}</g>',
        " lit" if node.moments else "",
        *line,
        _tip(*tip),
        _count(node, line),
    )


def _tip(x: int, y: int, back_x: int, back_y: int) -> str:
    across_x, across_y = (0, 5) if back_x else (5, 0)
    return f"{x},{y} {x + back_x + across_x},{y + back_y + across_y} {x + back_x - across_x},{y + back_y - across_y}"


def _count(node: Node, line: tuple[int, int, int, int]) -> SafeString | str:
    if not node.moments:
        return ""
    beside, above = (10, 4) if node.place is not Place.SEES else (-14, 10)
    return format_html(
        '<text x="{}" y="{}">{}×</text>',
        (line[0] + line[2]) // 2 + beside,
        (line[1] + line[3]) // 2 - above,
        node.moments,
    )


def _box(node: Node) -> SafeString:
    x, y = _corner(node)
    lines = wrap(node.text, LETTERS)
    if len(lines) > LINES:
        lines = [*lines[: LINES - 1], shorten(" ".join(lines[LINES - 1 :]), LETTERS, placeholder=" …")]
    words = [(x + 8, y + 34 + LINE * number, line) for number, line in enumerate(lines)]
    return format_html(
        '<g class="place {}"><rect x="{}" y="{}" width="{}" height="{}" rx="8"/>'
        '<text class="who" x="{}" y="{}">{}</text>{}{}</g>',
        node.side,
        x,
        y,
        BOX_WIDTH,
        BOX_HEIGHT,
        x + 8,
        y + 17,
        f"{node.who[:NAME]}: {SHORT[node.place]}",
        format_html_join("", '<text x="{}" y="{}">{}</text>', words),
        _mark(node, x, y),
    )


def _mark(node: Node, x: int, y: int) -> SafeString | str:
    """Draw an arrow in a ring at the outer corner of a box from which a way leads out."""
    if not node.ways:
        return ""
    out = -1 if node.side == "a" else 1
    middle = x if node.side == "a" else x + BOX_WIDTH
    arrow = f"M{middle - 4 * out} {y} H{middle + 4 * out} m{-3 * out} -3 l{3 * out} 3 l{-3 * out} 3"
    return format_html(
        '<g class="exit"><circle cx="{}" cy="{}" r="{}"/><path d="{}"/></g>', middle, y, MARK - 1, arrow
    )
