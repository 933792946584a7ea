"""Recalibrators: predictions in, better calibrated ones out, in scikit-learn's manner."""

from logloss.recalibration.isotonic import IsotonicRecalibrator
from logloss.recalibration.sigmoid import SigmoidRecalibrator
from logloss.recalibration.temperature import TemperatureRecalibrator

__all__ = ["IsotonicRecalibrator", "SigmoidRecalibrator", "TemperatureRecalibrator"]
