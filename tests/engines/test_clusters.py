"""Real clusters of this machine: ten million rows over two workers, one of which is killed in the middle."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import logloss as ll
from logloss.summary import Summary

pytestmark = pytest.mark.integration

ROWS, PARTS = 10_000_000, 40
SPREAD, STEP, OFF = 9973, 7919, 104_729
"""The rows are a rule, the same to the last bit in every engine: whole numbers, and one division."""


def columns(start: int, stop: int) -> dict[str, Any]:
    i = np.arange(start, stop, dtype=np.int64)
    number = i * STEP % SPREAD
    return {"p": (number + 0.5) / SPREAD, "y": (i * OFF % SPREAD < number).astype(np.int64), "team": i % 7}


@pytest.fixture(scope="module")
def whole() -> Summary:
    data = columns(0, ROWS)
    return ll.summarize(data["y"], data["p"], by=data["team"])


def bare(summary: Summary) -> Summary:
    """Without names of rows and sources, which each engine has its own of."""
    assert summary.groups is not None
    nobody = (None,) * len(summary.groups.worst)
    groups = replace(summary.groups, names=("team",), worst=nobody, infinite=nobody)
    return replace(summary, worst=(), infinite=(), sources=(), more_sources=False, groups=groups)


class Killer(threading.Thread):
    """Kills the first process of its kind that is found, some time after the work began."""

    def __init__(self, find: Callable[[], int | None], after: float) -> None:
        super().__init__(daemon=True)
        self._find, self._after, self.killed = find, after, 0

    def run(self) -> None:
        time.sleep(self._after)
        deadline = time.monotonic() + 60
        while not self.killed and time.monotonic() < deadline:
            found = self._find()
            if found is not None:
                os.kill(found, signal.SIGKILL)
                self.killed = found
            time.sleep(0.05)


# ---- Dask -------------------------------------------------------------------------------------------------


def test_dask_computes_again_what_a_killed_worker_had(whole: Summary) -> None:
    dask = pytest.importorskip("dask", reason="Dask is not installed, which `make integrations` would do")
    import cloudpickle
    import dask.dataframe as dd
    import pandas as pd
    from distributed import Client, LocalCluster

    # The workers can't import the tests: what is of here goes to them by value, as only a function in a function does.
    cloudpickle.register_pickle_by_value(sys.modules[__name__])

    def partition(place: int) -> pd.DataFrame:
        time.sleep(0.1)  # so that there is a middle in which to be killed
        size = ROWS // PARTS
        return pd.DataFrame(columns(place * size, (place + 1) * size))

    with (
        dask.config.set(
            {"distributed.scheduler.allowed-failures": 10, "distributed.comm.timeouts.connect": "60s"}
        ),
        LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None, host="127.0.0.1") as cluster,
        Client(cluster) as client,
    ):
        pids = list(client.run(os.getpid).values())
        assert len(pids) == 2
        data = dd.from_map(partition, range(PARTS), meta=partition(0).head(0))
        killer = Killer(lambda: pids[0], after=2.0)
        killer.start()
        found = ll.summarize("y", "p", data=data, by="team")
        killer.join()
    assert killer.killed == pids[0]
    assert bare(found).agrees_with(bare(whole), 1e-12)
    assert found.sources[:2] == ("partition 0", "partition 1")


# ---- Spark ------------------------------------------------------------------------------------------------


@pytest.fixture
def master(tmp_path: Path) -> Iterator[str]:
    """A standalone master with two workers, on loopback."""
    pyspark = pytest.importorskip(
        "pyspark", reason="PySpark is not installed, which `make integrations` would do"
    )
    home = Path(pyspark.__file__).parent
    env = {
        **os.environ,
        "SPARK_HOME": str(home),
        "SPARK_LOCAL_IP": "127.0.0.1",
        "PYSPARK_PYTHON": sys.executable,
    }
    address = "spark://127.0.0.1:7177"
    kind = "org.apache.spark.deploy"
    commands = [[f"{kind}.master.Master", "--host", "127.0.0.1", "--port", "7177", "--webui-port", "0"]]
    for name in ("a", "b"):
        folder = ["--work-dir", str(tmp_path / name)]
        commands.append(
            [f"{kind}.worker.Worker", "--cores", "1", "--memory", "1g", "--webui-port", "0", *folder, address]
        )
    running = []
    try:
        for command in commands:
            start = [str(home / "bin" / "spark-class"), *command]
            quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
            running.append(subprocess.Popen(start, env=env, start_new_session=True, **quiet))
            time.sleep(3.0)
        yield address
    finally:
        for process in running:
            os.killpg(process.pid, signal.SIGTERM)
        for process in running:
            process.wait(30)


def _executor() -> int | None:
    """A process that works for Spark on this machine."""
    import psutil

    for process in psutil.process_iter(["cmdline"]):
        if any("CoarseGrainedExecutorBackend" in word for word in process.info["cmdline"] or []):
            return int(process.pid)
    return None


def test_spark_computes_again_what_a_killed_worker_had(master: str, whole: Summary) -> None:
    from pyspark.sql import SparkSession
    from pyspark.sql import functions as f

    active = SparkSession.getActiveSession()
    if active is not None:
        active.stop()  # one process holds one
    builder = SparkSession.builder.master(master).appName("logloss")
    for key, value in {
        "spark.ui.enabled": "false",
        "spark.log.level": "OFF",
        "spark.executor.memory": "700m",
        "spark.cores.max": "2",
        "spark.sql.shuffle.partitions": "4",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
    }.items():
        builder = builder.config(key, value)
    session = builder.getOrCreate()
    try:
        i = f.col("id")
        number = i * STEP % SPREAD
        data = session.range(0, ROWS, 1, PARTS).select(
            ((number + f.lit(0.5)) / f.lit(float(SPREAD))).alias("p"),
            f.when(i * OFF % SPREAD < number, 1).otherwise(0).alias("y"),
            (i % 7).alias("team"),
        )
        data.count()  # the executors are there
        killer = Killer(_executor, after=3.0)
        killer.start()
        found = ll.summarize("y", "p", data=data, by="team")
        killer.join()
    finally:
        session.stop()
    assert killer.killed
    assert bare(found).agrees_with(bare(whole), 1e-12)
