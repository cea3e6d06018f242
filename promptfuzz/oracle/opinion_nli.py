"""A natural-language-inference model as judge: from pairs of outputs to entailment in both directions, to opinions."""

from collections.abc import Sequence
from threading import Lock
from typing import Any, NamedTuple

from promptfuzz.errors import ModelError, UsageError
from promptfuzz.models.heavy import need, quiet
from promptfuzz.oracle.opinion import Opinion, Pair
from promptfuzz.validation import check_count, check_share, check_type

_KINDS = ("contradiction", "entailment", "neutral")


class Inference(NamedTuple):
    """The probabilities that a premise contradicts and that it entails a hypothesis, 0..1."""

    contradiction: float
    entailment: float


class NliJudge:
    """Asks a cross-encoder of transformers whether each of two outputs entails the other.

    Both entail: they mean the same. Either contradicts: they do not. Anything else is no opinion. The request is not
    shown to it. Nothing is loaded, and torch is not imported, before the first pair; pairs go in batches, once each.

    Args:
        name_or_dir: a name on the model hub or a directory; files that are there already are taken without asking the
            network.
        least: the probability from which a direction counts, 0..1.
        labels: what the model's outputs stand for, in their order, where its configuration does not say:
            ``("contradiction", "entailment", "neutral")``.
        batch_size: pairs of texts a forward pass.
        local_files_only: whether to look nowhere but in the directory or the hub's cache.

    Attributes:
        asked: how many pairs were judged so far, each once.

    Raises:
        UsageError: an argument has the wrong type or range.
    """

    def __init__(
        self,
        name_or_dir: str,
        *,
        least: float = 0.5,
        labels: tuple[str, ...] | None = None,
        batch_size: int = 16,
        local_files_only: bool = False,
    ) -> None:
        check_type("name_or_dir", name_or_dir, str, "a name on the model hub or a directory")
        self.name = f"NLI model {name_or_dir.rstrip('/').rpartition('/')[2]}"
        self.least = check_share("least", least)
        self.batch_size = check_count("batch_size", batch_size)
        self.asked = 0
        self._given = name_or_dir
        self._labels = labels
        self._local_only = local_files_only
        self._encoder: CrossEncoder | None = None
        self._known: dict[Pair, Opinion] = {}
        self._lock = Lock()

    def __repr__(self) -> str:
        return f"<NliJudge {self._given}>"

    def opinions(self, pairs: Sequence[Pair], request: str = "") -> list[Opinion]:  # noqa: ARG002
        """Return one opinion a pair, in their order.

        Raises:
            ModelError: torch or transformers is missing, or the model cannot be loaded.
            UsageError: it is loaded but no NLI model.
        """
        keys = [(a, b) if a <= b else (b, a) for a, b in pairs]
        with self._lock:
            new = [key for key in dict.fromkeys(keys) if key not in self._known]
            if new:
                if self._encoder is None:
                    self._encoder = load_encoder(self._given, self._labels, local_only=self._local_only)
                both = self._encoder.infer([*new, *((b, a) for a, b in new)], self.batch_size)
                self.asked += len(new)
                there, back = both[: len(new)], both[len(new) :]
                self._known |= {key: self._opinion(*ways) for key, *ways in zip(new, there, back, strict=True)}
            return [self._known[key] for key in keys]

    def _opinion(self, there: Inference | None, back: Inference | None) -> Opinion:
        if there is None or back is None:
            return Opinion(None, f"{self.name} has no opinion: the texts are longer than it reads")
        against = max(there.contradiction, back.contradiction)
        entailed = min(there.entailment, back.entailment)
        if against >= self.least and against > entailed:
            return Opinion(same=False, reason=f"{self.name} said that one contradicts the other ({against:.2f})")
        if entailed >= self.least:
            return Opinion(same=True, reason=f"{self.name} said that each entails the other ({entailed:.2f})")
        return Opinion(None, f"{self.name} has no opinion: it sees neither entailment both ways nor a contradiction")


