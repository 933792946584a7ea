"""What Spark reports as a log loss is what the convention called after it gives."""

from __future__ import annotations

import pytest

import logloss as ll

pytestmark = pytest.mark.integration


def test_spark_clips_at_1e_15(spark):
    evaluation = pytest.importorskip("pyspark.ml.evaluation", reason="pyspark is in the integrations' lock")
    linalg = pytest.importorskip("pyspark.ml.linalg")
    p, y = [0.0, 1.0, 0.3, 0.9, 0.5], [1, 0, 0, 1, 1]
    rows = [(float(k), float(q >= 0.5), linalg.Vectors.dense([1 - q, q])) for k, q in zip(y, p, strict=True)]
    frame = spark.createDataFrame(rows, ["label", "prediction", "probability"])
    evaluator = evaluation.MulticlassClassificationEvaluator(metricName="logLoss")
    reported = evaluator.evaluate(frame)
    first = ll.reconcile(y, p, said=f"{reported:.9f}").matches[0]
    assert [step.convention for step in first.steps] == ["clip.1e-15"]
    assert first.value == pytest.approx(reported, rel=1e-9)
