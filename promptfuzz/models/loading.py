"""From a spec text such as ``smollm2`` or ``python:app:answer``, with options, to a model."""

from promptfuzz.errors import UsageError, closest
from promptfuzz.models.catalogue import MODELS
from promptfuzz.models.describing import leads_to_model
from promptfuzz.models.options import checked_options
from promptfuzz.models.protocol import Loader, Model


def load_model(spec: str, **options: object) -> Model:
    """Return the model that `spec` names.

    A spec is ``smollm2``, ``transformers:NAME_OR_DIR``, ``openai:MODEL``, ``http:URL``,
    ``python:pkg.module:function``, or a name given by ``pf.model(fn, name=...)``. Options are those of the loader;
    texts, as from a command line, are converted.

    Raises:
        UsageError: no model has the spec, or it does not take an option; the message lists what is valid.
        ModelError: the model cannot be loaded; where a package is missing, the message has the install command.
    """
    found = registered_for(spec)
    if isinstance(found, Model):
        if options:
            raise UsageError(f"expected no options for model {spec!r}, which declares its own, got {sorted(options)!r}")
        return found
    rest = (spec.partition(":")[2],) if found.takes_rest else ()
    return _loaded(found, spec, options, *rest)


def comes_back(model: Model) -> bool:
    """Return whether another process gets `model` by its spec alone; it has not what is registered in this one."""
    try:
        found = registered_for(model.spec)
    except UsageError:
        return False
    if isinstance(found, Model):
        return False
    bare = model.spec.startswith("python:") and not leads_to_model(model.spec)
    return not bare or getattr(model, "takes", "text") == "text"


def registered_for(spec: str) -> Model | Loader:
    """Return the model that is registered under `spec` as it stands, else the loader that makes it.

    Raises:
        UsageError: there is neither; the message lists the forms of a spec and the closest name.
    """
    if not isinstance(spec, str):
        raise UsageError(f"expected a model spec to be a text, got {spec!r} of type {type(spec).__name__}")
    known = dict(MODELS.items())
    name, colon, rest = spec.partition(":")
    found = known.get(spec, known.get(name))
    if isinstance(found, Model) and spec in known:
        return found
    if isinstance(found, Loader) and found.takes_rest:
        if not rest:
            raise UsageError(f"expected a spec of the form {found.form}, got {spec!r}")
        return found
    if isinstance(found, Loader) and not colon:
        return found
    forms = [item.form if isinstance(item, Loader) else key for key, item in known.items()]
    raise UsageError(f"expected model to be one of {', '.join(forms)}, got {spec!r:.200}{closest(name, known)}")


def _loaded(loader: Loader, spec: str, options: dict[str, object], *rest: str) -> Model:
    checked = checked_options(loader.function, spec, options)
    model = loader.function(*rest, **checked)
    model.options = tuple(sorted(model.shown_options(checked).items()))
    return model
