"""Loading what transformers knows by name or directory, with errors that say what to do."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from promptfuzz.errors import ModelError, UsageError
from promptfuzz.models.heavy import need, quiet


def load_pretrained(name_or_dir: str, dtype: str, *, local_files_only: bool) -> tuple[Any, Any]:
    """Return the model, causal or seq2seq, and the tokenizer of `name_or_dir`.

    Raises:
        UsageError: the model is neither.
        ModelError: torch or transformers is missing, or the model cannot be loaded.
    """
    need("torch", "transformers")
    with quiet():
        import torch
        from transformers import AutoConfig, AutoModelForCausalLM, AutoModelForSeq2SeqLM, AutoTokenizer

        try:
            config = AutoConfig.from_pretrained(name_or_dir, local_files_only=local_files_only)
            kind = AutoModelForCausalLM if is_causal(name_or_dir, config) else AutoModelForSeq2SeqLM
            tokenizer = AutoTokenizer.from_pretrained(name_or_dir, local_files_only=local_files_only)
            model = kind.from_pretrained(name_or_dir, dtype=getattr(torch, dtype), local_files_only=local_files_only)
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


def is_causal(name_or_dir: str, config: Any) -> bool:
    """Return whether the model of `config` writes on from a text; if not, it is an encoder-decoder that answers one.

    Raises:
        UsageError: it does neither: its architecture has no head that writes text.
    """
    from transformers.models.auto import modeling_auto as known

    architectures = set(getattr(config, "architectures", None) or ())
    answers = bool(getattr(config, "is_encoder_decoder", False))
    if not architectures:
        return not answers
    if architectures & _classes(known.MODEL_FOR_CAUSAL_LM_MAPPING_NAMES):
        return True
    if answers and architectures & _classes(known.MODEL_FOR_SEQ_TO_SEQ_CAUSAL_LM_MAPPING_NAMES):
        return False
    raise UsageError(
        f"expected a causal or seq2seq model, got {name_or_dir!r} ({', '.join(sorted(architectures))}), which writes "
        "no text; take one whose class ends in ForCausalLM or ForConditionalGeneration"
    )


def _classes(names: Mapping[str, Any]) -> set[str]:
    return {name for found in names.values() for name in ([found] if isinstance(found, str) else found)}


def version_of(name_or_dir: str, model: Any) -> str | None:
    """Return the commit of a model of the hub, or a digest of the names, sizes and times of a directory's files."""
    commit: str | None = getattr(model.config, "_commit_hash", None)
    folder = Path(name_or_dir)
    if commit is not None or not folder.is_dir():
        return commit
    files = sorted(path for path in folder.iterdir() if path.is_file())
    facts = [(path.name, path.stat().st_size, path.stat().st_mtime_ns) for path in files]
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()[:12]
