"""The ten points of Godoy's "Understanding binary cross-entropy / log loss: a visual explanation" (2018)."""

from __future__ import annotations

X = (-2.2, -1.4, -0.8, 0.2, 0.4, 0.8, 1.2, 2.2, 2.9, 4.6)
Y = (0, 0, 1, 0, 1, 1, 1, 1, 1, 1)
