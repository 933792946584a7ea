"""The input doctor: every bad input, and word for word what it says to it; and what it lets pass."""

from __future__ import annotations

import datetime
import math
import warnings
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from logloss.checks import Names, Rows, examine
from logloss.errors import ArgumentError, DataError, LogLossError
from logloss.scores import log_loss, log_loss_from_logits, surprisal

P = [0.9, 0.2]
P3 = [0.9, 0.2, 0.7]
HALVES = [[0.5, 0.5], [0.5, 0.5]]
THIRDS = [[0.2, 0.3, 0.5], [0.2, 0.3, 0.5]]
LOGITS = "Logits (scores from −∞ to ∞)? Pass from_logits=True, or call log_loss_from_logits."
ROUNDING = "Rounding? Nothing is clipped in silence: do it with np.clip(p, 0, 1)."
MEND = "Probabilities lie between 0 and 1; mend the rows."
NUMBERS = "Predictions are numbers, one a row or one a class."
LACKING = "Leave such rows out: log_loss and explain do, and count them, with missing='drop'."
SUMS = "Rounded in the file? Pass renormalize=True. Several yes-or-no questions? Score each column by itself."
ROW = "One row a prediction."
SOFT = "Soft labels are each row's share of the positive class."
TEXT = "Write such labels as text."
ONE_CLASS = (
    "Each row belongs to one class. None? Drop the row. "
    "Several yes-or-no questions? Score each column by itself."
)
TWO = "With one column of probabilities there are two classes; the second is the positive one."
PICKS = "It picks one label out of two; here y_true already says how much of each class a row is."
MASKED = np.ma.masked_array([0.9, 0.2], mask=[False, True])
DATES = np.array(["2020-01-01", "2021-01-01"], dtype="M8[D]")


def refused(
    id: str,  # noqa: A002
    call: Callable[[], Any],
    fact: str,
    hint: str,
    error: type[LogLossError] = DataError,
) -> Any:
    return pytest.param(call, error, fact, hint, id=id)


SHAPES = [
    refused(
        "y_true None", lambda: log_loss(None, P), "y_true must be of shape (n,) or (n, K), got None", ROW
    ),
    refused(
        "y_proba None",
        lambda: log_loss([1, 0], None),
        "y_proba must be of shape (n,) or (n, K), got None",
        ROW,
    ),
    refused("one number", lambda: log_loss(1, 0.5), "y_true must be of shape (n,) or (n, K), got 1", ROW),
    refused(
        "column name",
        lambda: log_loss("won", P),
        "y_true must be of shape (n,) or (n, K), got 'won'",
        "Names of columns need data=, which explain and summarize take.",
    ),
    refused("a set", lambda: log_loss({1}, [0.5]), "y_true must be of shape (n,) or (n, K), got {1}", ROW),
    refused(
        "three dimensions",
        lambda: log_loss([1, 0], np.zeros((2, 2, 2))),
        "y_proba must be of shape (n,) or (n, K), got shape (2, 2, 2)",
        ROW,
    ),
    refused(
        "three dimensions of labels",
        lambda: log_loss(np.zeros((2, 1, 1)), P),
        "y_true must be of shape (n,) or (n, K), got shape (2, 1, 1)",
        ROW,
    ),
    refused(
        "one weight for all",
        lambda: log_loss([1, 0], P, 2.0),
        "sample_weight must be of shape (n,), got 2",
        "One weight a row.",
    ),
    refused(
        "weights a class",
        lambda: log_loss([1, 0], P, [[1, 2], [1, 2]]),
        "sample_weight must be of shape (n,), got shape (2, 2)",
        "One weight a row.",
    ),
    refused(
        "ragged rows",
        lambda: log_loss([1, 0], [[0.5], [0.5, 0.5]]),
        "y_proba must be an array, got rows of different lengths",
        "One value a row.",
    ),
    refused(
        "ragged labels",
        lambda: log_loss([[1], [1, 0]], P),
        "y_true must be an array, got rows of different lengths",
        "One value a row.",
    ),
    refused(
        "lengths",
        lambda: log_loss([1] * 1234, P),
        "y_true and y_proba must be of one length, got 1,234 and 2 rows",
        "Are they the same rows?",
    ),
    refused(
        "lengths of logits",
        lambda: log_loss_from_logits([1, 0, 1], P),
        "y_true and logits must be of one length, got 3 and 2 rows",
        "Are they the same rows?",
    ),
    refused(
        "columns for rows",
        lambda: log_loss([0, 1, 0], [[0.5, 0.5, 0.5], [0.5, 0.5, 0.5]]),
        "y_true and y_proba must be of one length, got 3 and 2 rows",
        "One row a prediction, one column a class: transpose it.",
    ),
    refused(
        "length of weights",
        lambda: log_loss([1, 0], P, [1]),
        "sample_weight and y_proba must be of one length, got 1 and 2 rows",
        "Give one weight a row.",
    ),
    refused(
        "no rows",
        lambda: log_loss([], []),
        "y_true has no rows",
        "The log loss is a mean: it needs at least one prediction.",
    ),
    refused(
        "no rows of K classes",
        lambda: log_loss([], np.zeros((0, 3))),
        "y_true has no rows",
        "The log loss is a mean: it needs at least one prediction.",
    ),
    refused(
        "no columns",
        lambda: log_loss([1, 0], np.zeros((2, 0))),
        "y_proba has no columns",
        "Was every column filtered out?",
    ),
    refused(
        "no outcome columns",
        lambda: log_loss(np.zeros((2, 0)), P),
        "y_true has no columns",
        "Was every column filtered out?",
    ),
]

