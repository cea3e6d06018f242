"""The oracle: whether two outputs mean the same, decided by the answer type first, and why."""

from promptfuzz.oracle.inference import infer_answer
from promptfuzz.oracle.judge import Oracle, compare, oracle_for
from promptfuzz.oracle.parsing import parse
from promptfuzz.oracle.refusal import is_refusal
from promptfuzz.oracle.values import Parsed

__all__ = ["Oracle", "Parsed", "compare", "infer_answer", "is_refusal", "oracle_for", "parse"]
