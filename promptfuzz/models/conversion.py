"""Converting a GGUF file once into a directory that loads ten times faster, safely among processes."""

import io
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr
from pathlib import Path
from typing import Any

from promptfuzz.models.heavy import need, quiet

# What GGUF loading leaves on a model, for which save_pretrained refuses it although its weights are plain.
_MARKS = ("hf_quantizer", "quantization_method", "is_quantized")


def cache_directory() -> Path:
    """Return where converted models are kept: $PROMPTFUZZ_CACHE, else the user's cache directory."""
    import platformdirs

    chosen = os.environ.get("PROMPTFUZZ_CACHE")
    return Path(chosen).expanduser() if chosen else Path(platformdirs.user_cache_dir("promptfuzz"))


def converted(file: Path, key: str) -> Path:
    """Return the directory `key` of the cache with the model of the GGUF `file`, converting it if it is not there.

    It is written beside and renamed when complete, so a crash leaves no half directory under the name, and of two
    processes at once one wins and both go on.

    Raises:
        ModelError: a package that conversion needs is missing.
        OSError: the cache directory cannot be written.
    """
    target = cache_directory() / "models" / key
    if target.is_dir():
        return target
    need("torch", "transformers", "accelerate", "gguf")
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=f".{key}.", dir=target.parent))
    try:
        with _told(f"Converting {file.name} once, for {target}"):
            convert(file, beside)
        beside.chmod(0o755)
        try:
            beside.rename(target)
        except OSError:
            if not target.is_dir():  # else another process was faster
                raise
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return target


def convert(file: Path, directory: Path) -> None:
    """Write the model and tokenizer of the GGUF `file` into `directory`, in fp32 as safetensors."""
    with quiet(), redirect_stderr(io.StringIO()):  # the GGUF reader draws a bar that no setting turns off
        import torch
        from transformers import AutoModelForCausalLM, AutoTokenizer

        options: dict[str, Any] = {"gguf_file": file.name, "local_files_only": True}
        tokenizer = AutoTokenizer.from_pretrained(str(file.parent), **options)
        model = AutoModelForCausalLM.from_pretrained(str(file.parent), dtype=torch.float32, **options)
        for owner, names in ((model, _MARKS), (model.config, ("quantization_config",))):
            for name in names:
                if name in vars(owner):
                    delattr(owner, name)
        model.save_pretrained(directory)
        tokenizer.save_pretrained(directory)


@contextmanager
def _told(what: str) -> Iterator[None]:
    """Show `what` is going on, with a spinner and the time, while it lasts, if stderr is a terminal."""
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    console = Console(file=sys.stderr)
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        progress.add_task(what, total=None)
        yield
