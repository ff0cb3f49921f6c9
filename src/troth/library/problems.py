"""What can be wrong with content, said so that the person who wrote it can mend it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing to mend: where it is, what is wrong, and what to do."""

    file: str
    line: int | None
    message: str
    remedy: str

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}, line {self.line}"
        return f"{place}: {self.message} Mend: {self.remedy}"


class ContentError(Exception):
    """The content cannot be used; `problems` holds everything that was found."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))


class ContentNotFound(LookupError):
    """There is no content of this kind under this name."""

    def __init__(self, kind: str, name: str, known: tuple[str, ...]) -> None:
        self.kind, self.name = kind, name
        listed = ", ".join(known) or "none"
        super().__init__(f"There is no {kind} called {name!r}. There are: {listed}.")
