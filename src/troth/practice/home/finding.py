"""Which articles fit a couple, and which hold the words that somebody looks for. Pure."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from troth.library.article import TOPICS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from troth.library import Article

TITLE, SUMMARY, TOPIC, HEADING, BODY = 16, 8, 4, 2, 1  # what it weighs where a word is found
_WORD = re.compile(r"[^\W_]+")


def fitting(articles: Iterable[Article], causes: Collection[str], phases: Collection[str]) -> list[Article]:
    """Return the articles for these causes, those for these phases as well first; then what is for everybody.

    An article for a cause is never drawn by its phase alone: it would name a cause that nobody spoke of.
    """

    def rank(article: Article) -> int:
        meets = not set(phases).isdisjoint(article.phases)
        if article.causes:
            return 0 if set(causes).isdisjoint(article.causes) else 2 + meets
        return int(meets)

    ranked = sorted(((rank(one), one) for one in articles), key=lambda pair: -pair[0])
    return [article for how_well, article in ranked if how_well]


def search(articles: Iterable[Article], looked_for: str) -> list[Article]:
    """Return the articles that hold every word, or one that begins so; the best first."""
    wanted = _words(looked_for)
    found = [(min(weights), sum(weights), one) for one in articles if (weights := _weights(one, wanted))]
    return [one for least, _, one in sorted(found, key=lambda each: (-each[1], each[2].title)) if least]


def _weights(article: Article, wanted: Collection[str]) -> list[int]:
    """Return for each wanted word what its best place weighs, 0 where it is nowhere."""
    places = (
        (TITLE, article.title),
        (SUMMARY, article.summary),
        (TOPIC, " ".join(TOPICS[topic] for topic in article.topics)),
        (HEADING, " ".join(article.headings)),
        (BODY, article.text),
    )
    words = [(weight, _words(text)) for weight, text in places]
    return [
        max(
            (weight for weight, there in words if any(one.startswith(start) for one in there)),
            default=0,
        )
        for start in wanted
    ]


def _words(text: str) -> set[str]:
    """Return the words without case and accents."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return set(_WORD.findall("".join(sign for sign in plain if not unicodedata.combining(sign))))
