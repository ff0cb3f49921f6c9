"""Every public function of the numbers shows a runnable example, and the examples are right."""

import doctest
import pkgutil
from importlib import import_module
from inspect import isfunction
from types import ModuleType

import pytest

import troth.science

MODULES = [
    import_module(found.name)
    for found in pkgutil.walk_packages(troth.science.__path__, "troth.science.")
    if not found.ispkg
]


def test_there_are_modules_to_try():
    assert {"troth.science.scoring", "troth.science.change.person"} <= {module.__name__ for module in MODULES}


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_the_examples_in_the_documentation_are_right(module: ModuleType):
    examples = [found.examples for found in doctest.DocTestFinder().find(module)]
    public = [name for name in getattr(module, "__all__", ()) if isfunction(getattr(module, name))]
    assert not public or sum(map(len, examples)) > 0
    assert doctest.testmod(module).failed == 0
