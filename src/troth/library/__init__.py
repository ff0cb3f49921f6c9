"""Content, read and checked: questionnaires, published measures, exercises, causes, articles, letters and crisis pages."""

from troth.library.article import Article
from troth.library.cause import Cause, Indicator, NeededGate, Suggestion
from troth.library.crisis import CrisisLine, CrisisPage
from troth.library.exercise import Exercise, Mark, Step
from troth.library.instrument import Alert, Condition, Instrument, Item, Option, Scale, Section
from troth.library.letter import Letter
from troth.library.load import Library, content_root, load_library
from troth.library.measure import Measure, NotShipped
from troth.library.names import NotTaken, named
from troth.library.one_item import (
    article_from,
    cause_from,
    crisis_page_from,
    exercise_from,
    programme_from,
    questionnaire_from,
    topic_from,
)
from troth.library.problems import ContentError, ContentNotFound, Problem
from troth.library.programme import Programme, ProgrammeStage, StageGate
from troth.library.topic import BoundaryTopic

__all__ = [
    "Alert",
    "Article",
    "BoundaryTopic",
    "Cause",
    "Condition",
    "ContentError",
    "ContentNotFound",
    "CrisisLine",
    "CrisisPage",
    "Exercise",
    "Indicator",
    "Instrument",
    "Item",
    "Letter",
    "Library",
    "Mark",
    "Measure",
    "NeededGate",
    "NotShipped",
    "NotTaken",
    "Option",
    "Problem",
    "Programme",
    "ProgrammeStage",
    "Scale",
    "Section",
    "StageGate",
    "Step",
    "Suggestion",
    "article_from",
    "cause_from",
    "content_root",
    "crisis_page_from",
    "exercise_from",
    "load_library",
    "named",
    "programme_from",
    "questionnaire_from",
    "topic_from",
]
