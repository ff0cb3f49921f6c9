"""What the tracked files themselves must keep to."""

import ast
import re
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, name_of, tracked, under

# The standard names of markup languages, this machine, and the names that are kept for examples.
HARMLESS = re.compile(r"//(www\.w3\.org/|127\.0\.0\.1|localhost|([a-z-]+\.)?example\.(org|com)|\{)")
ADDRESS = re.compile(r"""(?:https?:|(?<=["'(]))//[\w{][^\s"'<>)]*""")
INLINE = re.compile(
    r"<style\b|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|javascript:"
    r"|<script(?![^>]*\b(?:src|type=\"application/(?:ld\+)?json\"))[^>]*>",
    re.IGNORECASE,
)
TEMPLATE_COMMENT = re.compile(r"\{#.*?#\}|\{% comment.*?endcomment %\}", re.DOTALL)
LONGEST_FILE = 400
LONGEST_FUNCTION = 60


def sources() -> list[tuple[str, str]]:
    paths = under("src/troth/practice", ".html", ".txt", ".css", ".js", ".svg", ".py")
    return [(name_of(path), path.read_text("utf-8")) for path in paths if "vendored" not in path.parts]


def foreign_addresses(text: str) -> list[str]:
    return [found for found in ADDRESS.findall(text) if not HARMLESS.search(found)]


def body_length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    told = ast.get_docstring(function, clean=False)
    return (function.end_lineno or 0) - function.lineno + 1 - (len(told.splitlines()) if told else 0)


def functions(text: str) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    return [
        node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


def marks_of(function: ast.FunctionDef | ast.AsyncFunctionDef) -> set[str]:
    return {ast.unparse(decorator).removeprefix("pytest.mark.") for decorator in function.decorator_list}


@pytest.mark.parametrize(
    "text",
    ['<img src="https://cdn.host.net/a.png">', "url(//fonts.host.net/b)", '<a href="http://host.net">'],
)
def test_a_foreign_address_would_be_seen(text: str):
    assert len(foreign_addresses(text)) == 1


def test_no_page_names_a_foreign_address():
    assert {name: found for name, text in sources() if (found := foreign_addresses(text))} == {}


@pytest.mark.parametrize(
    "text", ["<script>run()</script>", '<p style="color:red">', '<a onclick="go()">', "<style>"]
)
def test_an_inline_script_or_style_would_be_seen(text: str):
    assert INLINE.search(text)


def test_no_template_has_an_inline_script_or_style():
    found = {}
    for path in under("src/troth/practice", ".html"):
        hit = INLINE.search(TEMPLATE_COMMENT.sub("", path.read_text("utf-8")))
        if hit:
            found[name_of(path)] = hit.group()
    assert found == {}


def test_files_stay_short():
    paths = [path for path in under("src/troth", ".py") if "migrations" not in path.parts]
    long = {
        name_of(path): lines
        for path in paths
        if (lines := len(path.read_text("utf-8").splitlines())) > LONGEST_FILE
    }
    assert long == {}


def test_functions_stay_short():
    long = {}
    for path in under("src/troth", ".py"):
        for function in functions(path.read_text("utf-8")):
            if body_length(function) > LONGEST_FUNCTION:
                long[f"{name_of(path)}:{function.name}"] = body_length(function)
    assert long == {}


def test_long_tests_are_journeys_that_stand_beside_a_short_one():
    """The long ones are left out by default (`make long`), so none may be the only one of its file."""
    kept = {
        name_of(path): [marks & {"journey", "long"} for marks in map(marks_of, functions(text))]
        for path in under("tests", ".py")
        if "@pytest.mark.long" in (text := path.read_text("utf-8")) and path != Path(__file__)
    }
    assert [name for name, marks in kept.items() if {"long"} in marks or {"journey"} not in marks] == []
    assert len(kept) > 0
    assert "pytest -m long" in (ROOT / "Makefile").read_text("utf-8")


def test_no_module_is_a_drawer_for_odds_and_ends():
    assert [
        name_of(path) for path in tracked() if path.stem in {"utils", "helpers", "util", "helper", "misc"}
    ] == []


def test_requirements_name_no_place_to_fetch_from():
    places = re.compile(
        r"https?:|file:|@ |^\s*-(?:-index|-extra|-find|-trusted|f |i )|(?<!\w)/\w+/", re.MULTILINE
    )
    locked = under("requirements", ".txt")
    assert {
        name_of(path): found for path in locked if (found := places.findall(path.read_text("utf-8")))
    } == {}
    assert len(locked) == 9


def test_every_requirement_has_a_hash():
    for path in under("requirements", ".txt"):
        pins = re.split(r"^(?=[a-z0-9])", path.read_text("utf-8"), flags=re.MULTILINE)[1:]
        assert pins
        assert [pin for pin in pins if "==" not in pin or "--hash=sha256:" not in pin] == []


def test_everyone_locks_the_same_versions():
    versions: dict[str, set[str]] = {}
    for path in under("requirements", ".txt"):
        for name, version in re.findall(r"^([\w.-]+)==(\S+)", path.read_text("utf-8"), re.MULTILINE):
            versions.setdefault(name, set()).add(version)
    assert {name: found for name, found in versions.items() if len(found) > 1} == {}


def test_no_key_and_no_database_is_kept_among_the_files():
    kept = {".key", ".pem", ".sqlite3"}
    assert [name_of(path) for path in tracked() if path.suffix in kept or path.name == ".env"] == []


def test_nothing_is_tied_to_one_hosting_service():
    assert [
        name_of(path) for path in tracked() if path.relative_to(ROOT).parts[0] in {".github", ".gitlab"}
    ] == []
