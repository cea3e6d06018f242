"""From a campaign file, defaults and flags to runs and reports; `fuzz` is the same for one model, from Python."""

from promptfuzz.campaign.fuzzing import Report, fuzz

__all__ = ["Report", "fuzz"]
