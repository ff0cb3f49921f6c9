"""Our command on a Parquet file: FOLDER REPEATS. It reads the file in pieces."""

from __future__ import annotations

import io
import json
from contextlib import redirect_stdout
from typing import Any

import numpy as np
from timed import given, tell, timed

from troth.cli import main

folder, repeats, _ = given()
COLUMNS = ("--dyad", "couple", "--role", "role", "--outcome", "y", "--actor", "x")


def work() -> dict[str, Any]:
    with redirect_stdout(io.StringIO()) as said:
        main(["dyad", "apim", str(folder / "couples.parquet"), *COLUMNS, "--json"])
    told: dict[str, Any] = json.loads(said.getvalue())
    return told


found, seconds = timed(work, repeats)
tell(seconds, f"numpy {np.__version__}", estimates=found["estimates"])
