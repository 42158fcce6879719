"""Benchmark problems in HumanEval's fields: read from a file, or made of the functions that are set apart."""

import ast
import gzip
import json
from collections.abc import Iterator
from pathlib import Path

from flywheel.demo.world.planting import Problem
from flywheel.demo.world.source import Function, reserved

Row = dict[str, str]
FIELDS = ("task_id", "prompt", "entry_point", "canonical_solution", "test")


def read(path: Path | None) -> list[Row]:
    """The problems of a file of one JSON object a line (.gz too); those of the corpus where there is no file.

    Raises ValueError naming the line where a field is missing.
    """
    return list(_of_file(path)) if path else [problem_of(function) for function in reserved()]


def _of_file(path: Path) -> Iterator[Row]:
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            try:
                row = json.loads(line)
                yield {name: str(row[name]) for name in FIELDS}
            except (ValueError, KeyError, TypeError) as error:
                raise ValueError(f"{path}, line {number}, is no problem with {', '.join(FIELDS)}: {error}") from error


def functions_of(path: Path | None) -> list[Problem]:
    """The problems as functions, those left out that are not ASCII or do not parse."""
    return [Problem(row["task_id"], function_of(row)) for row in read(path) if _usable(row)]


def _usable(row: Row) -> bool:
    text = row["prompt"] + row["canonical_solution"]
    try:
        return text.isascii() and isinstance(ast.parse(text).body[-1], ast.FunctionDef)
    except (SyntaxError, IndexError):
        return False


def problem_of(function: Function) -> Row:
    return {
        "task_id": f"Reserved/{function.name}",
        "prompt": function.head,
        "entry_point": function.name,
        "canonical_solution": function.body,
        "test": "def check(candidate):\n    assert callable(candidate)\n",
    }


def function_of(problem: Row) -> Function:
    return Function(problem["entry_point"], "python", "", problem["prompt"], problem["canonical_solution"])