KINDS = [
    refused(
        "complex",
        lambda: log_loss([1, 0], [0.5 + 0j, 0.5]),
        "y_proba must hold real numbers, got complex ones",
        "Take their real part, if it is meant.",
    ),
    refused(
        "complex labels",
        lambda: log_loss([1j, 0], P),
        "y_true must hold real numbers, got complex ones",
        "Take their real part, if it is meant.",
    ),
    refused(
        "complex object",
        lambda: log_loss([1, 0], np.array([0.5, 1j], dtype=object)),
        "y_proba must hold numbers, got 1j at index 1",
        NUMBERS,
    ),
    refused(
        "text",
        lambda: log_loss([1, 0], ["0.9", "high"]),
        "y_proba must hold numbers, got '0.9' at index 0, 1",
        NUMBERS,
    ),
    refused(
        "one text",
        lambda: log_loss([1, 0, 1], [0.9, "n/a", 0.1]),
        "y_proba must hold numbers, got 'n/a' at index 1",
        NUMBERS,
    ),
    refused(
        "text logits",
        lambda: log_loss_from_logits([1, 0], ["a", "b"]),
        "logits must hold numbers, got 'a' at index 0, 1",
        NUMBERS,
    ),
    refused(
        "text among columns",
        lambda: log_loss([1, 0], pd.DataFrame({"a": [0.5, 0.5], "b": [0.5, "x"]})),
        "y_proba must hold numbers, got 'x' at index 1",
        NUMBERS,
    ),
    refused(
        "Polars text",
        lambda: log_loss([1, 0], pl.Series(["a", "b"])),
        "y_proba must hold numbers, got 'a' at index 0, 1",
        NUMBERS,
    ),
    refused(
        "pandas text",
        lambda: log_loss([1, 0], pd.Series(["a", "b"], dtype="string")),
        "y_proba must hold numbers, got 'a' at index 0, 1",
        NUMBERS,
    ),
    refused(
        "text weights",
        lambda: log_loss([1, 0], P, ["a", 1]),
        "sample_weight must hold numbers, got 'a' at index 0",
        "Weights are numbers, 0 or more.",
    ),
    refused(
        "lists",
        lambda: log_loss([1, 0], pd.Series([[0.1, 0.9], [0.5, 0.5]])),
        "y_proba must hold numbers, got [0.1, 0.9] at index 0, 1",
        NUMBERS,
    ),
    refused(
        "dates for probabilities",
        lambda: log_loss([1, 0], DATES),
        "y_proba must hold numbers, got 2020-01-01 at index 0, 1",
        NUMBERS,
    ),
    refused(
        "durations for probabilities",
        lambda: log_loss([1, 0], np.array([0, 1], dtype="m8[ns]")),
        "y_proba must hold numbers, got 0 nanoseconds at index 0, 1",
        NUMBERS,
    ),
    refused(
        "an integer beyond floats",
        lambda: log_loss([1, 0], [0, 10**400]),
        "y_proba must hold numbers, got an integer of 1329 bits at index 1",
        NUMBERS,
    ),
    refused(
        "dates for labels",
        lambda: log_loss(DATES, P),
        "y_true must hold labels that are numbers, booleans or text, got 2020-01-01 at index 0, 1",
        TEXT,
    ),
    refused(
        "dates for labels of two columns",
        lambda: log_loss(DATES.astype("M8[ns]"), HALVES),
        "y_true must hold labels that are numbers, booleans or text, "
        "got 2020-01-01T00:00:00.000000000 at index 0, 1",
        TEXT,
    ),
    refused(
        "Python dates for labels",
        lambda: log_loss([datetime.date(2020, 1, 1), "x"], P),
        "y_true must hold labels that are numbers, booleans or text, "
        "got datetime.date(2020, 1, 1) at index 0",
        TEXT,
    ),
    refused(
        "bytes for labels",
        lambda: log_loss(np.array([b"no", b"yes"]), P, pos_label=b"yes"),
        "y_true must hold labels that are numbers, booleans or text, got b'no' at index 0, 1",
        TEXT,
    ),
    refused(
        "unhashable labels",
        lambda: log_loss(pd.Series([1, {}]), P),
        "y_true must hold labels that are numbers, booleans or text, got {} at index 1",
        TEXT,
    ),
    refused(
        "records for labels",
        lambda: log_loss(np.array([(1, 2), (3, 4)], dtype="i4, i4"), P),
        "y_true must hold labels that are numbers, booleans or text, got (1, 2) at index 0, 1",
        TEXT,
    ),
]

MISSING = [
    refused(
        "NaN",
        lambda: log_loss([1, 0], [0.5, math.nan]),
        "y_proba must not have missing values, got nan at index 1",
        LACKING,
    ),
    refused(
        "NaN among logits",
        lambda: log_loss_from_logits([1, 0], [math.nan, 0]),
        "logits must not have missing values, got nan at index 0",
        LACKING,
    ),
    refused(
        "NaN among columns",
        lambda: surprisal([1, 0], [[0.5, 0.5], [0.5, math.nan]]),
        "y_proba must not have missing values, got nan at index 1",
        LACKING,
    ),
    refused(
        "NaN among text labels",
        lambda: log_loss(["spam", math.nan], P, pos_label="spam"),
        "y_true must not have missing values, got nan at index 1",
        LACKING,
    ),
    refused(
        "None among labels",
        lambda: log_loss([1, None], P),
        "y_true must not have missing values, got None at index 1",
        LACKING,
    ),
    refused(
        "None among probabilities",
        lambda: log_loss([1, 0], [None, 0.5]),
        "y_proba must not have missing values, got None at index 0",
        LACKING,
    ),
    refused(
        "NaN weight",
        lambda: log_loss([1, 0], P, [1, math.nan]),
        "sample_weight must not have missing values, got nan at index 1",
        LACKING,
    ),
    refused(
        "None weight",
        lambda: log_loss([1, 0], P, [None, 1]),
        "sample_weight must not have missing values, got None at index 0",
        LACKING,
    ),
    refused(
        "NA",
        lambda: log_loss(pd.Series([1, pd.NA], dtype="Int64"), P),
        "y_true must not have missing values, got nan at index 1",
        LACKING,
    ),
    refused(
        "NA among booleans",
        lambda: log_loss(pd.Series([True, pd.NA], dtype="boolean"), P),
        "y_true must not have missing values, got <NA> at index 1",
        LACKING,
    ),
    refused(
        "NA among text",
        lambda: log_loss(pd.Series(["a", None], dtype="string"), P),
        "y_true must not have missing values, got <NA> at index 1",
        LACKING,
    ),
    refused(
        "missing category",
        lambda: log_loss(pd.Series(["a", None], dtype="category"), P),
        "y_true must not have missing values, got nan at index 1",
        LACKING,
    ),
    refused(
        "NaT",
        lambda: log_loss(pd.Series(pd.to_datetime(["2020-01-01", None])), P),
        "y_true must not have missing values, got NaT at index 1",
        LACKING,
    ),
    refused(
        "Polars null",
        lambda: log_loss(pl.Series(["a", None]), P),
        "y_true must not have missing values, got None at index 1",
        LACKING,
    ),
    refused(
        "Arrow null",
        lambda: log_loss(pa.array([1, 0]), pa.chunked_array([[0.5], [None]])),
        "y_proba must not have missing values, got nan at index 1",
        LACKING,
    ),
    refused(
        "Decimal NaN",
        lambda: log_loss([1, 0], [Decimal("0.5"), Decimal("NaN")]),
        "y_proba must not have missing values, got Decimal('NaN') at index 1",
        LACKING,
    ),
    refused(
        "masked",
        lambda: log_loss([1, 0], MASKED),
        "y_proba must not have missing values, got None at index 1",
        LACKING,
    ),
    refused(
        "masked labels",
        lambda: log_loss(np.ma.masked_array([1, 0], mask=[True, False]), P),
        "y_true must not have missing values, got None at index 0",
        LACKING,
    ),
    refused(
        "many",
        lambda: log_loss([1] * 2000, [0.5] * 5 + [math.nan] * 1995),
        "y_proba must not have missing values, got nan at index 5, 6, 7 and 1,992 more",
        LACKING,
    ),
    refused(
        "every row",
        lambda: log_loss([1, None], [math.nan, 0.5], missing="drop"),
        "every row lacks a value in y_true or y_proba",
        "No row is left to score.",
    ),
    refused(
        "no such option",
        lambda: log_loss([1, 0], P, missing="skip"),
        "missing must be 'error' or 'drop', got 'skip'",
        "It says what to do with NaN.",
        ArgumentError,
    ),
]

