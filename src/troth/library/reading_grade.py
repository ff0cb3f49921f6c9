"""How hard a text is to read.

Source: Kincaid and others (1975), Derivation of new readability formulas for Navy enlisted personnel,
Research Branch Report 8-75. The formula is for English; syllables are counted by groups of vowels.
"""

from __future__ import annotations

import html
import re

HIGHEST_GRADE = 8  # partners can read it without effort


def syllables(word: str) -> int:
    """Count groups of vowels, without a silent last e."""
    word = re.sub(r"[^a-z]", "", word.lower())
    groups = len(re.findall(r"[aeiouy]+", word))
    silent = word.endswith("e") and not word.endswith(("le", "ee")) and groups > 1
    return max(1, groups - silent)


def grade(text: str) -> float:
    """Return the Flesch-Kincaid grade level (school years) of an English text, 0 where it has no words."""
    sentences = [part for part in re.split(r"[.!?…:]+(?:\s|$)|\n+", text) if re.search(r"[A-Za-z]", part)]
    words = re.findall(r"[A-Za-z][A-Za-z'-]*", text)
    if not words:
        return 0.0
    return 0.39 * len(words) / len(sentences) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


def plain_text(markup: str) -> str:
    """Return safe HTML as plain text, one block a line."""
    blocks = re.sub(r"</(?:p|li|h\d)>", "\n", markup.replace("\n", " "))
    return html.unescape(re.sub(r"<[^>]+>", "", blocks))
