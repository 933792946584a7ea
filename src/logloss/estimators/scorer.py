"""The scorer: negative log loss as scikit-learn's ``scoring=`` takes it, exact where scikit-learn's clips."""

from __future__ import annotations

from typing import Any

import numpy as np

from logloss.estimators.models import check_classifier, gives_logits, known_classes, predicted
from logloss.scores import log_loss, log_loss_from_logits


class LogLossScorer:
    """Negative log loss of a fitted classifier, for ``scoring=`` of scikit-learn's tools.

    scikit-learn's own ``"neg_log_loss"`` lifts every probability below 2⁻⁵² (2⁻²³ of float32) to that; this
    one lifts none, and is −∞ where a row was given 0 for what happened. Logistic regression is scored by its
    logits. The classes are the estimator's, so that a fold may lack one. ``logloss.log_loss_scorer`` is such
    a scorer; called as ``(estimator, X, y, sample_weight=None)`` it gives −Σ w·surprisal / Σ w in nats.

    Examples
    --------
    >>> import logloss as ll
    >>> from sklearn.datasets import load_iris
    >>> from sklearn.linear_model import LogisticRegression
    >>> from sklearn.model_selection import cross_val_score
    >>> X, y = load_iris(return_X_y=True)
    >>> model = LogisticRegression(max_iter=1000)
    >>> round(float(cross_val_score(model, X, y, scoring=ll.log_loss_scorer).mean()), 2)
    -0.14
    """

    def __init__(self) -> None:
        self._wanted: bool | str | None = None

    def __call__(self, estimator: Any, X: Any, y: Any, sample_weight: Any = None) -> float:
        """Score an estimator on rows: −Σ w·surprisal / Σ w, in nats; larger is better.

        Parameters
        ----------
        estimator : fitted classifier or pipeline
        X : shape (n, features)
        y : shape (n,)
        sample_weight : shape (n,), optional
        """
        check_classifier(estimator)
        y = np.asarray(y)
        classes = known_classes(estimator, y)
        if gives_logits(estimator) and len(classes) == 2:
            logits = predicted(estimator, X, classes, from_logits=True)
            return -log_loss_from_logits(y, logits, sample_weight, labels=classes.tolist())
        p = predicted(estimator, X, classes, from_logits=False)
        return -log_loss(y, p, sample_weight, labels=classes.tolist())

    def set_score_request(self, *, sample_weight: bool | str | None) -> LogLossScorer:
        """A scorer that asks scikit-learn's metadata routing for weights.

        Parameters
        ----------
        sample_weight : True, False, None or str
            Whether to pass them; None refuses them; a string is the name they go by.
        """
        asking = LogLossScorer()
        asking._wanted = sample_weight
        return asking

    def get_metadata_routing(self) -> Any:
        """What this scorer asks of scikit-learn's metadata routing."""
        from sklearn.utils.metadata_routing import MetadataRequest

        request = MetadataRequest(owner=self)
        request.score.add_request(param="sample_weight", alias=self._wanted)
        return request

    def _accept_sample_weight(self) -> bool:
        """What scikit-learn asks of its own scorers, where metadata is not routed."""
        return True

    def __repr__(self) -> str:
        return "log_loss_scorer"


log_loss_scorer = LogLossScorer()
