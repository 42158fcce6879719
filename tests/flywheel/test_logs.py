"""What a developer wrote never reaches a log line through a database error."""

import logging
import sys

import psycopg
import pytest
from django.db import IntegrityError, connection

from flywheel.logs import LineFormatter, without_keys
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


KEY = f"fw_{'0f' * 8}_{'a1' * 32}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"Unauthorized: /clients/copilot-arena/{KEY}/create_pair", "copilot-arena/(key-cut)/create_pair"),
        (f"Not Found: /clients/copilot-arena//{'a1' * 32}", "copilot-arena//(key-cut)"),
        (f"bad token {KEY}, again", f"fw_{'0f' * 8}_(key-cut) again"),
    ],
)
def test_a_key_is_cut_from_every_line(text: str, expected: str) -> None:
    record = logging.LogRecord("t", logging.WARNING, __file__, 1, "%s", (text,), None)
    line = LineFormatter("%(message)s").format(record)
    assert line.endswith(expected)
    assert "a1a1" not in line
    assert without_keys(line) == line


def test_loggers_of_addresses_print_no_key(caplog: pytest.LogCaptureFixture) -> None:
    for name in ("django.request", "django.server"):
        logger = logging.getLogger(name)
        logger.addHandler(caplog.handler)
        try:
            logger.warning('"PUT %s HTTP/1.1" 401', f"/clients/copilot-arena/{KEY}/add_completion")
        finally:
            logger.removeHandler(caplog.handler)
    assert "add_completion" in caplog.text
    assert "a1a1" not in caplog.text
