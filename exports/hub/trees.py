"""The files of a release as Hub tree entries. Pure."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple


class Entry(NamedTuple):
    path: str
    sha256: str
    size: int


def listing(files: Sequence[Entry], folder: str, recursive: bool) -> list[dict[str, Any]]:
    """What lies in a folder (`""`: the root), folders first; with `recursive`, everything below it."""
    prefix = f"{folder}/" if folder else ""
    inside = [file for file in files if file.path.startswith(prefix)]
    shown = inside if recursive else [file for file in inside if "/" not in file.path.removeprefix(prefix)]
    folders = sorted({path for file in inside for path in _folders_below(file.path, prefix, recursive)})
    return [*(folder_entry(path) for path in folders), *(file_entry(file) for file in shown)]


def paths_info(files: Sequence[Entry], paths: Iterable[str]) -> list[dict[str, Any]]:
    """The entries of the paths that exist, files and folders, in the order asked."""
    by_path = {file.path: file_entry(file) for file in files}
    folders = {path for file in files for path in _folders_below(file.path, "", recursive=True)}
    known = {**{path: folder_entry(path) for path in folders}, **by_path}
    return [known[path] for path in dict.fromkeys(path.strip("/") for path in paths) if path in known]


def file_entry(file: Entry) -> dict[str, Any]:
    """`oid` stands for git's object id: 40 digits that change when, and only when, the content does."""
    return {"type": "file", "oid": file.sha256[:40], "size": file.size, "path": file.path}


def folder_entry(path: str) -> dict[str, Any]:
    return {"type": "directory", "oid": "0" * 40, "size": 0, "path": path}


def _folders_below(path: str, prefix: str, recursive: bool) -> list[str]:
    parts = path.removeprefix(prefix).split("/")[:-1]
    depth = len(parts) if recursive else min(len(parts), 1)
    return [prefix + "/".join(parts[: index + 1]) for index in range(depth)]
