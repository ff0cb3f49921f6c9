"""Every module of the numbers, and every public function of the dyad engine, shows an example; all of them are right."""

import doctest
import pkgutil
import re
from collections.abc import Callable
from importlib import import_module
from inspect import getdoc, isfunction
from types import ModuleType
from typing import Any

import pytest

import troth.science

MODULES = [
    import_module(found.name)
    for found in pkgutil.walk_packages(troth.science.__path__, "troth.science.")
    if not found.ispkg
]
DYAD = [module for module in MODULES if module.__name__.startswith("troth.science.dyad.")]
TOLD_BY = {
    "agreement_finish": "agreement",
    "apim_fiml_finish": "apim_fiml",
    "apim_finish": "apim",
    "common_fate_finish": "common_fate",
    "finish_dynamics": "dynamics",
    "finish_influence": "influence",
    "finish_oscillators": "oscillators",
    "growth_finish": "growth",
    "mutual_influence_finish": "mutual_influence",
    "pooled_transition": "pooled",
    "response_surface_finish": "response_surface",
    "told": "growth",
}
"""Estimators that do the last step of another one, whose page they name."""
NEVER_REFUSE = {"population", "shrunk"}


def public(modules: list[ModuleType]) -> list[Any]:
    return [getattr(module, name) for module in modules for name in getattr(module, "__all__", ())]


FUNCTIONS = {one.__name__: one for one in public(DYAD) if isfunction(one)}
RESULTS = {one.__name__ for one in public(DYAD) if isinstance(one, type) and hasattr(one, "summary")}
ESTIMATORS = {
    name: one
    for name, one in FUNCTIONS.items()
    if one.__annotations__["return"] in RESULTS or name == "count_within"
}


def test_there_are_modules_to_try():
    assert {"troth.science.scoring", "troth.science.change.person"} <= {module.__name__ for module in MODULES}
    assert {"apim", "growth_course", "rates", "steady_states"} <= set(ESTIMATORS)


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_the_examples_in_the_documentation_are_right(module: ModuleType):
    examples = [found.examples for found in doctest.DocTestFinder().find(module)]
    public = [name for name in getattr(module, "__all__", ()) if isfunction(getattr(module, name))]
    assert not public or sum(map(len, examples)) > 0
    assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize("function", FUNCTIONS.values(), ids=FUNCTIONS)
def test_every_public_function_of_the_dyad_engine_shows_an_example(function: Callable[..., Any]):
    assert doctest.DocTestParser().get_examples(getdoc(function) or "")


@pytest.mark.parametrize("name", ESTIMATORS)
def test_every_estimator_tells_of_missing_data_of_errors_and_where_it_comes_from(name: str):
    page = getdoc(ESTIMATORS[name]) or ""
    if name in TOLD_BY:
        assert f"`{TOLD_BY[name]}`" in page
        return
    assert re.search(r"Missing data\W", page)
    assert ("Raises:" in page) == (name not in NEVER_REFUSE)
    assert re.search(r"Reference\W.*\b(19|20)\d\d\b", page, re.DOTALL)
