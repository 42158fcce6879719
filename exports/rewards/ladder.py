"""The graded outcome ladder of CodeRL, as components beside the binary reward: a tie-break and a diagnostic.

Compile error −1, run-time error −0.6, failed tests −0.3, passed +1. A missing outcome is None, never
negative.
"""

COMPILE_ERROR = -1.0
RUNTIME_ERROR = -0.6
TESTS_FAILED = -0.3
PASSED = 1.0


def ladder(*, built: bool | None, ran: bool | None, tested: bool | None) -> float | None:
    """The first rung that failed decides; None where nothing conclusive was seen."""
    for result, penalty in ((built, COMPILE_ERROR), (ran, RUNTIME_ERROR), (tested, TESTS_FAILED)):
        if result is False:
            return penalty
    return PASSED if True in (built, ran, tested) else None


def binary(passed: bool | None) -> float | None:
    return None if passed is None else float(passed)
