"""Exact tests and false-discovery control. Pure; SciPy is imported where it is used, never at the start of a server."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


def binomial_p(successes: int, trials: int, rate: float) -> float:
    """P(at least this many of `trials`), each with probability `rate`."""
    from scipy.stats import binom

    return float(binom.sf(successes - 1, trials, rate)) if successes else 1.0


def binomial_p_values(successes: npt.NDArray[np.int32], trials: npt.NDArray[np.int32], rate: float) -> Floats:
    """`binomial_p`, element by element."""
    from scipy.stats import binom

    found: Floats = np.asarray(binom.sf(successes - 1, trials, rate), dtype=np.float64)
    return found


def poisson_p(count: int, expected: float) -> float:
    """P(at least this many), where `expected` is the mean."""
    from scipy.stats import poisson

    return float(poisson.sf(count - 1, expected)) if count else 1.0


def fisher_p(favoured: int, refused: int, others_favoured: int, others_refused: int) -> float:
    """Fisher's exact test, one-sided: P(the first row's share of `favoured` is this high by chance)."""
    from scipy.stats import hypergeom

    total, all_favoured = favoured + refused + others_favoured + others_refused, favoured + others_favoured
    return float(hypergeom.sf(favoured - 1, total, all_favoured, favoured + refused)) if favoured else 1.0


def heterogeneity_p(statistics: Floats, freedoms: Floats) -> Floats:
    """P(χ² at least this large), element by element."""
    from scipy.special import chdtrc

    found: Floats = chdtrc(freedoms, statistics)
    return found


def q_values(p_values: Sequence[float], tests: int | None = None) -> list[float]:
    """The least false-discovery rate at which each test is still a discovery (Benjamini–Hochberg).

    `tests` counts all that were made, also those not listed, whose p is taken as 1.
    """
    if not p_values:
        return []
    order = np.argsort(np.asarray(p_values), kind="stable")
    raw = np.asarray(p_values)[order] * max(tests or 0, len(p_values)) / np.arange(1, len(p_values) + 1)
    falling = np.minimum(np.minimum.accumulate(raw[::-1])[::-1], 1.0)
    found = np.empty(len(p_values))
    found[order] = falling
    return [float(value) for value in found]
