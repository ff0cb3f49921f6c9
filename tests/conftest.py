from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.journeys.running import made_once

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A folder that the workers of this run share."""
    own = tmp_path_factory.getbasetemp()
    return own if worker_id == "master" else own.parent


@pytest.fixture(scope="session")
def prepared(shared: Path) -> Path | None:
    """The home of an empty site, made once, for copies."""
    return made_once("serve", shared / "prepared")