DROPPED = [  # rows keep the numbers that they have in the input
    refused(
        "then out of range",
        lambda: log_loss([1, 0, 1], [math.nan, 0.5, 7], missing="drop"),
        "y_proba must lie in [0, 1], got 7 at index 2",
        "Percents? Divide them by 100.",
    ),
    refused(
        "then text",
        lambda: log_loss([None, 0, 1], [0.5, 0.5, "x"], missing="drop"),
        "y_proba must hold numbers, got 'x' at index 2",
        NUMBERS,
    ),
    refused(
        "then a label too many",
        lambda: log_loss([None, "a", "b", "c"], [0.5] * 4, labels=["a", "b"], missing="drop"),
        "y_true must hold the labels 'a', 'b', got 'c' at index 3",
        "Name every class in labels=, or mend the rows.",
    ),
    refused(
        "then a negative weight",
        lambda: log_loss([1, 0, 1], [math.nan, 0.5, 0.5], [1, 1, -1], missing="drop"),
        "sample_weight must be finite and not negative, got -1 at index 2",
        "Rows that should not count have weight 0.",
    ),
    refused(
        "then a wrong sum",
        lambda: log_loss([None, 0, 1], [[0.5, 0.5], [0.5, 0.5], [0.5, 0.4]], missing="drop"),
        "y_proba must sum to 1 in every row, got 0.9 at index 2",
        SUMS,
    ),
    refused(
        "then a wrong outcome",
        lambda: log_loss([[math.nan, 1], [0, 1], [1, 1]], [[0.5, 0.5]] * 3, missing="drop"),
        "y_true's outcome columns must sum to 1 in every row, got [1, 1] at index 2",
        ONE_CLASS,
    ),
]

SCORES = [
    refused(
        "percents",
        lambda: log_loss([1, 0], [90, 20]),
        "y_proba must lie in [0, 1], got 90 at index 0, 1",
        "Percents? Divide them by 100.",
    ),
    refused(
        "logits",
        lambda: log_loss([1, 0, 1], [2.5, 0.5, -1]),
        "y_proba must lie in [0, 1], got 2.5 at index 0, 2",
        LOGITS,
    ),
    refused(
        "logarithms",
        lambda: log_loss([1, 0], [-0.1, -2]),
        "y_proba must lie in [0, 1], got -0.1 at index 0, 1",
        f"Logarithms of probabilities? Take np.exp of them. {LOGITS}",
    ),
    refused(
        "above 1",
        lambda: log_loss([1, 0], [1.2, 0.5]),
        "y_proba must lie in [0, 1], got 1.2 at index 0",
        MEND,
    ),
    refused(
        "far above",
        lambda: log_loss([1, 0], [0.5, 1e6]),
        "y_proba must lie in [0, 1], got 1e+06 at index 1",
        MEND,
    ),
    refused(
        "∞", lambda: log_loss([1, 0], [math.inf, 0.5]), "y_proba must lie in [0, 1], got inf at index 0", MEND
    ),
    refused(
        "−∞",
        lambda: log_loss([1, 0], [-math.inf, 0.5]),
        "y_proba must lie in [0, 1], got -inf at index 0",
        LOGITS,
    ),
    refused(
        "above by rounding",
        lambda: log_loss([1], [1 + 2.0**-52]),
        "y_proba must lie in [0, 1], got 1.0000000000000002 at index 0",
        ROUNDING,
    ),
    refused(
        "below by rounding",
        lambda: log_loss([1], [-1e-17]),
        "y_proba must lie in [0, 1], got -1e-17 at index 0",
        ROUNDING,
    ),
    refused(
        "a column above 1",
        lambda: log_loss([1, 0], [[0.5, 0.5], [-0.5, 1.5]]),
        "y_proba must lie in [0, 1], got -0.5 at index 1",
        LOGITS,
    ),
    refused(
        "sum",
        lambda: log_loss([1, 0], [[0.5, 0.5], [0.3, 0.6]]),
        "y_proba must sum to 1 in every row, got 0.8999999999999999 at index 1",
        SUMS,
    ),
    refused(
        "several ones",
        lambda: log_loss([1, 0], [[1, 1], [0, 1]]),
        "y_proba must sum to 1 in every row, got 2 at index 0",
        SUMS,
    ),
    refused(
        "nothing to renormalize",
        lambda: log_loss([1, 0], [[0, 0], [0.3, 0.6]], renormalize=True),
        "y_proba gives every class 0 at index 0",
        "Such a row has no probabilities to renormalize; drop it.",
    ),
    refused(
        "+∞ among K logits",
        lambda: log_loss_from_logits([1, 0], [[0, 1], [math.inf, 0]]),
        "logits must be below ∞, and one in every row finite, got [inf, 0] at index 1",
        "Cap the scores where the model makes them.",
    ),
    refused(
        "−∞ alone",
        lambda: surprisal([1, 0], [[-math.inf, -math.inf], [0, 0]], from_logits=True),
        "y_proba must be below ∞, and one in every row finite, got [-inf, -inf] at index 0",
        "Cap the scores where the model makes them.",
    ),
    refused(
        "many columns",
        lambda: log_loss_from_logits([0], [[math.inf] + [0] * 99], labels=range(100)),
        "logits must be below ∞, and one in every row finite, got [inf, 0, 0, 0, 0, 0, …] at index 0",
        "Cap the scores where the model makes them.",
    ),
    refused(
        "swapped",
        lambda: log_loss([0.9, 0.2, 0.0], [1, 0, 0]),
        "y_true and y_proba look swapped: y_true has 0.9 at index 0, 1, y_proba only 0 and 1",
        "Labels come first, predictions second. If it is meant, pass soft_labels=True.",
    ),
    refused(
        "swapped, booleans",
        lambda: surprisal(P, [True, False]),
        "y_true and y_proba look swapped: y_true has 0.9 at index 0, 1, y_proba only 0 and 1",
        "Labels come first, predictions second. If it is meant, pass soft_labels=True.",
    ),
    refused(
        "swapped, text",
        lambda: log_loss(P, ["spam", "ham"]),
        "y_true and y_proba look swapped: y_true has 0.9 at index 0, 1, y_proba only text",
        "Labels come first, predictions second.",
    ),
    refused(
        "swapped, columns",
        lambda: log_loss(THIRDS, [1, 0]),
        "y_true and y_proba must have the same columns, got 3 and 1",
        "Give one outcome column and one probability column a class, in the same order.",
    ),
]

