"""A draft as the values of a record's columns. Pure."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from exports.contracts import Draft
from exports.preferences.identity import record_id, split_bucket
from exports.preferences.prompts import messages_of
from telemetry.contracts import Candidate, ChangedGroup, Interaction

COLUMNS = (
    "project_id", "record_id", "kind", "rule", "rule_version", "tier", "group_id", "split_bucket",
    "surface", "language", "repository", "file_path", "prompt_roles", "prompt_contents", "chosen",
    "rejected", "completion", "label", "reward", "reward_components", "margin", "confidence", "weight",
    "model_chosen", "model_rejected", "checkpoint", "propensity", "horizon_s", "contributors", "flags",
    "observed_at", "interactions", "events", "chosen_event", "rejected_event", "chosen_by",
    "signals", "license",
)  # fmt: skip

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_HORIZON_MAX = 2**31 - 1
Row = tuple[Any, ...]


def rows_of(group: ChangedGroup, drafts: Sequence[Draft]) -> list[Row]:
    """One row of `COLUMNS` a draft, arrays as PostgreSQL writes them."""
    interactions = {one.interaction.uid: one.interaction for one in group.members}
    shared = _shared(group, list(interactions.values()))
    return [_row({**shared, **_own(group, draft, interactions)}) for draft in drafts]


def _row(values: dict[str, Any]) -> Row:
    return tuple(values[name] for name in COLUMNS)


def _shared(group: ChangedGroup, interactions: list[Interaction]) -> dict[str, Any]:
    """What all records of a group have in common; with one repository they stay in one split."""
    ordered = sorted(interactions, key=lambda one: one.uid)
    prompt = next((found for one in ordered if (found := messages_of(one.prompt))), ())
    repository = min((one.repository for one in ordered if one.repository), default="")
    return {
        "project_id": group.project_id,
        "group_id": group.group_id,
        "prompt_roles": _array(clipped(one.role, 100) for one in prompt),
        "prompt_contents": _array(clipped(one.content) for one in prompt),
        "repository": clipped(repository, 500),
        "split_bucket": split_bucket(clipped(repository), group.group_id),
    }


def _own(group: ChangedGroup, draft: Draft, interactions: dict[str, Interaction]) -> dict[str, Any]:
    home = interactions[min(draft.interactions)]
    chosen = _candidate(interactions, draft.chosen_ref)
    rejected = _candidate(interactions, draft.rejected_ref)
    return {
        **_verbatim(draft),
        "record_id": record_id(group.group_id, draft),
        "surface": clipped(home.surface, 20),
        "language": clipped(home.language, 60),
        "file_path": clipped(home.file_path, 1000),
        "reward_components": msgspec.json.encode(draft.reward_components, order="sorted").decode(),
        "model_chosen": clipped(chosen.model, 200) if chosen else "",
        "model_rejected": clipped(rejected.model, 200) if rejected else "",
        "checkpoint": clipped((chosen or rejected or Candidate(candidate_id="")).checkpoint, 200),
        "horizon_s": None if draft.horizon_s is None else min(draft.horizon_s, _HORIZON_MAX),
        "contributors": _array(draft.contributors),
        "flags": _array(draft.flags),
        "observed_at": _EPOCH + timedelta(milliseconds=draft.observed_at),
        "interactions": _array(draft.interactions),
        "events": _array(draft.events),
        "chosen_event": draft.chosen_event or None,
        "rejected_event": draft.rejected_event or None,
        "chosen_by": _array(_chosen_by(draft, interactions)),
        "signals": msgspec.json.encode(draft.signals, order="sorted").decode(),
        "license": clipped(home.license, 100),
    }


def _chosen_by(draft: Draft, interactions: dict[str, Interaction]) -> list[str]:
    """The people in whose interactions a pair's chosen text came about: offered to them, or written by them."""
    if draft.kind != "pair":
        return []
    mine = (interactions[uid] for uid in draft.interactions)
    return sorted(
        {one.developer for one in mine if one.developer and any(_has_chosen(it, draft) for it in one.candidates)}
    )


def _has_chosen(candidate: Candidate, draft: Draft) -> bool:
    events = (signal.event_id for signal in candidate.signals)
    return candidate.text == draft.chosen or draft.chosen_event in events


_VERBATIM = (
    "kind", "rule", "rule_version", "tier", "chosen", "rejected", "completion", "label", "reward", "margin",
    "confidence", "weight", "propensity",
)  # fmt: skip


def _verbatim(draft: Draft) -> dict[str, Any]:
    return {name: getattr(draft, name) for name in _VERBATIM}


def _candidate(interactions: dict[str, Interaction], ref: tuple[str, str] | None) -> Candidate | None:
    if ref is None or ref[0] not in interactions:
        return None
    return next((one for one in interactions[ref[0]].candidates if one.candidate_id == ref[1]), None)


def _array(texts: Iterable[str]) -> str:
    """An array as PostgreSQL reads it: several times faster than having every item adapted by itself."""
    return "{" + ",".join(_quoted(text) for text in texts) + "}"


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def clipped(text: str, length: int | None = None) -> str:
    """Text as PostgreSQL takes it: no NUL, no lone surrogates, no longer than the column."""
    if not text.isascii():
        text = text.encode("utf-8", "replace").decode()
    return text.replace("\0", "")[:length]
