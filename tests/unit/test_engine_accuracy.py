"""Answers count as right by what they say beside their own prompts, as verdicts read them."""

import random
from collections.abc import Callable, Sequence

import pytest

import promptfuzz as pf
from promptfuzz.campaign import Report
from promptfuzz.engine.evidence import PromptEvidence, Said
from promptfuzz.engine.judging import Judge
from promptfuzz.engine.plan import PromptPlan
from promptfuzz.records import Accuracy, Message, Verdict

TOY = pf.Oracle(embedder=pf.ToyEmbedder())
OPTIONS = {"A": "flat battery", "B": "empty tank", "C": "burst tyre"}
OTHERS = {
    "Translate it into French": "Voici.",
    "Count its words": "Four.",
    "Name the colour of the sky": "Blue, usually.",
}
SYMPTOMS = (
    ("The lights stay dark.", "A"), ("The gauge shows zero.", "B"), ("The car leans to the left.", "C"),
    ("It clicks but will not start.", "A"), ("It died after 900 km.", "B"), ("There is a loud flapping noise.", "C"),
    ("The radio is dead.", "A"), ("The engine stuttered, then stopped.", "B"), ("The rim scrapes the road.", "C"),
    ("The horn is silent.", "A"), ("The fuel lamp is on.", "B"), ("There is a nail in the wheel.", "C"),
)  # fmt: skip
TEMPLATE = (
    "Which of these options fits the symptom best?\n\n(A) flat battery\n(B) empty tank\n(C) burst tyre\n\n"
    "Symptom: {s}\n\nReply with the letter of the option. Do not explain your choice."
)
ROOMS = pf.Prompt(
    "Decide which team handles the message: kitchen or cleaning. If you are not sure, answer cleaning.\n\nMessage: {m}",
    cases=[{"m": "The soup was salty.", "expected": "kitchen"}, {"m": "Dust everywhere.", "expected": "cleaning"}],
    answer=pf.Label("kitchen", "cleaning"),
    id="rooms",
)


def symptoms(count: int, template: str = TEMPLATE, *, by_text: bool = False) -> pf.Prompt:
    cases = [{"s": s, "expected": OPTIONS[letter] if by_text else letter} for s, letter in SYMPTOMS[:count]]
    contrasts = [f"{start}.\n\n{{s}}" for start in OTHERS]
    return pf.Prompt(template, cases=cases, answer=pf.Choice("A", "B", "C"), id="car", contrasts=contrasts)


def right(text: str) -> str:
    return next(letter for symptom, letter in SYMPTOMS if symptom in text)


def in_own_words(text: str) -> str:
    """Answer right: with the letter as the prompt is written, with the text of the option where a slip is in it."""
    other = next((answer for start, answer in OTHERS.items() if start in text), None)
    letter = right(text)
    return other or (letter if "fits the symptom best" in text and "letter" in text else OPTIONS[letter])


def fuzz(prompt: pf.Prompt, answer: Callable[[str], str], *families: str, **model: float) -> Report:
    return pf.fuzz(
        prompt, pf.model(answer, name=None, **model), families=families, budget=pf.Budget(calls=500), seed=0, oracle=TOY
    )


def accuracy(report: Report, family: str) -> Accuracy:
    found = next(cell for cell in report.cells if cell.family == family).accuracy
    assert found is not None
    return found


def judge_of(prompt: pf.Prompt, oracle: pf.Oracle = TOY) -> Judge:
    judge = Judge(PromptEvidence(PromptPlan(prompt, (), (), ())), oracle)
    judge.settle_answer_type([])
    return judge


def said(prompt: pf.Prompt, text: str, case: int = 0, slip: tuple[str, str] = ("", "")) -> Said:
    messages = pf.Variant(prompt).render(case)
    return Said(text, [Message(one.role, one.content.replace(*slip, 1)) for one in messages], case)


@pytest.mark.parametrize("by_text", [False, True])
def test_the_text_of_the_right_option_is_as_right_as_its_letter(by_text: bool) -> None:
    report = fuzz(symptoms(3, by_text=by_text), in_own_words, "degrade")
    assert report.cells[0].verdict is Verdict.STABLE
    found = accuracy(report, "degrade")
    assert (found.base, found.variants, found.harmed, found.helped) == (1.0, 1.0, 0, 0)


def test_so_it_is_where_the_model_samples() -> None:
    rng = random.Random(0)

    def noisy(text: str) -> str:
        return in_own_words(text) if rng.random() > 0.1 else "C"

    report = fuzz(symptoms(2), noisy, "degrade", temperature=1.0)
    found = accuracy(report, "degrade")
    assert report.prompts[0].accuracy == found.base
    assert found.base > 0.8 and found.variants > 0.8


