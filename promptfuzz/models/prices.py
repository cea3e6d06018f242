"""What an endpoint charges: from token counts to US dollars, and unknown where either is unknown."""

from dataclasses import dataclass

from promptfuzz.errors import UsageError

PER = 1_000_000


@dataclass(frozen=True, slots=True)
class Price:
    """US dollars for a million tokens, of the `prompt` and of the `completion`.

    Raises:
        UsageError: one of them is no number of at least 0.
    """

    prompt: float
    completion: float

    def __post_init__(self) -> None:
        for name in ("prompt", "completion"):
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < float("inf"):
                raise UsageError(
                    f"expected price_{name} to be US dollars for a million tokens, at least 0, got "
                    f"price_{name}={value!r}"
                )

    def cost(self, prompt_tokens: float | None, completion_tokens: float | None) -> float | None:
        """Return what a call took in US dollars, None where a count is unknown."""
        if prompt_tokens is None or completion_tokens is None:
            return None
        return (prompt_tokens * self.prompt + completion_tokens * self.completion) / PER


def price_of(prompt: float | None, completion: float | None) -> Price | None:
    """Return the price, None where it is not known.

    Raises:
        UsageError: only one of the two is given, or one is out of range.
    """
    if prompt is None and completion is None:
        return None
    if prompt is None or completion is None:
        raise UsageError(
            f"expected price_prompt and price_completion together, got price_prompt={prompt!r} and "
            f"price_completion={completion!r}: half a price is no price; write 0 for what is free"
        )
    return Price(prompt, completion)
