"""From whatever a user passes as a model to the model: a model, a spec or a function."""

from promptfuzz.errors import UsageError
from promptfuzz.models.callables import model
from promptfuzz.models.loading import load_model
from promptfuzz.models.protocol import Model


def as_model(value: object) -> Model:
    """Return `value` if it is a model, the model of a spec text, or a function of one text as a model.

    Raises:
        UsageError: it is none of these, or no model has the spec.
        ModelError: the model of the spec cannot be loaded.
    """
    if isinstance(value, Model):
        return value
    if isinstance(value, str):
        return load_model(value)
    if callable(value) and not isinstance(value, type):
        return model(value)
    hint = f"; give an instance, {value.__name__}(...)" if isinstance(value, type) else ""
    raise UsageError(
        "expected a model: a spec such as 'smollm2' or 'python:pkg.module:function', a function that takes a prompt "
        f"and returns a text, or what pf.load_model gives, got {value!r:.80} of type {type(value).__name__}{hint}"
    )
