"""Code the simulated developers ask for, read from `tasks/`: one file a task, three headers, then sections.

`$noun`, `$field` and `$limit` are filled in for every request, so that few texts make many different prompts.
"""

import re
from dataclasses import asdict, dataclass
from pathlib import Path
from string import Template


@dataclass(frozen=True)
class Task:
    """What stands around the cursor and four answers to it.

    `weak` falls short of `good`, `mended` is `good` after a person's touch, `broken` fails its tests.
    """

    language: str
    path: str
    instruction: str
    prefix: str
    suffix: str
    good: str
    weak: str
    mended: str
    broken: str

    def fill(self, words: dict[str, str]) -> "Task":
        return Task(**{name: Template(text).substitute(words) for name, text in asdict(self).items()})


def parse(text: str) -> Task:
    """Headers `name: value`, then sections that each begin with a line `=== name`."""
    head, *sections = re.split(r"^=== ", text, flags=re.MULTILINE)
    fields = _headers(head)
    for section in sections:
        name, _, body = section.partition("\n")
        fields[name] = body
    return Task(**fields)


def _headers(text: str) -> dict[str, str]:
    return dict(line.split(": ", 1) for line in text.splitlines())


_HERE = Path(__file__).parent
TASKS = tuple(parse(path.read_text("utf-8")) for path in sorted((_HERE / "tasks").glob("*.txt")))
WORDS = {name: words.split() for name, words in _headers((_HERE / "words.txt").read_text("utf-8")).items()}
