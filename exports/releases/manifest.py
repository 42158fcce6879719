"""The manifest: what a release holds, how it was made, and the SHA-256 of every file. Pure.

It names no version, time, project or database id: the same rows under the same recipe give the same manifest
in any installation. Those facts are the release's row in the database.
"""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from exports.preferences.calibration import Calibration
from exports.releases import trust
from exports.releases.parquet import WRITER
from exports.releases.recipe import Recipe
from exports.releases.schema import describe
from exports.releases.splits import SPLITS
from exports.releases.tables import KindWriter, WrittenFile

NAME = "manifest.json"
FORMAT = 1


def build(
    recipe: Recipe,
    writers: Sequence[KindWriter],
    files: Sequence[WrittenFile],
    left_out: Mapping[str, Mapping[str, int]],
    stages: Mapping[str, int],
    calibration: Calibration,
) -> dict[str, Any]:
    """The manifest without the card, which is made from it and listed afterwards with `with_card`.

    `stages` are the versions of the cleaning stages by name; those of the rules are read from the rows.
    `calibration` is what the rows' confidence was read with.
    """
    entries = [_entry(file) for file in sorted(files)]
    rules = {rule: version for writer in writers for rule, version in writer.rule_versions.items()}
    return {
        "format": FORMAT,
        "content_digest": content_digest(entries, recipe.fingerprint(), stages),
        "recipe": recipe.as_dict(),
        "recipe_fingerprint": recipe.fingerprint(),
        "rules": dict(sorted(rules.items())),
        "stages": dict(sorted(stages.items())),
        "writer": WRITER,
        "calibration": trust.calibration_facts(calibration),
        "rows": sum(writer.rows for writer in writers),
        "kinds": {writer.kind: _kind(writer, left_out.get(writer.kind, {}), calibration) for writer in writers},
        "layouts": _layouts(writers, entries),
        "files": entries,
    }


def with_card(manifest: dict[str, Any], card: bytes) -> dict[str, Any]:
    entry = {
        "path": "README.md",
        "sha256": hashlib.sha256(card).hexdigest(),
        "bytes": len(card),
        "rows": None,
    }
    return {**manifest, "files": [*manifest["files"], entry]}


def encode(manifest: dict[str, Any]) -> bytes:
    return msgspec.json.format(msgspec.json.encode(manifest, order="sorted"), indent=2) + b"\n"


def content_digest(entries: Sequence[Mapping[str, Any]], fingerprint: str, stages: Mapping[str, int]) -> str:
    """SHA-256 over the data files' paths and hashes, the recipe and the cleaning stages.

    Equal for the same rows and splits made the same way. Versions of rules are columns of the rows.
    """
    files = [[entry["path"], entry["sha256"]] for entry in entries]
    content = {"files": files, "recipe": fingerprint, "stages": dict(stages)}
    return hashlib.sha256(msgspec.json.encode(content, order="sorted")).hexdigest()


def _entry(file: WrittenFile) -> dict[str, Any]:
    shard = file.shard
    return {
        "path": file.path,
        "layout": file.layout,
        "split": file.split,
        "sha256": shard.sha256,
        "bytes": shard.bytes,
        "rows": shard.rows,
    }


def _kind(writer: KindWriter, left_out: Mapping[str, int], calibration: Calibration) -> dict[str, Any]:
    by = {column: dict(sorted(counter.items())) for column, counter in writer.counts.items()}
    own = {"rows": writer.rows, "left_out": dict(sorted(left_out.items())), "by": by}
    return {**own, **trust.kind_facts(writer.kind, writer.rule_sums, calibration)}


def _layouts(writers: Sequence[KindWriter], entries: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    found = {}
    for writer in writers:
        for layout in writer.layouts:
            own = [entry for entry in entries if entry["layout"] == layout.name]
            if own:
                found[layout.name] = {
                    "kind": layout.kind,
                    "schema": describe(layout.schema),
                    "rows": sum(entry["rows"] for entry in own),
                    "left_out": writer.left_out[layout.name],
                    "splits": _splits(own),
                }
    return found


def _splits(entries: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    found = {}
    for split in SPLITS:
        own = [entry for entry in entries if entry["split"] == split]
        if own:
            found[split] = {
                "rows": sum(entry["rows"] for entry in own),
                "bytes": sum(entry["bytes"] for entry in own),
            }
    return found
