"""Which text of an agent's turn a command judges."""

from collections.abc import Sequence
from typing import Any

import pytest

from exports.preferences.outcomes import outcomes_of
from telemetry.contracts import Candidate
from tests.exports.preferences.build import accepted, candidate, clean, outcome, signal

SAID = candidate("said", "I will run the tests.")
WROTE = candidate("call_1", "def add(a, b): return a + b")
WROTE_TOO = candidate("call_2", "def sub(a, b): return a - b")
TAKEN = candidate("call_1", "def add(a, b): return a + b", accepted())


def judged(*candidates: Candidate, calls: Sequence[str] = (), **report: Any) -> list[str]:
    steps = [signal("tool.proposed", 0.5, "agent", call_id=name, tool="Write", arguments={}) for name in calls]
    turn = clean(*candidates, surface="agent", signals=[*steps, outcome(at_s=5.0, **report)]).interaction
    return [one.candidate_id for one in turn.candidates if outcomes_of(turn, one)]


@pytest.mark.parametrize(
    ("candidates", "calls", "report", "expected"),
    [
        ([SAID], ["call_9"], {"call_id": "call_9"}, []),  # what an agent says is not what its command tests
        ([SAID, WROTE], ["call_1", "call_9"], {"call_id": "call_9"}, ["call_1"]),
        ([SAID, WROTE, WROTE_TOO], ["call_1", "call_2"], {"call_id": "call_9"}, []),  # either may be to blame
        ([SAID, TAKEN, WROTE_TOO], ["call_1", "call_2"], {"call_id": "call_9"}, ["call_1"]),
        ([SAID], [], {}, ["said"]),  # a report of no command means the only candidate there is
        ([SAID, WROTE], ["call_1"], {}, ["call_1"]),
    ],
)
def test_a_command_judges_what_tools_wrote(
    candidates: list[Candidate], calls: list[str], report: dict[str, Any], expected: list[str]
) -> None:
    assert judged(*candidates, calls=calls, **report) == expected
