"""Whether an endpoint still lives: from what came of its calls to the one sentence that ends a run."""

from promptfuzz.models.endpoint_errors import Kind, Trouble

IN_A_ROW = 20
REFUSALS = 3
# Before the first word: one more try than the timeout. Later it may be busy.
PATIENCE_BEFORE, PATIENCE_LATER = 2, 3
HOPELESS = {301, 302, 303, 307, 308, 401, 402, 403, 404, 405, 429}
_WITHDRAWN = {401, 402, 429}  # the key or the money, which no other question brings back


class Health:
    """Hears of every try and every call, and sets `fault` once nothing can be expected any more."""

    def __init__(self, timeout: float) -> None:
        self.fault: str | None = None
        self.heard = False
        self.answered = False
        self._timeout = timeout
        self._silent_since: float | None = None
        self._last_word = float("-inf")
        self._failed_in_a_row = 0
        self._refused_in_a_row = 0

    def note_answer(self, now: float) -> None:
        """Note an answer that can be used."""
        self.answered = True
        self._failed_in_a_row = self._refused_in_a_row = 0
        self._note_word(now)

    def note_trouble(self, trouble: Trouble, started: float, now: float, where: str) -> None:
        """Note a try that failed; it was `started` then."""
        if trouble.heard:
            self._note_word(now)
            return
        if self._silent_since is None:
            self._silent_since = max(started, self._last_word)
        patience = (PATIENCE_LATER if self.heard else PATIENCE_BEFORE) * self._timeout
        silent = now - self._silent_since
        if silent >= patience:
            self._set(f"expected {where} to answer, got {trouble.said}, and not a word for {silent:.3g} s")

    def note_end(self, trouble: Trouble, where: str) -> None:
        """Note a call that was given up."""
        if trouble.kind is Kind.UNREACHABLE and not self.heard:
            self._set(f"expected {where} to answer, got {trouble.said}")
        elif trouble.kind is Kind.REFUSED:
            self._failed_in_a_row = self._failed_in_a_row + 1 if trouble.status in _WITHDRAWN else 0
            self._refused_in_a_row = self._refused_in_a_row + 1 if trouble.status in HOPELESS else 0
            if self._refused_in_a_row >= REFUSALS and not self.answered:
                self._set(f"expected {where} to answer, got {trouble.said}, from the first call on", hint=False)
        else:
            self._failed_in_a_row += 1
        if self._failed_in_a_row >= IN_A_ROW:
            said = f"expected {where} to answer, got no answer in {IN_A_ROW} calls in a row: {trouble.said}"
            self._set(said, hint=not trouble.heard)

    def _note_word(self, now: float) -> None:
        self.heard = True
        self._silent_since = None
        self._last_word = now

    def _set(self, sentence: str, *, hint: bool = True) -> None:
        ask = "; is the server running? Check the address and the port (base_url=... where the spec has none)"
        self.fault = self.fault or sentence + (ask if hint else "")
