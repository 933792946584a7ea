"""``Replay``: a training as its validation rows saw it, step by step."""

from __future__ import annotations

import importlib
import json
import math
import weakref
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from functools import cached_property
from html import escape
from os import PathLike
from pathlib import Path
from typing import Any, Self

import numpy as np

from logloss.atomic import written
from logloss.errors import ArgumentError, DataError, MissingDependencyError
from logloss.explanation import Explanation, explain
from logloss.kernels.reference import Float
from logloss.messages import Lang, Text
from logloss.messages import plain as spoken
from logloss.replay import findings, loading, plain, sections, store
from logloss.replay.findings import Cost, Disagreement, Moved
from logloss.replay.kept import Keeper, Kept
from logloss.replay.rows import valid_rows
from logloss.replay.runs import Runs, runs
from logloss.replay.steps import Step, measured
from logloss.told import Told

KEEP = 4000
SUFFIX = ".arrows"
"""Of the files in which replays are saved, as Arrow calls its streams."""

Listener = Callable[["Replay"], None]


class Replay(Told):
    """A training, replayed through the same bars: what every validation row was given at every step.

    Create it with the labels of the validation rows, and call :meth:`record` with their predictions whenever
    you like. It says when the loss was least, when it was least after recalibration, where loss and accuracy
    part ways, and which rows made it so.

    Parameters
    ----------
    y_valid : shape (n,)
        Labels of the validation rows.
    names : shape (n,), optional
        What the rows are called; else they have their numbers.
    sample_weight : shape (n,), optional
        Weights of the rows.
    labels : sequence, optional
        The classes in the order of the columns of predictions; of two classes the second is the positive one.
    pos_label : optional
        The positive class where predictions are one column.
    path : path, optional
        Where steps are written as they are recorded, an Arrow stream (.arrows): after a crash
        :meth:`load` has all that were recorded before. A file that is there is never written over.
    keep : int or None
        Up to so many rows, each row's probability is kept (float32) at every step. Of more rows half as many
        are drawn, by class, and the 20 costliest of each step join them as long as there is room. Totals are
        of all rows in any case. None keeps all.

    Examples
    --------
    >>> replay = Replay([0, 0, 1, 1], names=["Ann", "Bob", "Cem", "Dan"])
    >>> replay.record([0.4, 0.5, 0.6, 0.4], step=1)
    >>> replay.record([0.1, 0.3, 0.9, 0.4], step=2)
    >>> replay.record([0.0001, 0.01, 0.999, 0.01], step=3, train_loss=0.02)
    >>> replay.best.step, round(replay.best.loss, 4)
    (2, 0.3709)
    >>> [(m.name, round(m.before, 2), round(m.after, 2)) for m in replay.worsened]
    [('Dan', 0.4, 0.01)]
    """

    def __init__(
        self,
        y_valid: Any,
        *,
        names: Any = None,
        sample_weight: Any = None,
        labels: Sequence[Any] | None = None,
        pos_label: Any = None,
        path: str | PathLike[str] | None = None,
        keep: int | None = KEEP,
    ) -> None:
        if keep is not None and keep < 2:
            raise ArgumentError(
                f"keep must be a whole number of rows from 2 on, or None for all, got {keep!r}"
            )
        self._valid = valid_rows(y_valid, sample_weight, names, labels, pos_label)
        self._keeper: Keeper | None = Keeper(self._valid, keep)
        drawn = self._keeper.start()
        valid = self._valid
        self._head = store.Head(
            valid.labels, len(valid), valid.class_weight, valid.weight is not None, valid.fingerprint, drawn
        )
        self._begin([], Kept(list(drawn), len(drawn)), "whole")
        self._writer = None
        if path is not None:
            target = Path(path)
            self._writer = store.Writer(store.new_file(target), self._head, target)
            weakref.finalize(self, self._writer.close)  # a script that ends well leaves a file that is whole

    def _begin(self, steps: list[Step], kept: Kept, ending: loading.Ending) -> None:
        self._steps, self._kept, self._ending = steps, kept, ending
        self._listeners: list[Listener] = []
        self._endings: list[Listener] = []

    # ---- recording

    def record(
        self,
        p: Any,
        *,
        step: float | None = None,
        train_loss: Any = None,
        from_logits: bool = False,
        **numbers: Any,
    ) -> None:
        """Take down what the validation rows are given at a step.

        Parameters
        ----------
        p : shape (n,) or (n, K)
            Probabilities, as :func:`logloss.log_loss` takes them. NaN is kept: training diverged.
        step : number, optional
            Higher than that of the step before; one more if not given, from 1 on.
        train_loss : float, optional
            The loss of the training rows in nats.
        from_logits : bool
            Whether ``p`` holds logits.
        **numbers : float
            What else is to be kept of this step, a learning rate for one.

        Raises
        ------
        DataError
            Where ``p`` is of other rows or no probabilities; nothing is recorded then.
        ArgumentError
            Where the step is not higher than the one before, or the replay was loaded from a file.
        """
        if self._keeper is None:
            raise ArgumentError(
                "this replay was loaded from a file, and is not recorded any further",
                "Make a new Replay with a path of its own, and compare the two.",
            )
        at = self._next(step)
        given = None if train_loss is None else _number("train_loss", train_loss)
        more = {name: _number(name, value) for name, value in numbers.items()}
        found, rows = measured(self._valid, p, from_logits, at, given, more)
        kept = self._keeper.chosen(len(self._steps), found.loss, rows)
        self._steps.append(found)
        self._kept.add(*kept)
        if self._writer is not None:
            self._writer.append(found, *kept)
        for listener in list(self._listeners):
            listener(self)

    def _next(self, step: float | None) -> float:
        before = self._steps[-1].step if self._steps else None
        if step is None:
            return 1 if before is None else math.floor(before) + 1
        at = _number("step", step)
        if not math.isfinite(at) or (before is not None and at <= before):
            said = "" if before is None else f" and rise: {step} came after {before:g}"
            raise ArgumentError(
                f"step must be a finite number{said}" + ("" if said else f", got {step}"),
                "Leave it out, and steps are counted. A second training is a second Replay.",
            )
        return int(at) if at.is_integer() else at

    def on_record(self, listener: Listener) -> Callable[[], None]:
        """Call a function with this replay after each step; returns a function that ends it."""
        return _joined(self._listeners, listener)

    def on_close(self, listener: Listener) -> Callable[[], None]:
        """Call a function with this replay when it is closed; returns a function that ends it."""
        return _joined(self._endings, listener)

    def xgboost(self, X_valid: Any, *, train: str = "train") -> Any:
        """A callback for XGBoost: ``xgboost.train(..., callbacks=[replay.xgboost(X_valid)])``.

        Parameters
        ----------
        X_valid : DMatrix, array or frame
            The validation rows, in the order of ``y_valid``.
        train : str
            By what name the training rows are evaluated, if they are: their log loss is kept too.
        """
        return _callback("xgboost")(self, X_valid, train)

    def lightgbm(self, X_valid: Any, *, train: str = "training") -> Any:
        """A callback for LightGBM: ``lightgbm.train(..., callbacks=[replay.lightgbm(X_valid)])``.

        Parameters
        ----------
        X_valid : array or frame
            The validation rows, in the order of ``y_valid``.
        train : str
            By what name the training rows are evaluated, if they are: their log loss is kept too.
        """
        return _callback("lightgbm")(self, X_valid, train)

    def live(self) -> AbstractContextManager[None]:
        """While the block runs, show loss, parts and worst rows in the terminal: ``with replay.live(): ...``.

        It draws on stderr, at most ten times a second and for 0.2% of the time; where that is no
        terminal, once at the end.
        """
        from logloss.render.terminal.live import live

        return live(self)

    def watch(self, *, lang: Lang | None = None) -> None:
        """Show this training in a notebook while it goes on: its page as a widget, which follows the steps.

        Call it before training begins. The page is drawn at most twice a second and for 0.5% of the time,
        and once more when the cell has run or :meth:`close` is called.

        Parameters
        ----------
        lang : "en", "zh-Hans" or "zh-Hant", optional
            The language; at first the one that the reader's browser asks for.

        Raises
        ------
        ArgumentError
            Where this is no notebook.
        MissingDependencyError
            Where anywidget is not installed: ``logloss[widget]``.
        """
        from logloss.render.watching import watch

        watch(self, lang)

    def close(self) -> None:
        """End the file at ``path``; what is recorded afterwards is kept in memory only."""
        for listener in list(self._endings):
            listener(self)
        if self._writer is not None:
            self._writer.close()
            self._writer = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # ---- what is known

    @property
    def steps(self) -> tuple[Step, ...]:
        """Every step's numbers, in order."""
        return tuple(self._steps)

    def __len__(self) -> int:
        """How many steps there are."""
        return len(self._steps)

    @property
    def labels(self) -> tuple[Any, ...]:
        """The classes, in the order of columns."""
        return self._head.labels

    @property
    def rows(self) -> int:
        """How many validation rows there are."""
        return self._head.rows

    @property
    def class_weight(self) -> Float:
        """Σw of each class, shape (K,)."""
        return self._head.class_weight

    @property
    def kept(self) -> Kept:
        """The rows whose probabilities are kept, and these."""
        return self._kept

    @property
    def keeps_all(self) -> bool:
        """Whether every row is kept; else a sample, and the worst."""
        return self._kept.drawn == self.rows

    @property
    def ending(self) -> loading.Ending:
        """How the file that was loaded ends: "whole", "open" (never closed) or "cut" (within a step)."""
        return self._ending

    @property
    def fingerprint(self) -> str:
        """The same for replays of the same labels and weights, in the same order."""
        return self._head.fingerprint

    @cached_property
    def uncertainty(self) -> float:
        """The loss of always predicting the base rate of these rows, in nats."""
        from logloss.information import entropy

        return float(entropy(self.class_weight / self.class_weight.sum()))

    @property
    def best(self) -> Step:
        """The first step of least loss."""
        return self._steps[self._place("loss")]

    @property
    def best_recalibrated(self) -> Step:
        """The first step of least loss after recalibration by a temperature.

        References
        ----------
        Berta, Holzmüller, Jordan & Bach (2025), "Rethinking Early Stopping: Refine, Then Calibrate",
        arXiv:2501.19195.
        """
        return self._steps[self._place("recalibrated")]

    @property
    def last(self) -> Step:
        """The last step that has a loss."""
        return self._steps[self._end()]

    @property
    def cost_of_going_on(self) -> Cost:
        """What the last step costs more than the best."""
        return findings.cost_of(self, self._place("loss"), self._end())

    @property
    def cost_of_early_stopping(self) -> float:
        """What stopping at the least loss costs, if one recalibrates: more than stopping when that pays."""
        return self.best.recalibrated - self.best_recalibrated.recalibrated

    @property
    def disagreement(self) -> Disagreement | None:
        """From the step of least loss to one at which loss and accuracy are both higher, if there is one."""
        return findings.disagreement(self._steps)

    @property
    def gained(self) -> tuple[Moved, ...]:
        """Rows that crossed over: wrong at the step of least loss, right at the last; of those kept."""
        return findings.crossed(self, self._place("loss"), self._end())[0]

    @property
    def lost(self) -> tuple[Moved, ...]:
        """Rows that crossed over: right at the step of least loss, wrong at the last; the dearest first."""
        return findings.crossed(self, self._place("loss"), self._end())[1]

    @property
    def worsened(self) -> tuple[Moved, ...]:
        """Confident errors that got worse since the step of least loss; what they added most first."""
        return findings.worsened(self, self._place("loss"), self._end())

    @property
    def worst(self) -> tuple[Moved, ...]:
        """The rows that cost most at the last step, as before and after since the step of least loss."""
        return findings.worst(self, self._place("loss"), self._end())

    @property
    def half_of_the_rise(self) -> int | None:
        """How few rows make half of all that rows cost more since the step of least loss."""
        return findings.half_of_the_rise(self, self._place("loss"), self._end())

    def at(self, step: float) -> int:
        """The place of a step by its number, from 0."""
        for i, one in enumerate(self._steps):
            if one.step == step:
                return i
        known = ", ".join(f"{one.step:g}" for one in self._steps[:5])
        more = ", …" if len(self) > 5 else ""
        raise ArgumentError(f"there is no step {step}", f"The steps are {known}{more}." if known else "")

    def moved(self, start: float, end: float) -> tuple[tuple[Moved, ...], tuple[Moved, ...]]:
        """Rows that became right, and rows that became wrong, from one step to another."""
        return findings.crossed(self, self.at(start), self.at(end))

    def _place(self, number: str) -> int:
        place = findings.best(self._steps, number)
        if place is None:
            raise DataError(
                "no step has a loss" + (": every one has NaN" if self._steps else ", as none was recorded"),
                "Record one with record(p).",
            )
        return place

    def _end(self) -> int:
        self._place("loss")
        place = findings.last(self._steps)
        assert place is not None  # there is a loss
        return place

    def explain(self, step: float | None = None) -> Explanation:
        """Explain one step's loss, by default the least, as :func:`logloss.explain` does.

        From the probabilities as they are kept, float32: numbers may differ in the seventh digit.

        Raises
        ------
        ArgumentError
            Where not all rows are kept, there are more than two classes, or the step is none or diverged.

        Examples
        --------
        >>> replay = Replay([0, 1, 1])
        >>> replay.record([0.25, 0.5, 0.75])
        >>> round(replay.explain().loss, 4), round(replay.steps[0].loss, 4)
        (0.4228, 0.4228)
        """
        place = self._place("loss") if step is None else self.at(step)
        if not self.keeps_all or len(self.labels) != 2 or self._steps[place].diverged:
            raise ArgumentError(
                f"step {self._steps[place].step:g} cannot be explained: that takes every row of two classes, "
                "and a prediction for each",
                "Make the Replay with keep=None to keep all rows.",
            )
        y = np.array([row.cls for row in self._kept.rows])
        p = self._kept.at(place)[0].astype(np.float64)
        weight = [row.weight for row in self._kept.rows] if self._head.weighted else None
        names = [row.name for row in self._kept.rows] if self._kept.rows[0].name else None
        return explain(
            np.array(self.labels, dtype=object)[y],
            np.where(y == 1, p, 1 - p),
            weight,
            labels=list(self.labels),
            id=names,
        )

    def compare(self, other: Replay, *, names: tuple[str, str] = ("first", "second")) -> Runs:
        """Put another training on the same validation rows beside this one.

        Raises
        ------
        ArgumentError
            Where the other is of other labels, rows or weights.
        """
        return runs(self, other, names)

    # ---- what is told

    @property
    def headline(self) -> Text:
        """The finding in one line."""
        return sections.headline(self)

    @property
    def sections(self) -> tuple[tuple[Text, tuple[Text, ...]], ...]:
        """When it was best, how loss and accuracy part, and which rows moved."""
        return sections.sections(self)

    def table(self) -> list[dict[str, float | int | None]]:
        """Every step as a row of plain numbers, in nats: ``pandas.DataFrame(replay.table())``.

        Examples
        --------
        >>> replay = Replay([0, 1])
        >>> replay.record([0.5, 0.5])
        >>> [(row["step"], round(row["loss"], 4), row["accuracy"]) for row in replay.table()]
        [(1, 0.6931, 0.5)]
        """
        return plain.table(self)

    def to_dict(self, *, rows: bool = False) -> dict[str, Any]:
        """Every number as plain data, in nats; null is what is infinite or unknown.

        Parameters
        ----------
        rows : bool
            Whether to add the rows that are kept, and what each was given at each step.
        """
        return plain.to_dict(self, rows)

    def to_json(self, indent: int | None = 2, *, rows: bool = False) -> str:
        """The same as JSON text."""
        return json.dumps(
            self.to_dict(rows=rows), allow_nan=False, ensure_ascii=False, indent=indent, default=str
        )

    # ---- files

    @staticmethod
    def load(path: str | PathLike[str]) -> Replay:
        """Read a replay from a file, also one that a crash cut short: all steps that are whole.

        Raises
        ------
        FileError, FormatError
            Where it cannot be read, or is no replay.
        """
        replay = object.__new__(Replay)
        replay._head, steps, kept, ending = loading.read(path)
        replay._keeper = replay._writer = None
        replay._begin(steps, kept, ending)
        return replay

    def save(self, path: str | PathLike[str], *, lang: Lang | None = None, palette: Any = None) -> None:
        """Write it as a page, a picture, Markdown or JSON, as every result; and as two more kinds of files.

        They are .arrows, to :meth:`load` it again, and films: .mp4 and .gif.
        """
        from logloss.render.files import FILMS, OF_RESULTS, kind_of, save_text

        kind = kind_of(path, (SUFFIX, *FILMS, *OF_RESULTS))
        if kind == SUFFIX:
            self._store(path)
        elif kind == ".json":
            save_text(self.to_json(None, rows=True) + "\n", path)
        elif kind in FILMS:
            self.to_film(path, lang=lang or "en", palette=palette)
        else:
            super().save(path, lang=lang, palette=palette)

    def _store(self, path: str | PathLike[str]) -> None:
        if self._writer is not None and self._writer.path.resolve() == Path(path).resolve():
            raise ArgumentError(
                f"{path} is where this replay is being recorded", "It is saved already: close() ends it."
            )
        with written(path) as temporary, temporary.open("wb") as file:
            store.write_whole(file, self._head, self._steps, self._kept, temporary)

    # ---- pictures

    def plot(self, *, lang: Lang = "en", palette: Any = None) -> Any:
        """Draw loss, accuracy, the parts of the loss and the bars of the rows, as a matplotlib Figure.

        Parameters are those of `Explanation.plot`.
        """
        from logloss.render.replayed import draw_replay
        from logloss.render.style import palette_of

        return draw_replay(self, lang=lang, palette=palette_of(palette))

    def to_film(
        self,
        path: str | PathLike[str],
        *,
        size: Any = None,
        fps: int | None = None,
        lang: Lang = "en",
        palette: Any = None,
        progress: Callable[[int, int], None] | None = None,
    ) -> None:
        """Write a film in which the bars move from step to step; parameters as those of `Story.to_film`."""
        from logloss.render.replayed import save_replay_film

        save_replay_film(self, path, size=size, fps=fps, lang=lang, palette=palette, progress=progress)

    def __str__(self) -> str:
        """The same in words, for a terminal 80 columns wide."""
        from logloss.render.terminal import replay_text

        return replay_text(self)

    def _repr_html_(self) -> str:
        if findings.best(self._steps, "loss") is None:  # there is nothing to be drawn
            return f"<p>{escape(spoken(self.headline))}</p>"
        return super()._repr_html_()


def _joined(listeners: list[Listener], listener: Listener) -> Callable[[], None]:
    listeners.append(listener)

    def leave() -> None:
        if listener in listeners:
            listeners.remove(listener)

    return leave


def _number(name: str, value: Any) -> float:
    try:
        return float(np.asarray(value, dtype=np.float64).item())
    except (TypeError, ValueError) as error:
        raise ArgumentError(f"{name} must be a number, got {value!r}", "One number a step.") from error


def _callback(library: str) -> Any:
    """What makes callbacks for a library, which need not be here."""
    try:
        importlib.import_module(library)
    except ImportError as error:
        raise MissingDependencyError(f"{library} is not installed", f"pip install {library}") from error
    return importlib.import_module(f"logloss.replay.{library}").callback
