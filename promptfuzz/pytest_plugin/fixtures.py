"""The fixtures of the plugin: the model and the oracle of tests that name none, for a conftest.py to override."""

from typing import TYPE_CHECKING

import pytest

from promptfuzz.pytest_plugin.desk import Desk

if TYPE_CHECKING:
    from promptfuzz.models.protocol import Model
    from promptfuzz.oracle import Oracle

DESK = pytest.StashKey[Desk]()


@pytest.fixture(scope="session")
def promptfuzz_model(pytestconfig: pytest.Config) -> "Model":
    """Return the model of --promptfuzz-model, else of [tool.promptfuzz]; what tests ask that name no model."""
    return pytestconfig.stash[DESK].load_model()


@pytest.fixture(scope="session")
def promptfuzz_oracle(pytestconfig: pytest.Config) -> "Oracle":
    """Return the oracle of [tool.promptfuzz.oracle], else the default one; it judges for tests that name none."""
    return pytestconfig.stash[DESK].load_oracle()
