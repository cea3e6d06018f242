"""Loading what transformers knows by name or directory, with errors that say what to do."""

import hashlib
import json
from pathlib import Path
from typing import Any

from promptfuzz.errors import ModelError, UsageError
from promptfuzz.models.heavy import need, quiet


def load_pretrained(name_or_dir: str, dtype: str, *, local_files_only: bool) -> tuple[Any, Any]:
    """Return the causal model and the tokenizer of `name_or_dir`.

    Raises:
        UsageError: the model is not causal.
        ModelError: torch or transformers is missing, or the model cannot be loaded.
    """
    need("torch", "transformers")
    with quiet():
        import torch
        from transformers import AutoConfig, AutoModelForCausalLM, AutoTokenizer

        try:
            config = AutoConfig.from_pretrained(name_or_dir, local_files_only=local_files_only)
            check_causal(name_or_dir, config)
            tokenizer = AutoTokenizer.from_pretrained(name_or_dir, local_files_only=local_files_only)
            model = AutoModelForCausalLM.from_pretrained(
                name_or_dir, dtype=getattr(torch, dtype), local_files_only=local_files_only
            )
        except UsageError:
            raise
        except Exception as error:  # the hub, the file system and the parsers each raise their own
            first = str(error).strip().split("\n", 1)[0]
            raise ModelError(
                f"expected a name on the model hub or a directory with a model of transformers, got {name_or_dir!r} "
                f"({type(error).__name__}: {first}); check the spelling, the network and the files"
            ) from error
    model.train(mode=False)
    return model, tokenizer


def check_causal(name_or_dir: str, config: Any) -> None:
    """Refuse a model that does not write on from a text.

    Raises:
        UsageError: it is a sequence-to-sequence model, or its architecture has no language-model head.
    """
    from transformers.models.auto.modeling_auto import MODEL_FOR_CAUSAL_LM_MAPPING_NAMES as KNOWN

    shown = ", ".join(getattr(config, "architectures", None) or [config.model_type])
    if getattr(config, "is_encoder_decoder", False):
        raise UsageError(
            f"expected a causal model, got {name_or_dir!r} ({shown}), a seq2seq one: only causal models work"
        )
    causal = {name for names in KNOWN.values() for name in ([names] if isinstance(names, str) else names)}
    architectures = set(getattr(config, "architectures", None) or ())
    if architectures and not architectures & causal:
        raise UsageError(f"expected a causal model, got {name_or_dir!r} ({shown}): only causal models work")


def version_of(name_or_dir: str, model: Any) -> str | None:
    """Return the commit of a model of the hub, or a digest of the names, sizes and times of a directory's files."""
    commit: str | None = getattr(model.config, "_commit_hash", None)
    folder = Path(name_or_dir)
    if commit is not None or not folder.is_dir():
        return commit
    files = sorted(path for path in folder.iterdir() if path.is_file())
    facts = [(path.name, path.stat().st_size, path.stat().st_mtime_ns) for path in files]
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()[:12]
