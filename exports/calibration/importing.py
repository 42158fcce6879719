"""Verdicts that were made elsewhere, read from a CSV or NDJSON file and stored all or none."""

import csv
import json
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from django.db import transaction

from exports.calibration.verdicts import Says, may_be_asked, verdict_of
from exports.models import Record, Verdict
from flywheel.projects.models import Project

FIELDS = ("record_id", "agrees", "answer", "decided_by")
MOST_ERRORS = 20  # told at once; the rest of a wrong file seldom says more
_NAME_LENGTH = 150
_AGREES: dict[str, Says] = {
    "true": "agree",
    "yes": "agree",
    "1": "agree",
    "false": "disagree",
    "no": "disagree",
    "0": "disagree",
    "": "tie",
    "null": "tie",
}
_PAIR_ANSWERS: dict[str, Says] = {"chosen": "agree", "rejected": "disagree", "tie": "tie", "both_bad": "both_bad"}
_SINGLE_ANSWERS = frozenset({"true", "false", "tie"})


class VerdictFileError(ValueError):
    """The file cannot be imported. The message names the lines."""


class Line(NamedTuple):
    number: int
    record_id: str
    agrees: str | None
    answer: str | None
    decided_by: str


class Imported(NamedTuple):
    """`known` verdicts were there already: the same person's last answer to the question."""

    added: int
    known: int


def read_csv(lines: Iterable[str]) -> list[Line]:
    """Raises VerdictFileError."""
    reader = csv.DictReader(lines)
    _check_fields(set(reader.fieldnames or ()), "the first line must name the columns")
    return _read((reader.line_num, row) for row in reader)


def read_ndjson(lines: Iterable[str]) -> list[Line]:
    """Raises VerdictFileError."""
    return _read((number, _object(number, line)) for number, line in enumerate(lines, 1) if line.strip())


def _object(number: int, line: str) -> dict[str, Any]:
    try:
        found = json.loads(line)
    except ValueError as error:
        raise VerdictFileError(f"line {number}: no JSON: {error}") from error
    if not isinstance(found, dict):
        raise VerdictFileError(f"line {number}: not an object")
    return found


def _read(rows: Iterator[tuple[int, dict[Any, Any]]]) -> list[Line]:
    return [_line(number, row) for number, row in rows]


def _line(number: int, row: dict[Any, Any]) -> Line:
    _check_fields({str(name) for name in row}, f"line {number}")
    agrees = _word(row["agrees"]) if "agrees" in row else None
    answer = _word(row["answer"]) if row.get("answer") is not None else None
    return Line(number, _word(row["record_id"]), agrees, answer or None, str(row["decided_by"] or "").strip())


def _word(value: Any) -> str:
    """As it is compared: JSON's true, false and null as CSV writes them."""
    return "" if value is None else str(value).strip().lower()


def _check_fields(named: set[str], where: str) -> None:
    if unknown := sorted(named - set(FIELDS)):
        raise VerdictFileError(f"{where}: unknown field {unknown[0]!r}; known are {', '.join(FIELDS)}")
    if "record_id" not in named or "decided_by" not in named or not named & {"agrees", "answer"}:
        raise VerdictFileError(f"{where}: record_id, decided_by, and agrees or answer are needed")


def store(project: Project, lines: list[Line]) -> Imported:
    """Stores every line or none. Raises VerdictFileError with the first lines that are wrong."""
    wanted = {line.record_id for line in lines}
    records = {one.record_id: one for one in Record.objects.filter(project=project, record_id__in=wanted)}
    made: list[Verdict] = []
    errors: list[str] = []
    for line in lines:
        try:
            made.append(_verdict(line, records.get(line.record_id)))
        except VerdictFileError as error:
            errors.append(f"line {line.number}: {error}")
    if errors:
        more = f" (and {len(errors) - MOST_ERRORS} more)" if len(errors) > MOST_ERRORS else ""
        raise VerdictFileError("; ".join(errors[:MOST_ERRORS]) + more)
    with transaction.atomic():
        Project.objects.select_for_update(no_key=True).get(pk=project.pk)  # of two imports one sees what the other did
        new = _new(project, made)
        Verdict.objects.bulk_create(new, batch_size=1000)
    return Imported(len(new), len(made) - len(new))


def _verdict(line: Line, record: Record | None) -> Verdict:
    if record is None:
        raise VerdictFileError(f"the project has no record {line.record_id!r}")
    if not may_be_asked(record):
        raise VerdictFileError("a reward without an outcome has no answer")
    if not line.decided_by or len(line.decided_by) > _NAME_LENGTH:
        raise VerdictFileError(f"decided_by must have 1 to {_NAME_LENGTH} characters")
    return verdict_of(record, _says(line, record), line.decided_by, Verdict.Source.IMPORT)


def _says(line: Line, record: Record) -> Says:
    if line.answer is None:
        if line.agrees not in _AGREES:
            raise VerdictFileError(f"agrees must be true, false or empty, not {line.agrees!r}")
        return _AGREES[line.agrees]
    if record.kind == Record.Kind.PAIR:
        if line.answer not in _PAIR_ANSWERS:
            raise VerdictFileError(f"answer to a pair must be one of {', '.join(_PAIR_ANSWERS)}, not {line.answer!r}")
        return _PAIR_ANSWERS[line.answer]
    if line.answer not in _SINGLE_ANSWERS:
        raise VerdictFileError(f"answer must be one of {', '.join(sorted(_SINGLE_ANSWERS))}, not {line.answer!r}")
    if line.answer == "tie":
        return "tie"
    return "agree" if verdict_of(record, "agree", "").answer == line.answer else "disagree"


def _new(project: Project, made: list[Verdict]) -> list[Verdict]:
    """Those that change a person's last answer; none where what they last said is what the file says they said, also
    where they changed their mind in it, so that importing a file twice adds nothing."""
    asked = {one.question for one in made}
    before = _by_person(Verdict.objects.filter(project=project, question__in=asked).order_by("id"))
    new: set[int] = set()  # by identity: what is not stored yet has no other
    for person, told in _by_person(made).items():
        known = before.get(person, [])
        if _answers(known)[-len(told) :] != _answers(told):
            new |= {id(one) for one in (told[1:] if _answers(known[-1:]) == [told[0].answer] else told)}
    return [one for one in made if id(one) in new]


def _by_person(verdicts: Iterable[Verdict]) -> dict[tuple[str, str], list[Verdict]]:
    """What each said of each question, in order, without saying the same again."""
    said: dict[tuple[str, str], list[Verdict]] = {}
    for one in verdicts:
        mine = said.setdefault((one.question, one.decided_by), [])
        if not mine or mine[-1].answer != one.answer:
            mine.append(one)
    return said


def _answers(verdicts: Iterable[Verdict]) -> list[str]:
    return [one.answer for one in verdicts]
