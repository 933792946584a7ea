"""``python -m logloss`` is the command."""

from __future__ import annotations

import sys

from logloss.cli import main

if __name__ == "__main__":
    sys.exit(main())
