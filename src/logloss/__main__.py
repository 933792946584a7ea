"""``python -m logloss`` is the command."""

from __future__ import annotations

from logloss.cli import program

if __name__ == "__main__":
    program()