LABELS = [
    refused(
        "which is positive?",
        lambda: log_loss(["ham", "spam"], P),
        "y_true holds 'ham', 'spam', and which class is the positive one is not said",
        "Say it: pos_label='spam', if that is the one.",
    ),
    refused(
        "1 and 2",
        lambda: log_loss(np.array([2, 1], dtype=np.int8), P),
        "y_true holds 1, 2, and which class is the positive one is not said",
        "Say it: pos_label=2, if that is the one.",
    ),
    refused(
        "numbers as text",
        lambda: log_loss(["1", "0"], P),
        "y_true holds '0', '1', and which class is the positive one is not said",
        "Say it: pos_label='1', if that is the one.",
    ),
    refused(
        "1 and '1'",
        lambda: log_loss([1, "1"], P),
        "y_true holds 1, '1', and which class is the positive one is not said",
        "Say it: pos_label='1', if that is the one.",
    ),
    refused(
        "one class of text",
        lambda: log_loss(["spam", "spam"], P),
        "y_true holds 'spam', and which class is the positive one is not said",
        "Say it: pos_label='spam', if that is the one.",
    ),
    refused(
        "three classes",
        lambda: log_loss([0, 1, 2], P3),
        "y_true must hold two classes, got 3: 0, 1, 2",
        "For more classes give y_proba one column a class.",
    ),
    refused(
        "three classes, one positive",
        lambda: log_loss(["a", "b", "c"], P3, pos_label="a"),
        "y_true must hold two classes, got 3: 'a', 'b', 'c'",
        "For more classes give y_proba one column a class.",
    ),
    refused(
        "a thousand classes",
        lambda: log_loss(range(2000), [0.5] * 2000),
        "y_true must hold two classes, got 2000: 0, 1, 2, 3, 4, 5 and 1,994 more",
        "For more classes give y_proba one column a class.",
    ),
    refused(
        "ties",
        lambda: log_loss([0, 0.5, 1], P3),
        "y_true must hold two classes, got 3: 0, 0.5, 1",
        "Shares of the positive class (ties, distillation)? Pass soft_labels=True.",
    ),
    refused(
        "no such pos_label",
        lambda: log_loss(["ham", "spam"], P, pos_label="Spam"),
        "pos_label='Spam' is not among the labels of y_true: 'ham', 'spam'",
        "Name one of them, or both with labels=.",
    ),
    refused(
        "pos_label of another type",
        lambda: log_loss([1, 1], P, pos_label="1"),
        "pos_label='1' is not among the labels of y_true: 1",
        "Name one of them, or both with labels=.",
    ),
    refused(
        "pos_label of K classes",
        lambda: log_loss([0, 1], THIRDS, pos_label=1),
        "pos_label=1 names the class of a single column, but y_proba has 3",
        "Say the order of the columns with labels= instead.",
        ArgumentError,
    ),
    refused(
        "pos_label beside labels",
        lambda: log_loss([1, 0], P, labels=[0, 1], pos_label=2),
        "pos_label=2 does not fit labels=[0, 1]",
        "With labels= the order says all: of two classes the second is the positive one.",
        ArgumentError,
    ),
    refused(
        "pos_label of K labels",
        lambda: log_loss([1, 0], THIRDS, labels=[0, 1, 2], pos_label=2),
        "pos_label=2 does not fit labels=[0, 1, 2]",
        "With labels= the order says all: of two classes the second is the positive one.",
        ArgumentError,
    ),
    refused(
        "a label that labels lacks",
        lambda: log_loss([0, 7, 1], P3, labels=[0, 1]),
        "y_true must hold the labels 0, 1, got 7 at index 1",
        "Name every class in labels=, or mend the rows.",
    ),
    refused(
        "labels of another type",
        lambda: log_loss([0, 1], P, labels=["0", "1"]),
        "y_true must hold the labels '0', '1', got 0 at index 0, 1",
        "Name every class in labels=, or mend the rows.",
    ),
    refused(
        "labels twice",
        lambda: log_loss([0, 1], P, labels=[1, 1]),
        "labels must name 2 different classes, got 1, 1",
        TWO,
        ArgumentError,
    ),
    refused(
        "labels alike",
        lambda: log_loss([0, 1], P, labels=[1, True]),
        "labels must name 2 different classes, got 1, True",
        TWO,
        ArgumentError,
    ),
    refused(
        "too many labels",
        lambda: log_loss([0, 1], P, labels=[0, 1, 2]),
        "labels must name 2 different classes, got 0, 1, 2",
        TWO,
        ArgumentError,
    ),
    refused(
        "too few labels",
        lambda: log_loss([0, 1], THIRDS, labels=[0, 1]),
        "labels must name 3 different classes, got 0, 1",
        "Give one label a column, in the order of the columns.",
        ArgumentError,
    ),
    refused(
        "labels a number",
        lambda: log_loss([0, 1], P, labels=2),
        "labels must be a list of the classes, got 2",
        "For example labels=['ham', 'spam'].",
        ArgumentError,
    ),
    refused(
        "labels a word",
        lambda: log_loss(["a", "b"], P, labels="ab"),
        "labels must be a list of the classes, got 'ab'",
        "For example labels=['ham', 'spam'].",
        ArgumentError,
    ),
    refused(
        "labels without order",
        lambda: log_loss([0], [0.5], labels={0}),
        "labels must be a list of the classes, got {0}",
        "For example labels=['ham', 'spam'].",
        ArgumentError,
    ),
    refused(
        "labels unhashable",
        lambda: log_loss([0, 1], P, labels=[[0], [1]]),
        "labels must be a list of the classes, got [[0], [1]]",
        "For example labels=['ham', 'spam'].",
        ArgumentError,
    ),
    refused(
        "absent class",
        lambda: log_loss([0, 1], THIRDS),
        "y_proba has 3 columns, but y_true holds 2 classes: 0, 1",
        "Name the classes in the order of the columns with labels=.",
    ),
    refused(
        "one class of three",
        lambda: log_loss(["a", "a"], THIRDS),
        "y_proba has 3 columns, but y_true holds 1 class: 'a'",
        "Name the classes in the order of the columns with labels=.",
    ),
    refused(
        "a class without column",
        lambda: log_loss([0, 1, 2], [[0.5, 0.5]] * 3),
        "y_proba has 2 columns, but y_true holds 3 classes: 0, 1, 2",
        "Give every class a column, or leave out the rows of the classes that have none.",
    ),
    refused(
        "columns of a frame in another order",
        lambda: log_loss(["ham", "spam"], pd.DataFrame({"spam": [0.1, 0.9], "ham": [0.9, 0.1]})),
        "y_proba has the columns 'spam', 'ham', but the classes in order are 'ham', 'spam'",
        "Pass labels=['spam', 'ham'], or bring the columns into the order of the classes.",
    ),
    refused(
        "columns of a frame against labels",
        lambda: log_loss([0, 1], pl.DataFrame({"1": [0.1, 0.9], "0": [0.9, 0.1]}), labels=[0, 1]),
        "y_proba has the columns 1, 0, but the classes in order are 0, 1",
        "Pass labels=[1, 0], or bring the columns into the order of the classes.",
    ),
    refused(
        "columns of a table",
        lambda: log_loss(["a", "b"], pa.table({"b": [0.1, 0.9], "a": [0.9, 0.1]})),
        "y_proba has the columns 'b', 'a', but the classes in order are 'a', 'b'",
        "Pass labels=['b', 'a'], or bring the columns into the order of the classes.",
    ),
    refused(
        "a long label",
        lambda: log_loss(["a" * 1000, "b"], P),
        f"y_true holds '{'a' * 58}…, 'b', and which class is the positive one is not said",
        "Say it: pos_label='b', if that is the one.",
    ),
    refused(
        "an endless integer",
        lambda: log_loss([10**5000, 1], P),
        "y_true holds 1, an integer of 16610 bits, and which class is the positive one is not said",
        "Say it: pos_label=an integer of 16610 bits, if that is the one.",
    ),
]

