"""What is kept of an ignored instruction: its state follows the prompt's verdict, and its file stays as it is."""

import json

import pytest
import scipy.stats  # noqa: F401 - cannot be loaded again by the next run in this process

from tests.plugin.conftest import Run

SUITE = """
import promptfuzz as pf
from hypothesis import settings, strategies as st

QUIET = settings(derandomize=True, database=None, deadline=None, max_examples=60)
PROMPT = pf.Prompt(
    "Classify the review as good or bad.\\n\\nReview: {review}",
    slots={"review": "Fine."}, answer=pf.Label("good", "bad"), id="review",
)
ASKED = [PROMPT.variant(pf.Edit(0, 35, f"Ask number {number}: {word} it.", "my-own"))
         for number, word in enumerate(("count", "name", "draw", "sing", "weigh", "paint"))]
FOLLOWED = FOLLOWS

def app(text):
    return "bad" if any(f"number {number}" in text for number in FOLLOWED) else "good"

@pf.property_test(PROMPT, strategy=st.sampled_from(ORDER), settings=QUIET)
def test_it(variant):
    pf.assert_contrast(variant, app, on_undecided="pass")
"""
KEPT, ANOTHER = "ASKED", "ASKED[::-1]"


def tried(run: Run, app: pytest.Pytester, follows: str, order: str = KEPT) -> tuple[str, bytes]:
    """Run the test where `follows` are the numbers of the requests that the application follows."""
    run(test_it=SUITE.replace("FOLLOWS", follows).replace("ORDER", order))
    (path,) = app.path.glob("promptfuzz-findings/*.json")
    return json.loads(path.read_bytes())["state"], path.read_bytes()


def test_a_kept_contrast_has_the_state_that_the_prompt_has(run: Run, app: pytest.Pytester) -> None:
    followed = [("()", "new"), ("()", "known"), ("range(6)", "fixed"), ("range(6)", "fixed"), ("()", "returned")]
    assert [tried(run, app, follows)[0] for follows, _ in followed] == [state for _, state in followed]


def test_what_proves_neither_leaves_the_state_as_it_was(run: Run, app: pytest.Pytester) -> None:
    before = tried(run, app, "()")
    assert tried(run, app, "range(3)") == before


@pytest.mark.parametrize("order", [ANOTHER, "ASKED[2:] + ASKED[:2]", "ASKED[1:]"])
def test_the_kept_contrast_stays_while_it_is_ignored(order: str, run: Run, app: pytest.Pytester) -> None:
    tried(run, app, "()")
    before = tried(run, app, "()")
    assert tried(run, app, "()", order) == before


def test_a_contrast_that_is_followed_now_gives_way_to_one_that_is_not(run: Run, app: pytest.Pytester) -> None:
    words = "map(str, range(12))"
    suite = SUITE.replace('("count", "name", "draw", "sing", "weigh", "paint")', words).replace("ORDER", "[ASKED]")
    run(test_it=suite.replace("FOLLOWS", "()"))
    kept = number_kept(app)
    run(test_it=suite.replace("FOLLOWS", f"({kept},)"))
    assert number_kept(app) != kept


def number_kept(app: pytest.Pytester) -> int:
    (path,) = app.path.glob("promptfuzz-findings/*.json")
    (edit,) = json.loads(path.read_text())["finding"]["variant"]["edits"]
    return int(edit["text"].split()[2].rstrip(":"))


def test_a_dismissed_contrast_stays_dismissed(run: Run, app: pytest.Pytester) -> None:
    tried(run, app, "()")
    (path,) = app.path.glob("promptfuzz-findings/*.json")
    path.write_text(json.dumps(json.loads(path.read_text()) | {"state": "dismissed", "reason": "seldom"}))
    for follows in ("()", "range(6)"):
        assert tried(run, app, follows)[0] == "dismissed"
