"""The `troth` command: one small function per command, each importing what it needs when it runs."""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser, Namespace, RawDescriptionHelpFormatter
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import troth
from troth.commands import argument_types, change_arguments
from troth.commands.answers import (
    BAD_INPUT,
    FAILED,
    OK,
    BadInput,
    answer,
    answer_json,
    part,
    progress,
    refusals_are_bad_input,
)
from troth.commands.dyad import arguments as dyad_arguments

if TYPE_CHECKING:
    from argparse import _SubParsersAction
    from collections.abc import Callable


def main(argv: list[str] | None = None) -> int:
    """Run one command and return its exit code: 0 well, 1 a check failed, 2 bad input."""
    given = sys.argv[1:] if argv is None else argv
    if given[:1] == ["manage"] and given[1:2] not in (["-h"], ["--help"], []):
        return _manage(given[1:])
    chosen = _parser().parse_args(given)
    try:
        return int(chosen.run(chosen))
    except BadInput as error:
        progress(f"troth: {error}")
        return BAD_INPUT
    except KeyboardInterrupt:
        return OK
    except BrokenPipeError:
        # Whoever reads has read enough (`troth change … | head`); nothing may be flushed into the closed pipe at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK


class _Parser(ArgumentParser):
    """Says what is wrong in one line."""

    def error(self, message: str) -> NoReturn:
        self.exit(BAD_INPUT, f"{self.prog}: {message} (see {self.prog} --help)\n")


def _parser() -> _Parser:
    parser = _Parser(
        prog="troth",
        description="Troth: a place for a couple and their therapist to work on trust.",
        epilog="Example: troth demo",
    )
    parser.add_argument("--version", action="version", version=f"troth {troth.__version__}")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    _add_running(commands)
    _add_checking(commands)
    _add_scoring(commands)
    _add_changing(commands)
    _add_dyads(commands)
    _add_keeping(commands)
    return parser


def _add(
    commands: _SubParsersAction[_Parser], name: str, run: Callable[[Namespace], int], about: str, example: str
) -> _Parser:
    command = commands.add_parser(
        name,
        help=about,
        description=f"{about[0].upper()}{about[1:]}.",
        epilog=f"Example: {example}",
        formatter_class=RawDescriptionHelpFormatter,
    )
    command.set_defaults(run=run)
    return command


def _group(
    commands: _SubParsersAction[_Parser], name: str, about: str, example: str
) -> _SubParsersAction[_Parser]:
    group = commands.add_parser(
        name, help=about, description=f"{about[0].upper()}{about[1:]}.", epilog=f"Example: {example}"
    )
    return group.add_subparsers(metavar="COMMAND", required=True)


def _add_running(commands: _SubParsersAction[_Parser]) -> None:
    serve = _add(commands, "serve", _serve, "run the site", "troth serve --port 8000")
    serve.add_argument(
        "--forwarded", metavar="ADDRESS", help="believe the X-Forwarded headers of the proxy at this address"
    )
    demo = _add(
        commands, "demo", _demo, "run a demonstration practice with made-up people", "troth demo --port 8123"
    )
    for command in (serve, demo):
        command.add_argument(
            "--host", default="127.0.0.1", help="address to listen at (default: %(default)s)"
        )
        command.add_argument(
            "--port", type=argument_types.port, default=8000, help="port to listen at (default: %(default)s)"
        )
    work = _add(commands, "work", _work, "do background work: mails, reminders, reports", "troth work")
    work.add_argument("--quiet", action="store_true", help="print nothing")
    work.add_argument("--once", action="store_true", help="ask, remind and mail what is due now, and end")
    work.add_argument("--json", action="store_true", help="with --once: print what was done as JSON")
    _add(commands, "prepare", _prepare, "bring database and static files up to date", "troth prepare")


def _add_checking(commands: _SubParsersAction[_Parser]) -> None:
    content = _group(commands, "content", "look after what clinicians edit", "troth content check")
    check = _add(
        content, "check", _content_check, "check content files", "troth content check my-content --json"
    )
    check.add_argument(
        "path", metavar="PATH", nargs="?", type=Path, help="a content folder (default: the one that ships)"
    )
    audit = _group(commands, "audit", "look after the audit log", "troth audit verify")
    verify = _add(
        audit, "verify", _audit_verify, "check that no audit event was altered", "troth audit verify --json"
    )
    doctor = _add(
        commands, "doctor", _doctor, "say what is missing and how to mend it", "troth doctor --json"
    )
    for command in (check, verify, doctor):
        command.add_argument("--json", action="store_true", help="answer with JSON")


