"""The heavy libraries: imported on first use, quietly, with the install command where they are missing."""

import os
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from typing import Any

from promptfuzz.errors import ModelError

INSTALL = 'pip install torch "transformers>=5" "accelerate>=1" gguf safetensors'


def need(*packages: str) -> None:
    """Check that `packages` are installed, without importing them.

    Raises:
        ModelError: one is not; the message has the install command.
    """
    missing = [package for package in packages if find_spec(package) is None]
    if missing:
        raise ModelError(f"expected {' and '.join(missing)} to be installed for local models, got none: {INSTALL}")


@contextmanager
def quiet() -> Iterator[None]:
    """Keep transformers from warning, logging and drawing progress bars, and put its settings back afterwards."""
    if "torch" not in sys.modules:
        # Spinning workers made two threads 8 times slower than one on a busy machine; read when torch is imported.
        os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from transformers.utils import logging as untyped

        logging: Any = untyped
        level, bars = logging.get_verbosity(), logging.is_progress_bar_enabled()
        logging.set_verbosity_error()
        logging.disable_progress_bar()
        try:
            yield
        finally:
            logging.set_verbosity(level)
            if bars:
                logging.enable_progress_bar()
