"""How long a prompt and its answer may be: a model that has a limit is never asked beyond it, and nothing is cut."""

from typing import Any


def check_length(config: Any, prompt: int, answer: int) -> None:
    """Refuse a prompt of `prompt` tokens where an answer of `answer` tokens would go beyond what the model takes.

    A model with relative positions has no limit of its own.

    Raises:
        ValueError: it would; the message names the limit.
    """
    both = getattr(config, "max_position_embeddings", None)
    needs: tuple[tuple[str, int | None, int], ...] = (("with the answer", both, prompt + answer),)
    if getattr(config, "is_encoder_decoder", False):
        needs = (
            ("in the prompt", getattr(config, "max_encoder_position_embeddings", both), prompt),
            ("in the answer", getattr(config, "max_decoder_position_embeddings", both), answer),
        )
    for where, limit, wanted in needs:
        if limit is not None and wanted > limit:
            raise ValueError(
                f"expected at most {limit} tokens {where}, got {prompt} in the prompt and max_new_tokens={answer}; "
                "shorten one of them"
            )
