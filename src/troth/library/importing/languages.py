"""Noticing that one item is in another language than the rest: by its script and by its small words."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

ENOUGH_WORDS = 3
EAST_ASIAN = {"CJK", "HIRAGANA", "KATAKANA"}
# Words that are frequent in one of these languages and absent from the others.
SMALL_WORDS = {
    "en": "the and of my with that you have this for your are feel been",
    "de": "ich und nicht mein meine meinen mit wir uns das ist sie der zu habe wenn auf",
    "fr": "je et ne pas mon ma mes avec nous vous les est dans pour que ai une",
    "es": "mi mis con los las por una pareja como cuando siento muy pero sobre",
    "it": "mio mia ci sono gli della che quando con il mi questo sento",
    "nl": "ik niet mijn met wij ons het een van als ben heb voel dat",
    "pt": "meu minha com nós os uma não quando eu sinto muito em do da",
}
_WORDS = {language: set(words.split()) for language, words in SMALL_WORDS.items()}


def first_stranger(texts: Sequence[str]) -> int | None:
    """Return the index of the first text in another script or language than most, or None.

    A careful guess: a text counts as strange only when it has several small words of one language
    and none of the language that most texts are in.
    """
    for told in ([_script(text) for text in texts], _languages(texts)):
        known = Counter(each for each in told if each)
        if len(known) > 1:
            usual = known.most_common(1)[0][0]
            return next(index for index, each in enumerate(told) if each and each != usual)
    return None


def _script(text: str) -> str:
    scripts = Counter(
        unicodedata.name(letter, "UNKNOWN").split()[0].partition("-")[0]
        for letter in text
        if letter.isalpha()
    )
    found = scripts.most_common(1)[0][0] if scripts else ""
    return "EAST ASIAN" if found in EAST_ASIAN else found


def _languages(texts: Sequence[str]) -> list[str]:
    counts = [_hits(text) for text in texts]
    whole: Counter[str] = sum(counts, Counter())
    usual = whole.most_common(1)[0][0] if whole else ""
    told = []
    for hits in counts:
        best, times = hits.most_common(1)[0] if hits else ("", 0)
        strange = best != usual and times >= ENOUGH_WORDS and not hits[usual]
        told.append(best if strange else usual)
    return told


def _hits(text: str) -> Counter[str]:
    words = re.findall(r"[^\W\d_]+", text.casefold())
    return Counter(
        {
            language: hits
            for language, known in _WORDS.items()
            if (hits := sum(word in known for word in words))
        }
    )
