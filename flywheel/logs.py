"""Log lines without the data they were about, and without keys.

PostgreSQL explains a failed statement with the row it failed on (`DETAIL:`, `CONTEXT:`), and drivers put that into the
exception's text, which loggers print. Rows hold code and prompts, so these explanations are cut from every line.

One client can send its API key only as a part of the address, which Django prints with every error. So secrets of keys
are cut too, from every line and from the records of the loggers that print addresses.
"""

import logging
import re

_EXPLANATION = re.compile(
    r"^[ \t]*(?:DETAIL|CONTEXT|QUERY):.*?(?=^(?:Traceback|During handling|The above exception|  File )|\Z)",
    re.DOTALL | re.MULTILINE,
)
_SECRET = re.compile(r"\b(fw_[^_/\s]+_)[^/?#\s\"']+")
_ADDRESS = re.compile(r"(/clients/copilot-arena/+)[^/\s]+")  # also what is no key because of a slip in pasting it
CUT = "(details cut)"
KEY_CUT = "(key-cut)"  # in one word, so that cutting twice is cutting once


class LineFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return without_keys(without_rows(super().format(record)))


class KeyFilter(logging.Filter):
    """For loggers that print addresses, so that handlers with formats of their own see no key either."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = without_keys(record.getMessage()), None
        return True


def without_rows(text: str) -> str:
    """`text` with every explanation that quotes a row replaced by CUT."""
    return _EXPLANATION.sub(f"{CUT}\n", text).rstrip("\n") if "DETAIL:" in text or "CONTEXT:" in text else text


def without_keys(text: str) -> str:
    """`text` without the secret of any API key, and without the part of an address that is one."""
    if "/copilot-arena/" in text:
        text = _ADDRESS.sub(rf"\1{KEY_CUT}", text)
    return _SECRET.sub(rf"\1{KEY_CUT}", text) if "fw_" in text else text