OUTCOMES = [
    refused(
        "soft labels above 1",
        lambda: log_loss([0.5, 1.5], P, soft_labels=True),
        "y_true must lie in [0, 1] with soft_labels=True, got 1.5 at index 1",
        SOFT,
    ),
    refused(
        "soft text",
        lambda: log_loss([0.5, "a"], P, soft_labels=True),
        "y_true must hold numbers, got 'a' at index 1",
        SOFT,
    ),
    refused(
        "soft labels of K classes in one column",
        lambda: log_loss([0.5, 0.5], THIRDS, soft_labels=True),
        "y_true must be of shape (2, 3) with soft_labels=True, got shape (2,)",
        "Soft labels of several classes are one column a class, like the probabilities.",
    ),
    refused(
        "soft labels and pos_label",
        lambda: log_loss([0.5, 1], P, soft_labels=True, pos_label=0),
        "pos_label=0 does not fit soft_labels=True",
        PICKS,
        ArgumentError,
    ),
    refused(
        "soft labels and three labels",
        lambda: log_loss([0.5, 1], P, soft_labels=True, labels=["abc", 1, 2]),
        "labels must name 2 different classes, got 'abc', 1, 2",
        TWO,
        ArgumentError,
    ),
    refused(
        "outcome columns and pos_label",
        lambda: log_loss([[0, 1], [1, 0]], HALVES, pos_label=0),
        "pos_label=0 does not fit outcome columns",
        PICKS,
        ArgumentError,
    ),
    refused(
        "outcome columns and a label twice",
        lambda: log_loss(np.eye(3), np.eye(3), labels=[0, 1, 1, 2]),
        "labels must name 3 different classes, got 0, 1, 1, 2",
        "Give one label a column, in the order of the columns.",
        ArgumentError,
    ),
    refused(
        "columns that do not fit",
        lambda: log_loss(np.eye(2), THIRDS),
        "y_true and y_proba must have the same columns, got 2 and 3",
        "Give one outcome column and one probability column a class, in the same order.",
    ),
    refused(
        "text outcomes",
        lambda: log_loss([["a", "b"], [0, 1]], HALVES),
        "y_true must hold numbers, got 'a' at index 0",
        "Give one outcome column a class, 1 where it happened, 0 elsewhere.",
    ),
    refused(
        "negative outcome",
        lambda: log_loss([[0, 1], [-1, 2]], HALVES),
        "y_true's outcome columns must hold numbers from 0 to 1, got [-1, 2] at index 1",
        "Give one column a class, 1 where it happened and 0 elsewhere.",
    ),
    refused(
        "no outcome",
        lambda: log_loss([[0, 1], [0, 0]], HALVES),
        "y_true's outcome columns must sum to 1 in every row, got [0, 0] at index 1",
        ONE_CLASS,
    ),
    refused(
        "two outcomes",
        lambda: log_loss([[1, 1], [1, 0]], HALVES),
        "y_true's outcome columns must sum to 1 in every row, got [1, 1] at index 0",
        ONE_CLASS,
    ),
    refused(
        "a tie",
        lambda: log_loss([[0.5, 0.5], [1, 0]], HALVES),
        "y_true's outcome columns must be 0 or 1, got [0.5, 0.5] at index 0",
        "For shares of a class (ties, distillation) pass soft_labels=True.",
    ),
]

