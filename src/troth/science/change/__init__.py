"""Is it better, for one person and for the couple? Reliable change, cut-offs and their classes."""

from troth.science.change.couple import (
    Component,
    CoupleChange,
    CoupleClass,
    CoupleDirection,
    couple_change,
    couple_class,
    couple_class_many,
)
from troth.science.change.cutoffs import Criterion, Cutoff, Group, Healthy, cutoff_between
from troth.science.change.methods import (
    ChangeMethod,
    ChangeRule,
    Precision,
    ReliabilityKind,
    change_rule,
    published_rule,
    smallest_reliable_step,
)
from troth.science.change.perception import PerceptionGap, perception_gap
from troth.science.change.person import (
    CLASSES,
    MISSING,
    Change,
    ChangeClass,
    Changes,
    change,
    change_by_every_method,
    change_many,
    expected_by_chance,
)

__all__ = [
    "CLASSES",
    "MISSING",
    "Change",
    "ChangeClass",
    "ChangeMethod",
    "ChangeRule",
    "Changes",
    "Component",
    "CoupleChange",
    "CoupleClass",
    "CoupleDirection",
    "Criterion",
    "Cutoff",
    "Group",
    "Healthy",
    "PerceptionGap",
    "Precision",
    "ReliabilityKind",
    "change",
    "change_by_every_method",
    "change_many",
    "change_rule",
    "couple_change",
    "couple_class",
    "couple_class_many",
    "cutoff_between",
    "expected_by_chance",
    "perception_gap",
    "published_rule",
    "smallest_reliable_step",
]
