"""What labels would be without a label engine, straight from the events: the two readings everybody starts with.

Both trust every event: no cleaning, no screening, whoever or whatever caused the signal. Pure.
"""

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from exports.evaluation.coverage import Claim, Groups, coverage
from exports.evaluation.judging import RIGHT, UNKNOWN, are_comparable, compare
from exports.evaluation.rates import Share, share_of
from exports.evaluation.truth import Truth, uid_of
from telemetry.contracts import Frozen

ACCEPTED = "accepted beats dismissed"
LAST = "last regeneration wins"

Event = dict[str, Any]


class Baseline(Frozen, frozen=True, kw_only=True, omit_defaults=False):
    accuracy: Share
    comparable: Share
    coverage: Share
    unknown: int


class _Candidate:
    def __init__(self, interaction_id: str) -> None:
        self.interaction_id = interaction_id
        self.event_id = ""
        self.text = ""
        self.at = ""
        self.shown = self.accepted = self.regenerated = False


class Reading:
    """Candidates by interaction, and the prompt each interaction asked."""

    def __init__(self, events: Iterable[Event]) -> None:
        self._prompts: dict[str, bytes] = {}
        self._candidates: dict[tuple[str, str], _Candidate] = {}
        for event in events:
            self._take(event)

    def _take(self, event: Event) -> None:
        interaction, kind = event.get("interaction_id") or "", event["type"]
        if kind == "interaction.started":
            prompt = (event.get("data") or {}).get("prompt")
            self._prompts[interaction] = msgspec.json.encode(prompt, order="deterministic")
        elif event.get("candidate_id"):
            key = (interaction, event["candidate_id"])
            self._see(self._candidates.setdefault(key, _Candidate(interaction)), kind, event)

    def _see(self, candidate: _Candidate, kind: str, event: Event) -> None:
        if kind == "candidate.generated":
            candidate.event_id, candidate.at = event["event_id"], event["occurred_at"]
            candidate.text = (event.get("data") or {}).get("text") or ""
        candidate.shown |= kind == "candidate.shown"
        candidate.accepted |= kind == "candidate.accepted"
        candidate.regenerated |= kind == "candidate.regenerated"

    def accepted_beats_dismissed(self) -> Iterator[tuple[_Candidate, _Candidate]]:
        """Of one prompt: each accepted candidate over each other that was shown and not accepted."""
        for candidates in self._by_prompt():
            others = [one for one in candidates if one.shown and not one.accepted]
            for winner in candidates:
                if winner.accepted:
                    yield from ((winner, other) for other in others if other.text != winner.text)

    def last_regeneration_wins(self) -> Iterator[tuple[_Candidate, _Candidate]]:
        """Of one prompt in which somebody asked again: the last answer over each earlier one."""
        for candidates in self._by_prompt():
            if any(one.regenerated for one in candidates):
                *earlier, last = sorted(candidates, key=lambda one: (one.at, one.event_id))
                yield from ((last, other) for other in earlier if other.text != last.text)

    def _by_prompt(self) -> Iterator[list[_Candidate]]:
        groups: dict[bytes, list[_Candidate]] = {}
        for candidate in self._candidates.values():
            if candidate.event_id:
                prompt = self._prompts.get(candidate.interaction_id, candidate.interaction_id.encode())
                groups.setdefault(prompt, []).append(candidate)
        yield from groups.values()


def baselines(events: Iterable[Event], truth: Truth, groups: Groups) -> dict[str, Baseline]:
    reading = Reading(events)
    pairs = {ACCEPTED: reading.accepted_beats_dismissed(), LAST: reading.last_regeneration_wins()}
    return {name: _measure(found, truth, groups) for name, found in pairs.items()}


def _measure(pairs: Iterable[tuple[_Candidate, _Candidate]], truth: Truth, groups: Groups) -> Baseline:
    claims, unknown, comparable = [], 0, []
    for better, worse in pairs:
        verdict = compare(truth, better.event_id, worse.event_id)
        if verdict == UNKNOWN:
            unknown += 1
            continue
        uids = tuple({uid_of(better.interaction_id), uid_of(worse.interaction_id)})
        claims.append(Claim(1.0, verdict == RIGHT, uids))
        if are_comparable(truth, better.event_id, worse.event_id):
            comparable.append(verdict == RIGHT)
    return Baseline(
        accuracy=share_of(claim.right for claim in claims),
        comparable=share_of(comparable),
        coverage=coverage(claims, groups),
        unknown=unknown,
    )
