"""Libraries that do so: which, since and until when, by what name, and where it is documented."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Source:
    """A function of a library, the versions of which it is true, and the address of its documentation."""

    library: str
    versions: str
    name: str
    url: str

    @property
    def words(self) -> str:
        """The same in a line, without the address."""
        return f"{self.library}{f' {self.versions}' if self.versions else ''}: {self.name}"


_SKLEARN = "https://scikit-learn.org/stable/modules"
_TORCH = "https://docs.pytorch.org/docs/stable/generated"
_KERAS = "https://keras.io/api/losses/probabilistic_losses/"
_TF = "https://www.tensorflow.org"
_SPARK = "https://spark.apache.org/docs/latest/api/python/reference/api"

LOG_LOSS = Source(
    "scikit-learn", "≥ 1.2", "sklearn.metrics.log_loss", f"{_SKLEARN}/generated/sklearn.metrics.log_loss.html"
)
LOG_LOSS_OLD = Source(
    "scikit-learn",
    "< 1.2",
    "sklearn.metrics.log_loss(eps=1e-15)",
    "https://scikit-learn.org/1.1/modules/generated/sklearn.metrics.log_loss.html",
)
LOG_LOSS_SUM = Source("scikit-learn", "", "sklearn.metrics.log_loss(normalize=False)", LOG_LOSS.url)
LOG_LOSS_PLAIN = Source("scikit-learn", "", "sklearn.metrics.log_loss without sample_weight", LOG_LOSS.url)
NEG_LOG_LOSS = Source(
    "scikit-learn", "", 'scoring="neg_log_loss"', f"{_SKLEARN}/model_evaluation.html#scoring-parameter"
)
BALANCED = Source(
    "scikit-learn",
    "",
    'sklearn.utils.class_weight.compute_sample_weight("balanced")',
    f"{_SKLEARN}/generated/sklearn.utils.class_weight.compute_sample_weight.html",
)
LIGHTGBM = Source(
    "LightGBM",
    "",
    "binary_logloss, multi_logloss",
    "https://lightgbm.readthedocs.io/en/stable/Parameters.html#metric",
)
XGBOOST = Source(
    "XGBoost",
    "",
    "logloss, mlogloss",
    "https://xgboost.readthedocs.io/en/stable/parameter.html#learning-task-parameters",
)
SPARK = Source(
    "Spark",
    "≥ 3.0",
    'MulticlassClassificationEvaluator(metricName="logLoss")',
    f"{_SPARK}/pyspark.ml.evaluation.MulticlassClassificationEvaluator.html",
)
KERAS = Source("Keras", "≥ 3.0", "BinaryCrossentropy, CategoricalCrossentropy", _KERAS)
KERAS_LOGITS = Source("Keras", "", "BinaryCrossentropy(from_logits=True) given probabilities", _KERAS)
KERAS_NO_LOGITS = Source("Keras", "", "BinaryCrossentropy(), whose default is probabilities", _KERAS)
KERAS_BATCH = Source("Keras", "", 'reduction="sum_over_batch_size"', _KERAS)
KERAS_OLD = Source(
    "TensorFlow",
    "2.0–2.15",
    "tf.keras.losses.BinaryCrossentropy",
    f"{_TF}/versions/r2.15/api_docs/python/tf/keras/losses/BinaryCrossentropy",
)
TF_LOG_LOSS = Source(
    "TensorFlow",
    "",
    "tf.compat.v1.losses.log_loss",
    f"{_TF}/api_docs/python/tf/compat/v1/losses/log_loss",
)
TF_NONZERO = Source(
    "TensorFlow",
    "",
    "tf.compat.v1.losses.Reduction.SUM_BY_NONZERO_WEIGHTS",
    f"{_TF}/api_docs/python/tf/compat/v1/losses/Reduction",
)
BCE = Source("PyTorch", "≥ 2.0", "torch.nn.BCELoss", f"{_TORCH}/torch.nn.BCELoss.html")
BCE_WEIGHT = Source("PyTorch", "", "torch.nn.BCELoss(weight=...)", BCE.url)
BCE_SUM = Source("PyTorch", "", 'torch.nn.BCELoss(reduction="sum")', BCE.url)
BCE_ORDER = Source("PyTorch", "", "torch.nn.BCELoss()(input, target): predictions come first", BCE.url)
BCE_LOGITS = Source(
    "PyTorch",
    "",
    "torch.nn.BCEWithLogitsLoss, CrossEntropyLoss given probabilities",
    f"{_TORCH}/torch.nn.BCEWithLogitsLoss.html",
)
