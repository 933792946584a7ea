"""Make a week of predictions: 20,000 a day, as Parquet in folders called day=1 to day=7.

Writes week/day=1/part-0.parquet and so on (columns user, clicked, prob) into the current folder.
"""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

random = np.random.default_rng(0)
rows = 20_000
for day in range(1, 8):
    truth = random.normal(-3, 1.5, rows)  # log-odds of a click
    clicked = random.random(rows) < 1 / (1 + np.exp(-truth))
    said = 1 / (1 + np.exp(-1.2 * truth))  # a model that is a little too sure
    folder = Path("week") / f"day={day}"
    folder.mkdir(parents=True, exist_ok=True)
    user = random.integers(0, 20_000, rows)
    pq.write_table(
        pa.table({"user": user, "clicked": clicked.astype(np.uint8), "prob": said}), folder / "part-0.parquet"
    )
print(f"week/: 7 days of {rows:,} rows")
