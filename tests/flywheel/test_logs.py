"""What a developer wrote never reaches a log line through a database error."""

import logging
import sys

import psycopg
import pytest
from django.db import IntegrityError, connection

from flywheel.logs import LineFormatter
from flywheel.projects.models import Project


def line_of(error: BaseException) -> str:
    record = logging.LogRecord("t", logging.ERROR, __file__, 1, "Task raised: %s", (error,), sys.exc_info())
    return LineFormatter("%(message)s").format(record)


def test_the_row_of_a_failed_insert_is_cut(project: Project) -> None:
    try:
        Project.objects.create(slug=project.slug)
    except IntegrityError as error:
        line = line_of(error)
    assert "duplicate key" in line
    assert "(slug)=(acme)" not in line
    assert "test_logs.py" in line  # the traceback is still there


def test_the_line_of_a_failed_copy_is_cut(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE t (n integer NOT NULL, code text)")
        with pytest.raises(psycopg.errors.NotNullViolation) as raised, cursor.copy("COPY t FROM STDIN") as copy:
            copy.write("\\N\thunter2\n")
    assert "hunter2" in str(raised.value)
    line = LineFormatter("%(message)s").format(
        logging.LogRecord("t", logging.ERROR, __file__, 1, "%s", (raised.value,), None)
    )
    assert "violates not-null constraint" in line
    assert "hunter2" not in line


def test_an_ordinary_line_is_untouched() -> None:
    record = logging.LogRecord("t", logging.INFO, __file__, 1, "stored %d events", (3,), None)
    assert LineFormatter("%(message)s").format(record) == "stored 3 events"
