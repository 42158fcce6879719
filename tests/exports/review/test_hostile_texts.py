"""Texts that try to break out of a record's page, or to make it endless."""

import pytest

from flywheel.projects.models import Project
from tests.factories import RecordFactory
from tests.pages import member, read

LONGEST_PAGE = 8_000_000  # characters; two texts of 1 MB, each as split and unified, come to half of it
TEXTS = {
    "markup": "</script><img/src=x/onerror=alert(1)></pre></td>\n",
    "right to left": "access = '\u202e\u2066// admin\u2069 \u2066'\n",
    "terminal": "\x1b[31mred\x1b[0m\x07\x08\n",
    "line": "a" * 1_000_000,
    "markup in a line": "<b>&" * 250_000,
    "lines": "x\n" * 100_000,
    "separators": "a\u2028b\u2029c\x0bd\x0ce\r\nf\rg\n",
    "nothing": "",
}


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("kind", ["pair", "unpaired"])
def test_a_record_of_any_text_is_shown_escaped_and_bounded(project: Project, name: str, kind: str) -> None:
    text = TEXTS[name]
    texts = {"chosen": text, "rejected": f"{text}x"} if kind == "pair" else {"completion": text, "label": True}
    fields = {"file_path": text[:1000], "rule": text[:60], "language": text[:60], "prompt_contents": [text]}
    row = RecordFactory.create(project=project, record_id="hostile", kind=kind, **texts, **fields)
    viewer = member(project, "viewer")
    for path in (f"/p/acme/records/{row.record_id}/", "/p/acme/records/"):
        page = read(viewer, path)
        assert "<img" not in page
        assert "<b>" not in page
        assert len(page) < LONGEST_PAGE