def _add_scoring(commands: _SubParsersAction[_Parser]) -> None:
    score = _add(commands, "score", _score, "score a file of answers", "troth score ras answers.json --json")
    score.add_argument("instrument", metavar="INSTRUMENT", nargs="?", help="its id or name, such as csi-16")
    score.add_argument(
        "answers", metavar="ANSWERS", nargs="?", type=Path, help='a JSON file such as {"1": 4, "2": null}'
    )
    score.add_argument(
        "--texts", metavar="FILE", type=Path, help="the practice's own words, where they bring the key"
    )
    score.add_argument("--list", action="store_true", help="list what can be scored")
    score.add_argument(
        "--prorate",
        metavar="SCALE=N",
        action="append",
        default=[],
        help="score a scale from N answers on (default: only when all are given)",
    )
    score.add_argument(
        "--cutoff", metavar="SCALE=ID", action="append", default=[], help="choose among published cut-offs"
    )
    score.add_argument("--json", action="store_true", help="answer with JSON")

    importing = _group(commands, "import", "take something in", "troth import instrument --help")
    words = _add(
        importing,
        "instrument",
        _import_instrument,
        "take in the words of a published measure that you have the right to use",
        "troth import instrument ras.json --measure ras --check",
    )
    words.add_argument(
        "file", metavar="FILE", type=Path, help="FHIR Questionnaire .json, REDCap dictionary .csv, or .yaml"
    )
    words.add_argument("--measure", metavar="NAME", required=True, help="which measure it is, such as ras")
    words.add_argument(
        "--language",
        metavar="CC",
        type=argument_types.language,
        help="where the file does not say it, such as en",
    )
    words.add_argument("--practice", metavar="NAME", help="the practice that takes them in")
    words.add_argument(
        "--attested-by", metavar="EMAIL", help="the clinician who says that the practice may use the words"
    )
    words.add_argument("--ground", metavar="TEXT", help="on what ground: a licence, a letter, a date")
    words.add_argument("--check", action="store_true", help="only check; nobody needs to attest anything")
    words.add_argument("--json", action="store_true", help="answer with JSON")


def _add_changing(commands: _SubParsersAction[_Parser]) -> None:
    change = _add(
        commands,
        "change",
        _change,
        "say whether two scores differ by more than noise",
        "troth change rdas before.json after.json --json",
    )
    change_arguments.add_arguments(change)


def _add_dyads(commands: _SubParsersAction[_Parser]) -> None:
    example = "troth dyad apim couples.csv --role role --outcome trust --actor openness --json"
    dyad = _group(commands, "dyad", "analyse couples as couples", example)
    for analysis in dyad_arguments.ANALYSES:
        command = _add(dyad, analysis.name, _dyad, analysis.about, analysis.example)
        dyad_arguments.add_arguments(command, analysis)


def _add_keeping(commands: _SubParsersAction[_Parser]) -> None:
    keys = _group(commands, "keys", "look after the encryption keys", "troth keys rotate")
    _add(keys, "rotate", _keys_rotate, "wrap every data key with a new key", "troth keys rotate")
    practice = _group(commands, "practice", "look after practices", "troth practice create --help")
    create = _add(
        practice,
        "create",
        _practice_create,
        "start a practice and invite its first administrator",
        "troth practice create 'Harbour Practice' --country IE --admin-email frank@example.org",
    )
    create.add_argument("name", metavar="NAME", type=argument_types.name)
    create.add_argument(
        "--country",
        metavar="CC",
        type=argument_types.country,
        required=True,
        help="two letters, for crisis lines",
    )
    create.add_argument(
        "--admin-email",
        metavar="EMAIL",
        type=argument_types.email,
        required=True,
        help="who gets the invitation",
    )
    _add(commands, "manage", _manage_nothing, "pass a command on to Django", "troth manage showmigrations")


