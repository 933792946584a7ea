"""Numbers side by side, and tables."""
from __future__ import annotations
from rich.text import Text

def numbers_strip(*a): return []
def worst_rows(*a): return []
