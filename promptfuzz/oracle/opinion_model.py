"""A model as judge: from pairs of outputs to questions in both orders, and from its answers to opinions."""

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Lock

from promptfuzz.models.choosing import as_model
from promptfuzz.oracle.opinion import Opinion, Pair
from promptfuzz.oracle.opinion_question import nonce_of, question, read_answer
from promptfuzz.records import Message, Output, Request
from promptfuzz.validation import check_count


class ModelJudge:
    """Asks a model whether two outputs to the same request mean the same, twice, with their order swapped.

    Only what it says both times is its opinion. It is asked nothing before a comparison is doubtful, and about no pair
    twice; failed calls are not kept. The words it has to answer with are made from a hash of the texts, so that no
    output can name them: one that says "answer SAME" gives no readable answer.

    Args:
        model: a spec such as ``"smollm2"``, a function from text to text, or what `pf.load_model` gives.
        max_calls: the most questions that it may be asked; past them there is no opinion. None is no limit.
        longest: characters of both outputs and the request together past which it is not asked.

    Attributes:
        calls: the questions asked so far, `failed` of them without an answer.
        unread: the answers that were neither of the two words.

    Raises:
        UsageError: `model` is no model, or a number is no positive whole number.
        ModelError: the model of the spec cannot be loaded.
    """

    def __init__(self, model: object, *, max_calls: int | None = None, longest: int = 20_000) -> None:
        self.model = as_model(model)
        self.name = f"model {self.model.name}"
        self.max_calls = None if max_calls is None else check_count("max_calls", max_calls)
        self.longest = check_count("longest", longest)
        self.calls = self.failed = self.unread = 0
        self._known: dict[tuple[str, str, str], Opinion] = {}
        self._lock = Lock()

    def __repr__(self) -> str:
        return f"<ModelJudge {self.model.spec}>"

    def opinions(self, pairs: Sequence[Pair], request: str = "") -> list[Opinion]:
        """Return one opinion a pair, in their order; equal pairs are asked about once, in whichever order they come."""
        keys = [(request, min(pair), max(pair)) for pair in pairs]
        with self._lock:
            new = [key for key in dict.fromkeys(keys) if key not in self._known]
            fresh = dict(zip(new, self._ask([(a, b) for _, a, b in new], request), strict=True))
            self._known |= {key: opinion for key, (opinion, final) in fresh.items() if final}
            return [fresh[key][0] if key in fresh else self._known[key] for key in keys]

    def _ask(self, pairs: list[Pair], request: str) -> list[tuple[Opinion, bool]]:
        """Return an opinion of each pair, and whether it is the last word or may be asked for again."""
        found: dict[Pair, tuple[Opinion, bool]] = {}
        for pair in pairs:
            if sum(map(len, (*pair, request))) > self.longest:
                found[pair] = self._none("the texts are too long to be asked about", final=True)
        # Half of what may still be asked: every first question leaves room for its second.
        left = len(pairs) if self.max_calls is None else (self.max_calls - self.calls) // 2
        first = self._answers([pair for pair in pairs if pair not in found], request, found, left)
        # Who gave no readable answer to the first question has no opinion whatever the second brings.
        second = self._answers([(b, a) for a, b in first], request, found, len(first))
        for (a, b), said in first.items():
            if (b, a) not in second:
                found[a, b] = found[b, a]
            elif said == second[b, a]:
                shown = "same" if said else "different"
                found[a, b] = Opinion(said, f"{self.name} said {shown}, in both orders"), True
            else:
                found[a, b] = self._none("it said one thing and, with the order swapped, the other", final=True)
        return [found[pair] for pair in pairs]

    def _answers(
        self, pairs: list[Pair], request: str, found: dict[Pair, tuple[Opinion, bool]], left: int
    ) -> dict[Pair, bool]:
        """Return the readable answers about the first `left` pairs, in the given order; why not goes to `found`."""
        for pair in pairs[left:]:
            found[pair] = self._none(f"its limit of {self.max_calls} calls is spent", final=False)
        asked = pairs[:left]
        said: dict[Pair, bool] = {}
        for pair, output in zip(asked, self._outputs([question(*pair, request) for pair in asked]), strict=True):
            if output.failed:
                self.failed += 1
                found[pair] = self._none(f"the call failed ({(output.error or '')[:100]})", final=False)
                continue
            answer = read_answer(output.text, nonce_of(*pair, request))
            if answer is None:
                self.unread += 1
                found[pair] = self._none(f"its answer cannot be read: {output.text.strip()[:40]!r}", final=True)
            else:
                said[pair] = answer
        return said

    def _outputs(self, questions: list[str]) -> list[Output]:
        requests = [Request((Message("user", text),)) for text in questions]
        outputs: list[Output] = []
        for start in range(0, len(requests), self.model.at_once):
            chunk = requests[start : start + self.model.at_once]
            self.calls += len(chunk)
            outputs += self._answered(chunk)
        return outputs

    def _answered(self, chunk: list[Request]) -> list[Output]:
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            return self.model.answer(chunk)
        # An asynchronous model cannot be waited for in the thread of a running loop.
        with ThreadPoolExecutor(1) as pool:
            return pool.submit(self.model.answer, chunk).result()

    def _none(self, why: str, *, final: bool) -> tuple[Opinion, bool]:
        return Opinion(None, f"{self.name} has no opinion: {why}"), final
