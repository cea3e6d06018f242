"""Constraints: whether a rewording of an instruction still asks the same, by structure, words and meaning."""

from promptfuzz.constraints.rewording import Rewording, check_rewording, faults_of

__all__ = ["Rewording", "check_rewording", "faults_of"]