class CrossEncoder:
    """A sequence-pair classifier and its tokenizer; `places` are those of contradiction and entailment."""

    def __init__(self, model: Any, tokenizer: Any, places: tuple[int, int]) -> None:
        self._model, self._tokenizer, self._places = model, tokenizer, places
        limit = getattr(model.config, "max_position_embeddings", None) or 10**9
        # RoBERTa keeps two positions for padding; a tokenizer without a limit says 10**30.
        self._longest = min(int(min(tokenizer.model_max_length, 10**9)), limit - 2)

    def infer(self, pairs: Sequence[Pair], batch_size: int) -> list[Inference | None]:
        """Return what each premise says of its hypothesis; None where the two are longer than the model reads."""
        import torch

        with quiet():
            return self._inferred(torch, pairs, batch_size)

    def _inferred(self, torch: Any, pairs: Sequence[Pair], batch_size: int) -> list[Inference | None]:
        read = [self._tokenizer(premise, hypothesis, truncation=False) for premise, hypothesis in pairs]
        sizes = [len(one["input_ids"]) for one in read]
        found: list[Inference | None] = [None] * len(pairs)
        order = sorted((size, at) for at, size in enumerate(sizes) if size <= self._longest)
        for start in range(0, len(order), batch_size):
            places = [at for _, at in order[start : start + batch_size]]
            batch = self._tokenizer.pad([read[at] for at in places], return_tensors="pt")
            with torch.inference_mode():
                shares = torch.softmax(self._model(**batch).logits.float(), dim=-1)
            for at, row in zip(places, shares.tolist(), strict=True):
                found[at] = Inference(*(row[place] for place in self._places))
        return found


def load_encoder(name_or_dir: str, labels: tuple[str, ...] | None, *, local_only: bool) -> CrossEncoder:
    """Return the cross-encoder of `name_or_dir`: from the files that are there, else from the hub unless `local_only`.

    Raises:
        ModelError: torch or transformers is missing, or the model cannot be loaded.
        UsageError: its outputs are not contradiction, entailment and neutral.
    """
    need("torch", "transformers")
    with quiet():
        from transformers import AutoModelForSequenceClassification, AutoTokenizer

        error: Exception | None = None
        for local in (True,) if local_only else (True, False):
            try:
                tokenizer = AutoTokenizer.from_pretrained(name_or_dir, local_files_only=local)
                model = AutoModelForSequenceClassification.from_pretrained(name_or_dir, local_files_only=local)
            except Exception as raised:  # the hub, the file system and the parsers each raise their own
                error = raised
                continue
            model.train(mode=False)
            named = labels or tuple(label for _, label in sorted(model.config.id2label.items()))
            return CrossEncoder(model, tokenizer, places_of(named, name_or_dir))
    first = str(error).strip().split("\n", 1)[0]
    raise ModelError(
        f"expected a name on the model hub or a directory with an NLI cross-encoder of transformers, got "
        f"{name_or_dir!r} ({type(error).__name__}: {first}); check the spelling, the network and the files"
    ) from error


def places_of(labels: Sequence[str], name_or_dir: str) -> tuple[int, int]:
    """Return at which places of its `labels` a model says contradiction and entailment.

    Raises:
        UsageError: they are not named; the message says what to write.
    """
    named = [label.casefold() for label in labels]
    places = [[at for at, label in enumerate(named) if label.startswith(kind[:8])] for kind in _KINDS]
    if len(named) != len(_KINDS) or any(len(found) != 1 for found in places):
        raise UsageError(
            f"expected an NLI model with the labels {', '.join(_KINDS)}, got {name_or_dir!r} with {list(labels)!r}; if "
            "these are their names, say in which order: labels=('contradiction', 'entailment', 'neutral')"
        )
    return places[0][0], places[1][0]
