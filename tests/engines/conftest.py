from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from typing import Any

import duckdb
import polars as pl
import pyarrow as pa
import pytest

import logloss as ll
from logloss.sources.engine import summary_in_engine
from logloss.sources.part import Reading
from logloss.summary import Summary

MISSING = "{} is not installed, which `make integrations` would do"

Make = Callable[[dict[str, list[Any]]], Any]


def of_ibis(data: dict[str, list[Any]]) -> Any:
    ibis = pytest.importorskip("ibis", reason=MISSING.format("Ibis"))
    return ibis.memtable(pa.table(data))


def of_duckdb(data: dict[str, list[Any]]) -> Any:
    return duckdb.connect().from_arrow(pa.table(data))


def of_polars(data: dict[str, list[Any]]) -> Any:
    return pl.LazyFrame(data, strict=False)


@pytest.fixture(scope="session")
def spark() -> Iterator[Any]:
    sql = pytest.importorskip("pyspark.sql", reason=MISSING.format("PySpark"))
    os.environ["PYSPARK_PYTHON"] = sys.executable
    builder = sql.SparkSession.builder.master("local[2]").appName("logloss")
    for key, value in {
        "spark.ui.enabled": "false",
        "spark.sql.shuffle.partitions": "2",
        "spark.default.parallelism": "2",
        "spark.log.level": "OFF",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
    }.items():
        builder = builder.config(key, value)
    session = builder.getOrCreate()
    yield session
    session.stop()


@pytest.fixture(
    params=[
        "polars",
        "duckdb",
        pytest.param("ibis", marks=pytest.mark.integration),
        pytest.param("spark", marks=pytest.mark.integration),
    ]
)
def make(request: pytest.FixtureRequest) -> Make:
    """Makes a frame of columns, in an engine of which narwhals knows that it is lazy."""
    if request.param == "spark":
        session = request.getfixturevalue("spark")
        return lambda data: session.createDataFrame(pa.table(data))
    return {"polars": of_polars, "duckdb": of_duckdb, "ibis": of_ibis}[request.param]


@pytest.fixture
def in_engine() -> Callable[..., Summary]:
    """Summarizes in the engine, also what `summarize` would rather take out of it batch by batch."""

    def summarized(
        data: Any, y_true: Any, y_proba: Any, sample_weight: Any = None, **options: Any
    ) -> Summary:
        beside = {name: options.pop(name, None) for name in ("id", "cluster", "time", "by")}
        asked = {"y_true": y_true, "y_proba": y_proba, "sample_weight": sample_weight, **beside}
        return summary_in_engine(data, asked, Reading(**options))

    return summarized


@pytest.fixture
def in_memory() -> Callable[..., Summary]:
    """The same of rows in memory."""

    def summarized(
        data: dict[str, list[Any]], y_true: Any, y_proba: Any, *more: Any, **options: Any
    ) -> Summary:
        return ll.summarize(y_true, y_proba, *more, data=pa.table(data), **options)

    return summarized
