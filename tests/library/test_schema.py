"""The schemas that editors use are those of the program."""

from __future__ import annotations

from troth.library import content_root
from troth.library.schema import schema_texts, write_schemas

FOLDER = content_root() / "schema"


def test_the_schemas_in_the_content_folder_are_up_to_date():
    stored = {path.name: path.read_text("utf-8") for path in FOLDER.glob("*.json")}
    assert stored == schema_texts(), "run: python -m troth.library.schema"


def test_schemas_can_be_written_anew(tmp_path):
    write_schemas(tmp_path / "schema")
    written = {path.name: path.read_text("utf-8") for path in (tmp_path / "schema").iterdir()}
    assert written == schema_texts()


def test_every_yaml_file_points_at_its_schema():
    for path in content_root().rglob("*.yaml"):
        first = path.read_text("utf-8").splitlines()[0]
        schema = (path.parent / first.partition("$schema=")[2]).resolve()
        assert schema.parent == FOLDER.resolve(), path
        assert schema.is_file(), path
