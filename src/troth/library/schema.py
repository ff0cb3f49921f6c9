"""JSON Schemas of the content files, for editors: `python -m troth.library.schema` writes them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from troth.library.article_sources import ArticleSource
from troth.library.cause_sources import CauseSource, CauseWords
from troth.library.load import content_root
from troth.library.measure_sources import MeasureExamplesSource, MeasureSource, NotShippedSource
from troth.library.programme_sources import ProgrammeSource
from troth.library.sources import (
    CrisisSource,
    ExamplesSource,
    ExerciseSource,
    InstrumentSource,
    ItemsSource,
    LetterSource,
)
from troth.library.topic_sources import TopicSource, TopicWords

if TYPE_CHECKING:
    from pathlib import Path

    from troth.library.sources import Source

MODELS: dict[str, type[Source]] = {
    "instrument": InstrumentSource,
    "items": ItemsSource,
    "examples": ExamplesSource,
    "exercise": ExerciseSource,
    "letter": LetterSource,
    "crisis": CrisisSource,
    "measure": MeasureSource,
    "measure-examples": MeasureExamplesSource,
    "not-shipped": NotShippedSource,
    "cause": CauseSource,
    "cause-words": CauseWords,
    "article": ArticleSource,
    "programme": ProgrammeSource,
    "topic": TopicSource,
    "topic-words": TopicWords,
}


def schema_texts() -> dict[str, str]:
    """Return the text of each schema file by its name."""
    texts: dict[str, str] = {}
    for name, model in MODELS.items():
        schema = {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            **model.model_json_schema(),
        }
        texts[f"{name}.json"] = json.dumps(schema, indent=2, sort_keys=True) + "\n"
    return texts


def write_schemas(folder: Path) -> None:
    """Write every schema into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in schema_texts().items():
        (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write_schemas(content_root() / "schema")