WEIGHTS = [
    refused(
        "negative",
        lambda: log_loss([1, 0], P, [1, -0.5]),
        "sample_weight must be finite and not negative, got -0.5 at index 1",
        "Rows that should not count have weight 0.",
    ),
    refused(
        "negative integer",
        lambda: log_loss([1, 0], P, np.array([-2, 1], dtype=np.int8)),
        "sample_weight must be finite and not negative, got -2 at index 0",
        "Rows that should not count have weight 0.",
    ),
    refused(
        "infinite",
        lambda: log_loss([1, 0], P, [1, math.inf]),
        "sample_weight must be finite and not negative, got inf at index 1",
        "Rows that should not count have weight 0.",
    ),
    refused(
        "all 0",
        lambda: log_loss([1, 0], P, [0, 0]),
        "sample_weight is 0 in every row",
        "At least one row must weigh something.",
    ),
    refused(
        "all False",
        lambda: log_loss([1, 0], P, [False, False]),
        "sample_weight is 0 in every row",
        "At least one row must weigh something.",
    ),
    refused(
        "too large to add",
        lambda: log_loss([1, 0], P, [1, 1e308]),
        "sample_weight's largest must lie between 1e-100 and 1e+100, got 1e+308 at index 1",
        "Only ratios of weights matter: divide them by their mean.",
    ),
    refused(
        "too small to multiply",
        lambda: log_loss([1, 0], P, [1e-310, 1e-311]),
        "sample_weight's largest must lie between 1e-100 and 1e+100, got 1e-310 at index 0",
        "Only ratios of weights matter: divide them by their mean.",
    ),
    refused(
        "an integer beyond floats",
        lambda: log_loss([1, 0], P, [1, 10**400]),
        "sample_weight must hold numbers, got an integer of 1329 bits at index 1",
        "Weights are numbers, 0 or more.",
    ),
]

EVERY = [*SHAPES, *KINDS, *MISSING, *DROPPED, *SCORES, *LABELS, *OUTCOMES, *WEIGHTS]


@pytest.mark.parametrize(("call", "error", "fact", "hint"), EVERY)
def test_refusal(call: Callable[[], Any], error: type[LogLossError], fact: str, hint: str) -> None:
    with pytest.raises(LogLossError) as caught:
        call()
    assert (type(caught.value), caught.value.fact, caught.value.hint) == (error, fact, hint)


@pytest.mark.parametrize(("call", "error", "fact", "hint"), EVERY)
def test_refusals_are_written_alike(
    call: Callable[[], Any], error: type[LogLossError], fact: str, hint: str
) -> None:
    del call, error
    assert fact[-1] not in ".!?\n"
    assert hint[0].isupper()
    assert hint[-1] in ".?"
    assert len(fact) < 160
    assert "  " not in fact + hint


def test_rows_and_columns_of_files_are_called_what_they_are() -> None:
    names = Names("column 'won'", "column 'prob'", "column 'w'", row="row", first=1)
    with pytest.raises(DataError) as caught:
        examine([1, 0, 1], [90, 0.5, 2], names=names)
    line = "column 'prob' must lie in [0, 1], got 90 at row 1, 3; percents? Divide them by 100"
    assert caught.value.line == line
    with pytest.raises(DataError) as caught:
        examine([1, None, 1], [0.9, 0.5, 0.5], [1, 1, -1], missing="drop", names=names)
    assert caught.value.fact == "column 'w' must be finite and not negative, got -1 at row 3"


# ---- what passes, and as what -----------------------------------------------------------------------------


def found(rows: Rows) -> tuple[Any, ...]:
    return rows.labels, rows.y.tolist(), rows.scores.tolist()


@pytest.mark.parametrize(
    ("y", "labels"),
    [
        ([0, 1, 1], (0, 1)),
        ([0.0, 1.0, 1.0], (0, 1)),
        ([False, True, True], (False, True)),
        ([-1, 1, 1], (-1, 1)),
        (np.array([-1.0, 1.0, 1.0], np.float32), (-1, 1)),
        (np.array([0, 1, 1], object), (0, 1)),
        (np.array([False, True, True], object), (False, True)),
        (np.array([False, 1, 1.0], object), (0, 1)),
        ([Decimal(0), Decimal(1), Decimal(1)], (0, 1)),
        (np.array([[0], [1], [1]]), (0, 1)),
        (np.ma.masked_array([0, 1, 1], mask=False), (0, 1)),
        (pd.Series([0, 1, 1], dtype="Int64"), (0, 1)),
        (pd.Series([0, 1, 1], dtype="category"), (0, 1)),
        (pd.Series([False, True, True], dtype="boolean"), (False, True)),
        (pd.Series([0, 1, 1], index=[2, 1, 0]), (0, 1)),
        (pd.DataFrame({"won": [0, 1, 1]}), (0, 1)),
        (pl.Series([0, 1, 1]), (0, 1)),
        (pl.Series([False, True, True]), (False, True)),
        (pa.chunked_array([[0, 1], [1]]), (0, 1)),
        (range(2), (0, 1)),
    ],
    ids=lambda value: type(value).__name__,
)
def test_the_natural_pairs_need_no_pos_label(y: Any, labels: tuple[Any, ...]) -> None:
    rows = examine(y, P3[: len(y)])
    assert (rows.labels, rows.y.tolist()) == (labels, [0, 1, 1][: len(y)])
    assert [type(label) for label in rows.labels] == [type(label) for label in labels]


