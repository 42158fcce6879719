"""JavaScript to build candidates from: the functions of the scripts that come with Django's admin pages."""

import importlib.util
import re
import textwrap
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from flywheel.demo.world.source import BODY_CHARACTERS, BODY_LINES, Function

_SCRIPTS = Path("contrib/admin/static/admin/js")
_BEGINS = re.compile(
    r"^(?P<indent>[ \t]*)(?:[\w.$]+\s*[=:]\s*)?function\s*(?P<name>\w*)\s*\((?P<arguments>[\w\s,$]*)\)\s*\{$",
    re.MULTILINE,
)
_ASSIGNED = re.compile(r"(?P<name>\w+)\s*[=:]\s*function")


@cache
def scripts() -> tuple[Function, ...]:
    """In order of their files; minified ones are left out."""
    django = importlib.util.find_spec("django")
    if django is None or django.origin is None:
        return ()
    files = sorted((Path(django.origin).parent / _SCRIPTS).rglob("*.js"))
    texts = (file.read_text(encoding="utf-8") for file in files if not file.name.endswith(".min.js"))
    return tuple(function for text in texts for function in functions_in(text))


def functions_in(text: str) -> Iterator[Function]:
    for found in _BEGINS.finditer(text):
        end = text.find(f"\n{found['indent']}}}", found.end())
        assigned = _ASSIGNED.search(found.group())
        name = found["name"] or (assigned["name"] if assigned else "")
        body = textwrap.dedent(text[found.end() + 1 : end + 1])
        if end > 0 and name and _usable(body):
            head = f"function {name}({' '.join(found['arguments'].split())}) {{\n"
            yield Function(name, "javascript", "", head, textwrap.indent(body, "    "), "}\n", f"What {name} does.")


def _usable(body: str) -> bool:
    return body.isascii() and body.count("\n") in BODY_LINES and len(body) in BODY_CHARACTERS and "//" not in body
