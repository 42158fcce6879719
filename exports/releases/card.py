"""The data card (`README.md`): its `configs` are what makes `load_dataset(folder, layout)` work. Pure.

It names neither project, version nor time, so the same rows have the same card everywhere.
"""

from collections.abc import Mapping
from typing import Any

import yaml

from exports.releases import card_trust
from exports.releases.columns import COLUMNS
from exports.releases.markdown import table

NAME = "README.md"
DEFAULT_LAYOUT = "trl_preference"
_SIZES = (
    (1_000, "n<1K"),
    (10_000, "1K<n<10K"),
    (100_000, "10K<n<100K"),
    (1_000_000, "100K<n<1M"),
    (10_000_000, "1M<n<10M"),
)

_INTRODUCTION = """\
# Code preferences from developers

What developers did with the suggestions of code models (took, edited, kept, dismissed, reverted,
compared), turned into preference pairs, unpaired labels and rewards. Every record names the rule that made
it and the events it rests on. Texts were scrubbed of secrets and personal data before any record was made;
developers appear as pseudonyms.
"""

_CAUTIONS = """\
## Cautions

- These are choices of the developers who used one installation, not of developers in general.
- What a developer accepts favours short and easy code; what is kept is not thereby correct.
- Preference trainers ignore `confidence`: filter by it, or by `tier`, in the recipe.
- An outcome that is missing (a test that could not run) is null, never negative.
- A prompt group is in one split only, and so is a repository that is named.
- Scrubbing is automatic and can miss things. Treat the texts as confidential.
"""

_LOADING = """\
## Loading

From a folder that holds this file:

```python
from datasets import load_dataset

dataset = load_dataset("path/to/this/folder", "{layout}")
```

From the server, with `HF_ENDPOINT=https://<server>/hub` and `HF_TOKEN=<key>` in the environment:

```python
dataset = load_dataset("<project>/<dataset>", "{layout}", revision="<version>")
```
"""


def render(manifest: Mapping[str, Any]) -> bytes:
    """The card of a release, from its manifest."""
    default = _default_layout(manifest)
    parts = [
        _front_matter(manifest, default),
        _INTRODUCTION,
        _contents(manifest),
        _LOADING.format(layout=default),
        card_trust.confidence(manifest),
        card_trust.lengths(manifest),
        _rules(manifest),
        _left_out(manifest),
        _columns(manifest),
        _CAUTIONS,
    ]
    return "\n".join(parts).encode()


def _default_layout(manifest: Mapping[str, Any]) -> str:
    names = list(manifest["layouts"])
    return DEFAULT_LAYOUT if DEFAULT_LAYOUT in names else names[0]


def _front_matter(manifest: Mapping[str, Any], default: str) -> str:
    header = {
        "pretty_name": "Code preferences from developers",
        "license": "other",
        "language": ["code"],
        "task_categories": ["text-generation"],
        "tags": ["preference", "dpo", "kto", "reward-model", "code"],
        "size_categories": [_size(manifest["rows"])],
        "configs": [_config(manifest, name, default) for name in manifest["layouts"]],
    }
    return "---\n" + yaml.safe_dump(header, sort_keys=False, allow_unicode=True) + "---\n"


def _config(manifest: Mapping[str, Any], name: str, default: str) -> dict[str, Any]:
    splits = manifest["layouts"][name]["splits"]
    files = [{"split": split, "path": f"{name}/{split}-*.parquet"} for split in splits]
    config = {"config_name": name, "data_files": files}
    return {**config, "default": True} if name == default else config


def _size(rows: int) -> str:
    return next((name for limit, name in _SIZES if rows < limit), "n>10M")


def _contents(manifest: Mapping[str, Any]) -> str:
    rows = [
        (
            f"`{name}`",
            layout["kind"],
            *(layout["splits"].get(split, {}).get("rows", 0) for split in ("train", "validation", "test")),
        )
        for name, layout in manifest["layouts"].items()
    ]
    return "## Contents\n\n" + table(("layout", "kind", "train", "validation", "test"), rows)


def _rules(manifest: Mapping[str, Any]) -> str:
    parts = []
    for column, title in (
        ("rule", "Records by rule"),
        ("language", "Records by language"),
        ("model_chosen", "Records by model"),
    ):
        rows = [
            (kind, f"`{value}`" if value else "not known", count)
            for kind, facts in manifest["kinds"].items()
            for value, count in sorted(facts["by"][column].items(), key=lambda item: (-item[1], item[0]))[:20]
        ]
        parts.append(f"## {title}\n\n" + table(("kind", column, "records"), rows))
    return "\n".join(parts)


def _left_out(manifest: Mapping[str, Any]) -> str:
    rows = [
        (kind, f"`{reason}`", count)
        for kind, facts in manifest["kinds"].items()
        for reason, count in facts["left_out"].items()
    ]
    rows += [
        (f"`{name}`", "`empty_completion`", layout["left_out"])
        for name, layout in manifest["layouts"].items()
        if layout["left_out"]
    ]
    if not rows:
        return "## Left out\n\nNo record was left out.\n"
    return "## Left out\n\n" + table(("kind or layout", "reason", "records"), rows)


def _columns(manifest: Mapping[str, Any]) -> str:
    named = {column["name"] for layout in manifest["layouts"].values() for column in layout["schema"]}
    rows = [(f"`{name}`", meaning) for name, meaning in COLUMNS.items() if name in named]
    return "## Columns\n\n" + table(("column", "meaning"), rows)
