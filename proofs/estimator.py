"""`minimize` as a scikit-learn classifier: the network of least cost on the training data, applied
exactly.

Features are the doubles they are: each is an exact rational. For training data without
contradiction the fitted network has cost exactly 0, so it is right at every training point; where
equal points have different labels it has the least cost of all functions (P0). What it says
elsewhere is what the network says: no statement here is about data not seen.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import numpy.typing as npt
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import check_is_fitted, validate_data
from sympy import QQ
from sympy.polys.matrices import DomainMatrix

from symbolic.cells import Search
from symbolic.clusters import ClusterData
from symbolic.errors import NotApplicable
from symbolic.float_arrays import Floats, Numbers
from symbolic.least_cost import least_cost_network
from symbolic.matrices import from_flat, identity
from symbolic.network import ReluNetwork
from symbolic.scalars import Scalar
from symbolic.words import Architecture

__all__ = ["LeastCostClassifier"]


class LeastCostClassifier(ClassifierMixin, BaseEstimator):
    """The network of least L² cost on labelled data, with unit targets; ``predict`` evaluates it
    exactly.

    Parameters
    ----------
    architecture : as of ``truncation minimize``: ``auto``, ``truncation``, ``two-layer``, ``deep``,
        ``shallow``, ``narrow``.
    restarts : restarts of the search for few cells (None: as many as half a minute or so allows).
    random_state : the seed of that search, an integer or None for 0.

    Attributes
    ----------
    classes_ : the labels, in order; ``network_`` : the exact `ReluNetwork`, ``M → … → Q``.

    Raises
    ------
    NotApplicable
        from ``fit``, where this architecture has no such network for the data.

    >>> points = [[0, 0], [1, 1], [0, 1], [1, 0]]
    >>> model = LeastCostClassifier(restarts=0).fit(points, ["a", "a", "b", "b"])
    >>> model.network_.widths, model.predict([[1, 1], [1, 0]]).tolist()
    ((2, 2, 1, 2), ['a', 'b'])
    """

    def __init__(
        self, architecture: str = "auto", restarts: int | None = 0, random_state: int | None = None
    ) -> None:
        self.architecture = architecture
        self.restarts = restarts
        self.random_state = random_state

    def fit(self, X: npt.ArrayLike, y: npt.ArrayLike) -> LeastCostClassifier:
        """Find the network; ``X`` is ``N × M`` of finite numbers, ``y`` has ``N`` labels."""
        points: Floats
        points, y = validate_data(self, X, y, dtype=np.float64)
        check_classification_targets(y)
        self.classes_, classes = np.unique(y, return_inverse=True)
        blocks = tuple(_columns(points[classes == j]) for j in range(len(self.classes_)))
        labels = tuple(str(j) for j in range(len(self.classes_)))
        data = ClusterData("training data", labels, identity(len(labels)), blocks)
        search = Search(self.restarts, self.random_state or 0)
        architecture = Architecture(self.architecture)
        outcome = least_cost_network(data, architecture, search=search)
        network = getattr(outcome, "network", None)
        if network is None:
            raise NotApplicable(f"{self.architecture}: no such network for these data")
        self.network_ = network
        return self

    def decision_function(self, X: npt.ArrayLike) -> Floats:
        """The outputs ``N × Q``, each rounded once to the nearest double; for two classes the
        second less the first.
        """
        outputs = self._outputs(X)
        floats = np.array([[int(e.numerator) / int(e.denominator) for e in row] for row in outputs])
        return floats[:, 1] - floats[:, 0] if len(self.classes_) == 2 else floats

    def predict(self, X: npt.ArrayLike) -> Numbers:
        """The label of the unit target nearest to the exact output: that of the largest entry, the
        first of equal ones.
        """
        outputs = self._outputs(X)
        return self.classes_[[row.index(max(row)) for row in outputs]]

    def _outputs(self, X: npt.ArrayLike) -> list[list[Scalar]]:
        check_is_fitted(self)
        points: Floats = validate_data(self, X, dtype=np.float64, reset=False)
        network: ReluNetwork = self.network_
        return network(_columns(points)).transpose().to_list()


def _columns(rows: Floats) -> DomainMatrix:
    """Doubles as the exact rationals they are, one point a column."""
    entries = [Fraction(float(e)) for e in rows.T.ravel()]
    exact = [QQ(e.numerator, e.denominator) for e in entries]
    return from_flat(exact, rows.shape[1], rows.shape[0])
