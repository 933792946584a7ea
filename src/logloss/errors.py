"""Exceptions: one small tree, each a fact and a hint."""

from __future__ import annotations


class LogLossError(Exception):
    """What went wrong, and what to do about it.

    Parameters
    ----------
    fact
        One sentence: the argument, the rule, the value and the rows that broke it.
    hint
        What the reader can do about it; may be empty.

    Examples
    --------
    >>> print(DataError("y_proba must lie in [0, 1], got 55 at index 3", "Percents? Divide by 100."))
    y_proba must lie in [0, 1], got 55 at index 3
    <BLANKLINE>
    Percents? Divide by 100.
    """

    def __init__(self, fact: str, hint: str = "") -> None:
        super().__init__(fact, hint)
        self.fact = fact
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.fact}\n\n{self.hint}" if self.hint else self.fact

    @property
    def line(self) -> str:
        """The same on one line, as the command prints it: ``fact; hint``."""
        hint = self.hint.rstrip(".")
        if hint[1:2].islower():  # an acronym keeps its capitals
            hint = hint[0].lower() + hint[1:]
        return " ".join((f"{self.fact}; {hint}" if hint else self.fact).split())


class DataError(LogLossError, ValueError):
    """Values that have no log loss: out of range, missing, mismatched."""


class ArgumentError(LogLossError, ValueError):
    """An option that does not exist or does not fit the others."""


class ColumnError(DataError):
    """A column that is not there, or not of the kind that is needed."""


class FileError(LogLossError, OSError):
    """A file that cannot be read or written."""


class FormatError(FileError, ValueError):
    """A file whose content is not what its format promises."""


class MergeError(LogLossError, ValueError):
    """Two Summaries that do not speak of the same thing."""


class NoFitError(DataError):
    """Data on which the model asked for has no finite fit."""


class MissingDependencyError(LogLossError, ImportError):
    """An optional package that is not installed; the hint names the extra."""