@pytest.mark.parametrize(
    ("y", "labels", "index"),
    [
        ([0, 0], (0, 1), [0, 0]),
        ([1, 1], (0, 1), [1, 1]),
        ([-1, -1], (-1, 1), [0, 0]),
        ([True, True], (False, True), [1, 1]),
    ],
)
def test_one_class_of_a_natural_pair_is_enough(y: Any, labels: tuple[Any, ...], index: list[int]) -> None:
    rows = examine(y, P)
    assert (rows.labels, rows.y.tolist()) == (labels, index)


TEXTS = {
    "list": ["ham", "spam"],
    "list of NumPy's": [np.str_("ham"), np.str_("spam")],
    "array": np.array(["ham", "spam"]),
    "objects": np.array(["ham", "spam"], dtype=object),
    "StringDType": np.array(["ham", "spam"], dtype=np.dtypes.StringDType()),
    "pandas": pd.Series(["ham", "spam"]),
    "pandas string": pd.Series(["ham", "spam"], dtype="string"),
    "pandas category": pd.Series(["ham", "spam"], dtype="category"),
    "Polars": pl.Series(["ham", "spam"]),
    "Polars Categorical": pl.Series(["ham", "spam"], dtype=pl.Categorical),
    "Polars Enum": pl.Series(["ham", "spam"], dtype=pl.Enum(["spam", "ham"])),
    "Arrow": pa.array(["ham", "spam"]),
    "Arrow dictionary": pa.array(["ham", "spam"]).dictionary_encode(),
}


@pytest.mark.parametrize("y", TEXTS.values(), ids=TEXTS.keys())
@pytest.mark.parametrize(
    ("options", "labels", "index"),
    [
        ({"pos_label": "spam"}, ("ham", "spam"), [0, 1]),
        ({"pos_label": np.str_("ham")}, ("spam", "ham"), [1, 0]),
        ({"labels": ["spam", "ham"]}, ("spam", "ham"), [1, 0]),
        ({"labels": np.array(["ham", "spam"]), "pos_label": "ham"}, ("spam", "ham"), [1, 0]),
    ],
    ids=["pos_label", "NumPy's pos_label", "labels", "both"],
)
def test_text_labels(y: Any, options: dict[str, Any], labels: tuple[str, ...], index: list[int]) -> None:
    rows = examine(y, P, **options)
    assert (rows.labels, rows.y.tolist()) == (labels, index)
    assert [type(label) for label in rows.labels] == [str, str]


@pytest.mark.parametrize(
    ("y", "pos_label", "labels", "index"),
    [
        ([0, 1], 0, (1, 0), [1, 0]),
        ([0, 1], np.int64(1), (0, 1), [0, 1]),
        ([True, False], 1, (False, True), [1, 0]),
        ([True, True], 1, (False, True), [1, 1]),
        ([1, 1], 1, (0, 1), [1, 1]),
        ([1, 1], 0, (1, 0), [0, 0]),
        ([-1, -1], -1, (1, -1), [1, 1]),
        (["spam", "spam"], "spam", ("not spam", "spam"), [1, 1]),
        (["ham", "ham"], "spam", ("ham", "spam"), [0, 0]),
        ([1, "1"], "1", (1, "1"), [0, 1]),
        ([1.5, 2.5], 2.5, (1.5, 2.5), [0, 1]),
        ([2**63, 2**63 + 1], 2**63, (2**63 + 1, 2**63), [1, 0]),
        ([2**64, 2**64 + 1], 2**64, (2**64 + 1, 2**64), [1, 0]),
        (np.array([-1, 2**63 + 1], dtype=object), -1, (2**63 + 1, -1), [1, 0]),
        ([10**400, 1], 1, (10**400, 1), [0, 1]),
    ],
    ids=str,
)
def test_pos_label_says_which(y: Any, pos_label: Any, labels: tuple[Any, ...], index: list[int]) -> None:
    rows = examine(y, P, pos_label=pos_label)
    assert (rows.labels, rows.y.tolist()) == (labels, index)
    assert [type(label) for label in rows.labels] == [type(label) for label in labels]  # True is not 1 here


def test_integers_that_a_float_would_merge_stay_apart() -> None:
    y = np.array([2**63, 2**63 + 1, -1], dtype=object)
    assert found(examine(y, np.eye(3)))[:2] == ((-1, 2**63, 2**63 + 1), [1, 2, 0])


def test_columns_follow_labels_and_classes_may_be_absent() -> None:
    assert found(examine([0, 1], THIRDS, labels=[2, 1, 0])) == ((2, 1, 0), [2, 1], THIRDS)
    assert examine(["b", "a", "c"], [[0.2, 0.3, 0.5]] * 3).labels == ("a", "b", "c")
    assert examine([1, 1], HALVES).y.tolist() == [1, 1]
    assert examine([7] * 2, np.full((2, 300), 1 / 300), labels=range(300)).y.tolist() == [7, 7]
    assert examine([299] * 2, np.full((2, 300), 1 / 300), labels=range(300)).y.tolist() == [299, 299]


def test_a_frame_whose_columns_are_the_classes_in_order() -> None:
    for frame in (pd.DataFrame, pl.DataFrame, pa.table):
        p = frame({"ham": [0.9, 0.2], "spam": [0.1, 0.8]})
        assert found(examine(["ham", "spam"], p)) == (("ham", "spam"), [0, 1], [[0.9, 0.1], [0.2, 0.8]])
        other = frame({"x": [0.9, 0.2], "a": [0.1, 0.8]})  # names that say nothing about the classes
        assert examine(["ham", "spam"], other).labels == ("ham", "spam")


