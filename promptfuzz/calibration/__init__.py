"""Calibration: a user's labelled pairs say how far the oracle's verdicts can be trusted."""

from promptfuzz.calibration.judging import calibrate
from promptfuzz.calibration.labelled import Labelled, read_labelled
from promptfuzz.calibration.results import Calibration

__all__ = ["Calibration", "Labelled", "calibrate", "read_labelled"]