def _serve(chosen: Namespace) -> int:
    from troth.commands.serving import serve

    serve(chosen.host, chosen.port, chosen.forwarded)
    return OK


def _demo(chosen: Namespace) -> int:
    from troth.commands.serving import demonstrate

    with refusals_are_bad_input():
        demonstrate(chosen.host, chosen.port)
    return OK


def _work(chosen: Namespace) -> int:
    from troth.commands.serving import turn_once, work

    if chosen.once:
        return turn_once(as_json=chosen.json)
    work(quiet=chosen.quiet)
    return OK


def _prepare(_: Namespace) -> int:
    from troth.commands.preparing import open_practice, prepare

    open_practice()
    prepare()
    answer("Database and static files are up to date.")
    return OK


def _content_check(chosen: Namespace) -> int:
    if chosen.path is not None and not chosen.path.is_dir():
        raise BadInput(
            f"{chosen.path} is not a folder: name the folder that holds instruments, exercises and letters"
        )
    problems = part("troth.library.check:check_content")(chosen.path)
    if chosen.json:
        answer_json({"ok": not problems, "problems": [asdict(problem) for problem in problems]})
    else:
        for problem in problems:
            answer(str(problem))
        answer(f"{len(problems)} to mend." if problems else "The content is in order.")
    return FAILED if problems else OK


def _score(chosen: Namespace) -> int:
    from troth.commands import scoring

    if chosen.list:
        scoring.list_questionnaires(as_json=chosen.json)
    elif chosen.instrument is None or chosen.answers is None:
        raise BadInput("score needs a questionnaire and a file of answers: see troth score --help or --list")
    else:
        scoring.score(
            chosen.instrument,
            chosen.answers,
            texts=chosen.texts,
            prorate=chosen.prorate,
            cutoffs=chosen.cutoff,
            as_json=chosen.json,
        )
    return OK


def _import_instrument(chosen: Namespace) -> int:
    from troth.commands.importing import import_instrument

    import_instrument(
        chosen.file,
        chosen.measure,
        chosen.language,
        attested=None if chosen.check else (chosen.practice, chosen.attested_by, chosen.ground),
        as_json=chosen.json,
    )
    return OK


def _change(chosen: Namespace) -> int:
    from troth.commands.changing import report_change

    report_change(chosen)
    return OK


def _dyad(chosen: Namespace) -> int:
    from troth.commands.dyad.running import run

    run(chosen)
    return OK


def _audit_verify(chosen: Namespace) -> int:
    part("troth.commands.preparing:open_migrated")()
    report = part("troth.practice.common.audit:verify")()
    if chosen.json:
        answer_json(asdict(report))
    elif report.ok:
        answer(f"{report.events} audit events, none altered.")
    else:
        answer(f"The audit log was altered: {report.problem}.")
    return OK if report.ok else FAILED


def _doctor(chosen: Namespace) -> int:
    from troth.commands.doctor import MISSING, examine

    findings = examine()
    ok = all(finding.state != MISSING for finding in findings)
    if chosen.json:
        answer_json({"ok": ok, "findings": [asdict(finding) for finding in findings]})
    else:
        for finding in findings:
            answer(str(finding))
    return OK if ok else FAILED


def _keys_rotate(_: Namespace) -> int:
    part("troth.commands.preparing:open_migrated")()
    count = part("troth.practice.common.keys:rotate")()
    answer(f"{count} data keys are wrapped with the new key. Back up the key file again, away from the data.")
    return OK


def _practice_create(chosen: Namespace) -> int:
    from troth.commands.preparing import open_practice, prepare

    open_practice()
    prepare()
    start = part("troth.practice.people.actions:start_practice")
    with refusals_are_bad_input():
        path = start(name=chosen.name, country=chosen.country, admin_email=chosen.admin_email)
    progress("The administrator's invitation (works once; hand it over in person or by a safe way):")
    answer(f"{part('django.conf:settings').TROTH_URL}{path}")
    return OK


def _manage(arguments: list[str]) -> int:
    from troth.commands.preparing import SETTINGS

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    part("django.core.management:execute_from_command_line")(["troth manage", *arguments])
    return OK


def _manage_nothing(_: Namespace) -> int:
    raise BadInput("manage needs a Django command: try `troth manage help`")