@pytest.mark.parametrize(
    "p",
    [
        P,
        tuple(P),
        np.array([[0.9], [0.2]]),
        np.array(P, dtype=object),
        np.array(P, dtype=np.longdouble),
        np.array(P, dtype=">f8"),
        [Decimal("0.9"), Decimal("0.2")],
        [Fraction(9, 10), Fraction(1, 5)],
        np.ma.masked_array(P, mask=False),
        pd.Series(P),
        pd.Series(P, dtype="Float64"),
        pd.Series(P, dtype="double[pyarrow]"),
        pd.DataFrame({"p": P}),
        pl.Series(P),
        pl.Series([Decimal("0.9"), Decimal("0.2")]),
        pl.DataFrame({"p": P}),
        pa.array(P),
        pa.chunked_array([[0.9], [0.2]]),
    ],
    ids=lambda p: f"{type(p).__module__}.{type(p).__name__}",
)
def test_probabilities_from_anywhere(p: Any) -> None:
    assert log_loss([1, 0], p) == pytest.approx(-math.log(0.9 * 0.8) / 2, rel=1e-14)
    assert log_loss([1, 0], P, p) == pytest.approx(
        -(0.9 * math.log(0.9) + 0.2 * math.log(0.8)) / 1.1, rel=1e-14
    )


def test_minus_0_is_0() -> None:
    assert surprisal([0, 1], [-0.0, -0.0]).tolist() == [0.0, math.inf]


@pytest.mark.parametrize(
    ("y", "p", "w"),
    [
        ([1, 0, 1], [0.9, 0.2, math.nan], None),
        ([1, 0, None], P3, None),
        ([1, 0, 1], P3, [1, 1, None]),
        ([1, 0, math.nan], P3, [1, 1, math.nan]),
        (pd.Series([1, 0, None], dtype="Int64"), pd.Series([0.9, 0.2, None], dtype="Float64"), None),
        (pl.Series([1, 0, None]), pl.Series([0.9, 0.2, math.nan]), None),
        (pa.array([True, False, None]), P3, None),
        ([1, 0, 1], np.ma.masked_array(P3, mask=[0, 0, 1]), None),
    ],
)
def test_rows_that_lack_a_value_are_dropped_when_asked(y: Any, p: Any, w: Any) -> None:
    rows = examine(y, p, w, missing="drop")
    assert rows.y.tolist() == [1, 0]
    assert rows.scores.tolist() == P
    assert rows.index is not None
    assert rows.index.tolist() == [0, 1]
    assert rows.notes == {"dropped": 1}
    assert log_loss(y, p, w, missing="drop") == log_loss([1, 0], P)


def test_nothing_is_dropped_where_nothing_lacks() -> None:
    rows = examine([1, 0], P, [1, 2], missing="drop")
    assert (rows.index, rows.notes) == (None, {})


def test_dropped_rows_take_their_columns_with_them() -> None:
    rows = examine([[0, 1], [1, 0], [math.nan, 0]], [[math.nan, 0.5], [0.5, 0.5], [0.5, 0.5]], missing="drop")
    assert found(rows) == ((0, 1), [0], [[0.5, 0.5]])
    assert (len(rows), rows.notes) == (1, {"dropped": 2})


def test_renormalizing_leaves_alone_what_sums_to_1() -> None:
    p = [[0.3, 0.3], [0.5, 0.5 + 1e-9]]
    rows = examine([1, 0], p, renormalize=True)
    assert rows.scores.tolist() == [[0.5, 0.5], p[1]]
    assert rows.notes == {"renormalized": 1}
    alone = examine([0], p[1:], labels=[0, 1], renormalize=True)
    assert (alone.scores.tolist(), alone.notes) == (p[1:], {})


def test_columns_may_be_off_by_the_rounding_of_their_type() -> None:
    thirds = np.full((1, 3), 1 / 3)
    for dtype, off in ((np.float64, 1e-9), (np.float32, 1e-4), (np.float16, 1e-2)):
        examine([0], (thirds + off / 3).astype(dtype), labels=[0, 1, 2])
        with pytest.raises(DataError, match="must sum to 1"):
            examine([0], (thirds + 10 * off).astype(dtype), labels=[0, 1, 2])


def test_notes_count_float32() -> None:
    assert examine([1, 0], np.array(P, np.float32)).notes == {"float32": 2}
    halves = np.array([[0.5, 0.4], [0.5, 0.5]], np.float32)
    assert examine([1, 0], halves, renormalize=True).notes == {"float32": 2, "renormalized": 1}


def test_logits_may_be_infinite() -> None:
    examine([1, 0], [-math.inf, math.inf], from_logits=True)
    examine([1, 0], [[-math.inf, 0.0], [0.0, 1.0]], from_logits=True)
    examine([1, 0], [[True, False], [False, True]], from_logits=True)


def test_soft_labels_are_shares() -> None:
    rows = examine([0, 0.5], P, soft=True)
    assert (rows.soft, rows.y.tolist(), rows.y.dtype, rows.labels) == (True, [0.0, 0.5], np.float64, (0, 1))
    rows = examine([[0.25, 0.75]], [[0.5, 0.5]], soft=True, labels=["no", "yes"])
    assert (rows.y.tolist(), rows.labels) == ([[0.25, 0.75]], ("no", "yes"))


def test_outcome_columns_are_class_indices() -> None:
    for outcomes in ([[0, 1], [1, 0]], [[False, True], [True, False]], np.array([[0, 1.0], [1, 0]], object)):
        assert found(examine(outcomes, HALVES)) == ((0, 1), [1, 0], HALVES)
    assert examine([[0, 1], [1, 0]], HALVES, labels=["lost", "won"]).labels == ("lost", "won")


def test_nothing_is_converted_with_a_warning() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        log_loss([1, "a"], P, pos_label="a")
        log_loss(np.array([1, 0], np.uint8), np.array(P, np.float16), np.array([1, 2], np.float32))