def test_the_text_of_another_option_is_wrong() -> None:
    def misled(text: str) -> str:
        answer = in_own_words(text)
        return "empty tank" if answer in {"flat battery", "burst tyre"} else answer

    found = accuracy(fuzz(symptoms(3), misled, "degrade"), "degrade")
    assert found.base == 1.0 and found.harmed == round(found.known * (1 - found.variants)) > 0


def test_a_wording_that_only_changes_how_the_answer_is_put_is_not_suggested() -> None:
    def polite(text: str) -> str:
        letter = right(text)
        return f"({letter}) {OPTIONS[letter]}" if "please" in text.lower() else OPTIONS[letter]

    template = TEMPLATE.replace("the letter of the option", "one option")
    (summary,) = fuzz(symptoms(12, template), polite, "paraphrase").prompts
    assert summary.accuracy == 1.0 and summary.suggestion is None


def test_a_wording_that_mends_answers_given_by_the_text_is_suggested() -> None:
    def better(text: str) -> str:
        letter = right(text)
        return OPTIONS[letter if "please" in text.lower() else "B" if letter == "A" else "A"]

    template = TEMPLATE.replace("the letter of the option", "one option")
    (summary,) = fuzz(symptoms(12, template), better, "paraphrase").prompts
    assert summary.accuracy == 0.0 and summary.suggestion is not None
    assert summary.suggestion.base.hits == 0 and summary.suggestion.reworded.hits == summary.suggestion.reworded.of


@pytest.mark.parametrize(
    ("text", "slip", "is_right"),
    [
        ("flat battery", ("", ""), True),
        ("empty tank", ("", ""), False),
        ("flat battrey", ("battery", "battrey"), True),
        ("flat battery", ("battery", "battrey"), True),
        ("empty tank", ("battery", "battrey"), False),
        ("None of these.", ("battery", "battrey"), False),
    ],
)
def test_an_option_is_known_by_its_text_in_its_own_prompt_or_in_the_base(
    text: str, slip: tuple[str, str], is_right: bool
) -> None:
    prompt = symptoms(1)
    assert judge_of(prompt).are_right([said(prompt, text, slip=slip)]) == [is_right]


def test_a_label_that_is_only_quoted_from_the_prompt_is_no_answer() -> None:
    judge, quoted = judge_of(ROOMS), f'You asked: "{ROOMS.template.splitlines()[0]}"'
    answers = [said(ROOMS, f"{quoted} {label}", case) for case in (0, 1) for label in ("kitchen", "cleaning")]
    assert judge.are_right(answers) == [True, False, False, True]
    assert judge.are_right([said(ROOMS, quoted)]) == [False]


class Counting:
    """A toy embedder that counts how often it is asked."""

    def __init__(self) -> None:
        self.toy, self.asked = pf.ToyEmbedder(), 0

    def embed(self, texts: Sequence[str]) -> object:
        self.asked += 1
        return self.toy.embed(texts)


def test_free_text_is_judged_by_its_meaning_in_one_batch() -> None:
    told = ("The guests leave their keys at the bar.", "The pool is closed, and the lake is open for all who swim.")
    prompt = pf.Prompt(
        "Say in one sentence what the notice tells.\n\nNotice: {n}",
        cases=[{"n": f"Notice {number}.", "expected": text} for number, text in enumerate(told)],
        answer=pf.Text(),
        id="notice",
    )
    embedder = Counting()
    answers = [said(prompt, text, case) for case in (0, 1) for text in (told[case].lower(), told[1 - case])]
    answers += [said(prompt, "At the bar the guests leave all their keys today.")]
    assert judge_of(prompt, pf.Oracle(embedder=embedder)).are_right(answers)[:4] == [True, False, True, False]
    assert embedder.asked == 1


def test_an_answer_that_stands_in_the_last_word_before_the_length_limit_is_right() -> None:
    def answer(text: str) -> pf.Output:
        team = "kitchen" if "soup" in text else "cleaning"
        asked_as_written = "which team handles the message" in text
        return pf.Output(team if asked_as_written else f"The right team is {team}", truncated=not asked_as_written)

    cell = next(c for c in fuzz(ROOMS, answer, "degrade").cells if c.family == "degrade")
    assert (cell.flips, cell.accuracy) == (0, Accuracy(1.0, 1.0, 0, 0, cell.variants))
