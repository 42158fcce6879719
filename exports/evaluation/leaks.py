"""Planted secrets and personal data: which came out again, and what was redacted for nothing. Pure."""

from collections.abc import Iterable, Iterator, Sequence

from exports.evaluation.rates import Share, share, share_of
from exports.evaluation.rows import CleanState
from exports.evaluation.truth import Truth, uid_of
from telemetry.contracts import Frozen

KINDS = ("secret", "personal")
_CHUNK = 500  # texts searched as one: finding a word in a long text is much faster than in many short ones


class Leak(Frozen, frozen=True, kw_only=True, omit_defaults=False):
    """A planted value that was not redacted, and the records it is in; without any it went on, but into none."""

    kind: str
    value: str
    records: tuple[str, ...]


class Leaks(Frozen, frozen=True, kw_only=True, omit_defaults=False):
    """`leaked` of the planted values in any text column of a record that may be released, by kind.

    `recall`: of the values whose interaction went on, the share gone from all that went on. `precision`: of the
    interactions in which something was redacted, the share in which something was planted. `look_alikes`: of
    the planted look-alikes whose interaction went on, the share that was left alone.
    """

    leaked: dict[str, Share]
    recall: Share
    precision: Share
    look_alikes: Share
    missed: tuple[Leak, ...]


def found_in(values: Iterable[str], texts: Iterable[tuple[str, Sequence[str]]]) -> dict[str, list[str]]:
    """The names of those that hold a value in one of their texts, by value; values that are nowhere are left out."""
    names: dict[str, list[str]] = {}
    for name, its_texts in texts:
        for text in its_texts:
            names.setdefault(text, []).append(name)  # prompts recur: each text is searched once
    wanted = sorted(set(values))
    found: dict[str, set[str]] = {}
    for chunk in _chunks(names):
        whole = "\0".join(chunk)
        for value in wanted:
            if value in whole:
                found.setdefault(value, set()).update(name for text in chunk if value in text for name in names[text])
    return {value: sorted(found[value]) for value in sorted(found)}


def _chunks(texts: Iterable[str]) -> Iterator[list[str]]:
    chunk: list[str] = []
    for text in texts:
        chunk.append(text)
        if len(chunk) == _CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def leaks(
    truth: Truth,
    records: Iterable[tuple[str, Sequence[str]]],
    kept: Sequence[tuple[str, str]],
    states: Iterable[CleanState],
) -> Leaks:
    """`records`: (record id, its texts) of those that may be released; `kept`: (uid, all texts) of what went on."""
    planted = {(one.kind, one.value) for one in truth.of_kind(*KINDS) if one.value}
    out = found_in((value for _, value in planted), records)
    by_kind = {kind: [value in out for of, value in sorted(planted) if of == kind] for kind in KINDS}
    return Leaks(
        leaked={kind: share_of(flags) for kind, flags in by_kind.items()},
        recall=_absent(truth, dict(kept), *KINDS),
        precision=_precision(truth, states),
        look_alikes=_present(truth, dict(kept)),
        missed=tuple(_missed(truth, dict(kept), out)),
    )


def _missed(truth: Truth, kept: dict[str, str], out: dict[str, list[str]]) -> Iterator[Leak]:
    planted = {(one.kind, one.value, uid_of(one.interaction_id or "")) for one in truth.of_kind(*KINDS) if one.value}
    gone_on = {(kind, value) for kind, value, uid in planted if value in out or value in kept.get(uid, "")}
    return (Leak(kind=kind, value=value, records=tuple(out.get(value, ()))) for kind, value in sorted(gone_on))


def _absent(truth: Truth, kept: dict[str, str], *kinds: str) -> Share:
    values = ((uid_of(one.interaction_id or ""), one.value) for one in truth.of_kind(*kinds) if one.value)
    return share_of(value not in kept[uid] for uid, value in values if uid in kept)


def _present(truth: Truth, kept: dict[str, str]) -> Share:
    values = ((uid_of(one.interaction_id), one.value) for one in truth.look_alikes)
    return share_of(value in kept[uid] for uid, value in values if uid in kept)


def _precision(truth: Truth, states: Iterable[CleanState]) -> Share:
    planted = truth.interactions("secret") | truth.interactions("personal")
    redacted = [one.uid for one in states if any(reason.startswith("redact:") for reason in one.reasons)]
    return share(sum(uid in planted for uid in redacted), len(redacted))
