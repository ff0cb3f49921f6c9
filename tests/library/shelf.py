"""Two made-up articles and a draft for the tests, put beside the content that is shipped."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from troth.library import content_root

if TYPE_CHECKING:
    from pathlib import Path

PEBBLES, LANTERNS, EMBERS = "pebbles", "lanterns", "embers"
FILLER = "We put one small pebble in the jar each day.\nOn Sunday we look at the jar.\n" * 35

PEBBLES_YAML = """\
# yaml-language-server: $schema=../../schema/article.json
id: pebbles
version: 1
status: active
licence: Apache-2.0
author: Troth contributors
reviewer: null
reviewed_on: null
topics: [trust, techniques]
causes: [betrayal]
phases: [understand]
exercises:
  - what-trust-means-to-me
  - {id: jar-of-days, planned: true}
see_also: [lanterns]
sources:
  - {id: s1, mark: V, text: "Stone (2001). Pebbles in jars. Journal of Jars 1, 1-9."}
  - {id: s2, mark: TV, text: "Brook (2002). More pebbles. Journal of Jars 2, 3-8."}
"""
PEBBLES_BODY = f"""\
---
title: Pebbles in a jar
summary: How small kept promises add up.
---

## Small things count

A kept promise is like a pebble [s1].
**Try it** with [what trust means](exercise:what-trust-means-to-me).
Later there is [a jar of days](exercise:jar-of-days).

## One a day

{FILLER}
## What to read next

Some read about [lanterns](article:lanterns) in the café [s2].
"""
LANTERNS_YAML = """\
# yaml-language-server: $schema=../../schema/article.json
id: lanterns
version: 2
status: active
licence: Apache-2.0
author: Troth contributors
reviewer: Dr. Ada Field
reviewed_on: 2026-10-02
topics: [communication]
causes: []
phases: [repair]
exercises: []
see_also: []
sources: []
"""
EMBERS_YAML = LANTERNS_YAML.replace("id: lanterns", "id: embers").replace("active", "draft")
LANTERNS_BODY = f"""\
---
title: Lanterns for two
summary: How to find each other again in the dark.
---

## Light one

Say where you are.

## Wait

{FILLER}
## Walk home

Go slowly.
"""


def put_articles(root: Path) -> None:
    """Write both articles and the draft into a content folder."""
    for name, structure, body, evidence in (
        (PEBBLES, PEBBLES_YAML, PEBBLES_BODY, "Nobody has counted the pebbles yet [s1].\n"),
        (LANTERNS, LANTERNS_YAML, LANTERNS_BODY, "Common sense, and no study.\n"),
        (EMBERS, EMBERS_YAML, LANTERNS_BODY, "Not written yet.\n"),
    ):
        folder = root / "articles" / name
        folder.mkdir(parents=True)
        (folder / "article.yaml").write_text(structure, "utf-8")
        (folder / "body.en.md").write_text(body, "utf-8")
        (folder / "evidence.md").write_text(evidence, "utf-8")


def copy_with_only_these(root: Path) -> None:
    """Copy the shipped content, with these articles in the place of the shipped ones, also where a guide names one."""
    shutil.copytree(content_root(), root, ignore=shutil.ignore_patterns("articles"))
    guide = root / "exercises/safe-place/therapist.en.md"
    guide.write_text(guide.read_text("utf-8").replace("`old-wounds-new-alarms`", "`pebbles`"), "utf-8")
    put_articles(root)
