"""Logistic regression around a starting point: coefficients with normal priors, and a fixed offset for each row. Pure.

The offset is what makes scarce gold useful: it is the base calibration's logit, and the priors pull what is learnt from
gold towards no change. scikit-learn's LogisticRegression takes no offset, so the convex objective is given to SciPy.
"""

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import minimize
from scipy.special import expit

Floats = NDArray[np.float64]
ITERATIONS = 500


def fit(matrix: sparse.csr_matrix, agrees: Floats, offset: Floats, deviations: Floats) -> Floats:
    """One coefficient a column. Minimises Σ log(1 + exp(−±(Xβ + offset))) + ½ Σ (β / deviation)²."""
    precision = deviations**-2.0
    sign = 2 * agrees - 1

    def loss(beta: Floats) -> tuple[float, Floats]:
        margin = sign * (matrix @ beta + offset)
        value = np.logaddexp(0, -margin).sum() + 0.5 * (precision * beta**2).sum()
        slope = -sign * expit(-margin)
        return float(value), matrix.T @ slope + precision * beta

    start = np.zeros(matrix.shape[1])
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": ITERATIONS, "ftol": 1e-10})
    return np.asarray(found.x, dtype=np.float64)
