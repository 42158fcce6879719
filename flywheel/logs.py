"""Log lines without the data they were about.

PostgreSQL explains a failed statement with the row it failed on (`DETAIL:`, `CONTEXT:`), and drivers put that into the
exception's text, which loggers print. Rows hold code and prompts, so these explanations are cut from every line.
"""

import logging
import re

_EXPLANATION = re.compile(
    r"^[ \t]*(?:DETAIL|CONTEXT|QUERY):.*?(?=^(?:Traceback|During handling|The above exception|  File )|\Z)",
    re.DOTALL | re.MULTILINE,
)
CUT = "(details cut)"


class LineFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return without_rows(super().format(record))


def without_rows(text: str) -> str:
    """`text` with every explanation that quotes a row replaced by CUT."""
    return _EXPLANATION.sub(f"{CUT}\n", text).rstrip("\n") if "DETAIL:" in text or "CONTEXT:" in text else text
