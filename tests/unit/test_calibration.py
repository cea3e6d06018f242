"""Calibration: areas, rates and thresholds by hand; the file of labelled pairs; what `doctor --calibrate` says."""

import json
import random

import pytest
from typer.testing import CliRunner

import promptfuzz as pf
from promptfuzz.calibration import Labelled, calibrate, read_labelled
from promptfuzz.cli.app import app
from promptfuzz.statistics.calibration import agreement, pairs_needed, quality, rate, roc_area, threshold_at

RUNNER = CliRunner(env={"COLUMNS": "100", "NO_COLOR": "1"})


def test_areas_by_hand():
    assert roc_area([0.9, 0.4, 0.6, 0.1], [True, True, False, False]).value == 0.75
    assert roc_area([0.5, 0.5], [True, False]).value == 0.5
    assert roc_area([0.5, 0.6], [True, True]) is None


def test_a_perfect_area_has_an_interval():
    few = roc_area([1, 1, 1, 0, 0, 0], [True] * 3 + [False] * 3)
    many = roc_area([1] * 60 + [0] * 60, [True] * 60 + [False] * 60)
    assert (few.value, few.high, many.high) == (1, 1, 1)
    assert few.low == pytest.approx(0.025 ** (1 / 3))
    assert few.low < 0.5 < 0.9 < many.low < 1


def test_the_interval_of_an_area_covers_it():
    """Normal scores one deviation apart: the area is Φ(1/√2) = .760."""
    rng = random.Random(1)
    labels = [True] * 40 + [False] * 40
    drawn = [[rng.gauss(float(same), 1) for same in labels] for _ in range(60)]
    areas = [roc_area(scores, labels, resamples=200) for scores in drawn]
    assert sum(area.low <= 0.760 <= area.high for area in areas) >= 52
    assert roc_area(drawn[0], labels, 3) == roc_area(drawn[0], labels, 3)


def test_rates_and_limits_by_hand():
    assert rate(0, 59).upper == pytest.approx(1 - 0.05 ** (1 / 59))
    assert rate(3, 3).upper == 1 and rate(0, 0).upper == 1 and rate(0, 0).share is None
    assert pairs_needed(0.05) == 59 and pairs_needed(0.01) == 299
    found = quality([0.9, 0.2, 0.8, 0.1], [True, False, True, False], [True, True, False, False])
    assert (found.accuracy, found.precision, found.recall) == (0.5, 0.5, 0.5)
    assert (found.false_different.hits, found.false_same.hits) == (1, 1)
    assert quality([1], [True], [True]).precision is None


def test_a_threshold_is_the_score_that_a_share_of_fresh_pairs_falls_under():
    scores = [number / 100 for number in range(100, 0, -1)]
    assert threshold_at(scores, 0.05) == 0.05  # the 5th of 100
    assert threshold_at(scores[:19], 0.05) == min(scores[:19])
    assert threshold_at(scores[:18], 0.05) is None
    rng = random.Random(2)
    under = [rng.random() < threshold_at([rng.random() for _ in range(39)], 0.1) for _ in range(4000)]
    assert sum(under) / len(under) == pytest.approx(0.1, abs=0.015)


def test_agreement_by_hand():
    assert agreement([True, True, False, False], [True, False, False, False]).kappa == pytest.approx(0.5)
    assert agreement([True, True], [True, True]).kappa is None


def write(tmp_path, *rows):
    path = tmp_path / "pairs.jsonl"
    path.write_text("\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows) + "\n")
    return path


GOOD = {"a": "Paris", "b": "It is Paris.", "same": True}


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("{", "line 2: expected a JSON object such as"), ("[1]", "line 2: expected a JSON object"),
        ({"a": "x", "same": True}, "expected 'b' (a text, the second output), got only 'a', 'same'"),
        ({"a": "x", "b": "y", "same": "yes"}, 'true or false: whether a person says that they mean the same, got same="yes"'),
        ({"a": 1, "b": "y", "same": True}, "expected 'a' to be a text, the first output, got a=1"),
        ({"a": "x", "b": "y", "same": True, "anwser": {}}, "did you mean 'answer'?"),
        ({"a": "x", "b": "y", "same": True, "answer": {"type": "labl"}}, "did you mean 'label'?"),
        ({"a": "It is Paris.", "b": "Paris", "same": True}, "line 2: expected every pair once, got that of line 1 again"),
        ({"a": "Paris", "b": "It is Paris.", "same": False}, "got same=False here and True on line 1"),
    ],
)  # fmt: skip
def test_bad_lines_are_refused_with_their_place_and_mend(tmp_path, row, message):
    with pytest.raises(pf.UsageError) as caught:
        read_labelled(write(tmp_path, GOOD, row))
    assert "pairs.jsonl, line 2" in str(caught.value)
    assert message in str(caught.value)


def test_all_bad_lines_are_named_and_an_empty_file_is_refused(tmp_path):
    with pytest.raises(pf.UsageError, match=r"2 bad lines in pairs.jsonl; nothing was judged:\n.*line 1.*\n.*line 3"):
        read_labelled(write(tmp_path, "{", GOOD, "{"))
    with pytest.raises(pf.UsageError, match="at least one labelled pair"):
        read_labelled(write(tmp_path, ""))
    with pytest.raises(pf.UsageError, match="No such file"):
        read_labelled(tmp_path / "none.jsonl")


def typed_pairs(number, wrong=0):
    """Return pairs of numbers, half of them the same; of those `wrong` say something else than their label."""
    same = [Labelled(f"It is {n}.", f"{n + (n < wrong)}", True, pf.Number(), "equal") for n in range(number)]
    return same + [Labelled(f"It is {n}.", f"{n + 7}", False, pf.Number(), "other") for n in range(number)]


def test_enough_typed_pairs_give_an_error_to_write():
    found = calibrate(typed_pairs(60))
    assert (found.overall.accuracy, found.text, found.threshold, found.doubts) == (1, None, None, ())
    assert found.advice == (("typed answers", "pf.Oracle(error=0.049)"),)
    assert set(found.kinds) == {"equal", "other"}


def test_mistakes_raise_the_error_and_are_shown():
    found = calibrate(typed_pairs(60, wrong=2))
    assert found.typed.false_different.hits == 2
    assert found.advice == (("typed answers", "pf.Oracle(error=0.102)"),)
    assert [one.same for one in found.mistakes] == [True, True]


def test_too_few_pairs_are_said_to_be_too_few():
    found = calibrate(typed_pairs(5))
    assert found.advice == ()
    assert sum("too few to go by" in doubt for doubt in found.doubts) == 2
    assert any("even without one mistake" in doubt and "59" in doubt for doubt in found.doubts)


def spelled(shares, same):
    """Return pairs of made-up words that share so much of their letters, for chrF to judge."""
    base = "abcdefghijklmnopqrstuvwxyz" * 2
    return [Labelled(base, base[: int(52 * share)] + "0" * n, same) for n, share in enumerate(shares, start=1)]


def test_a_threshold_keeps_to_the_error():
    same = spelled([0.5 + number / 200 for number in range(90)], same=True)
    different = spelled([number / 200 for number in range(1, 90)], same=False)
    found = calibrate(same + different, "chrF", max_error=0.1)
    assert found.threshold is not None and found.at_threshold.false_different.hits <= 9
    assert found.advice[0][1].startswith(f"pf.Oracle(measure='chrf', threshold={found.threshold:g}, error=0.1")
    stricter = calibrate(same + different, "chrf", max_error=0.02)
    assert stricter.threshold < found.threshold
    beside = calibrate(same + different, "chrf", "exact", max_error=0.1).beside
    assert beside.name == "exact" and 0 < beside.agreement.share < 1


def test_no_threshold_where_pairs_are_few_or_it_would_miss_the_differences():
    same = spelled([0.5] * 25, same=True)
    found = calibrate(same[:18] + spelled([0.2] * 9, same=False), "chrf")
    assert found.threshold is None and any("takes 19" in doubt for doubt in found.doubts)
    missed = calibrate(same + spelled([0.9] * 25, same=False), "chrf")
    assert missed.threshold is None and any("more than half of the differences" in doubt for doubt in missed.doubts)


def test_unknown_embedders_are_refused():
    with pytest.raises(pf.UsageError, match="did you mean 'chrf'"):
        calibrate(typed_pairs(1), "chrff")
    with pytest.raises(pf.UsageError, match="max_error"):
        calibrate(typed_pairs(1), max_error=0.0)


def test_doctor_shows_it_and_writes_it(tmp_path):
    rows = [
        {"a": one.a, "b": one.b, "same": one.same, "answer": {"type": "number"}, "kind": one.kind}
        for one in typed_pairs(60, wrong=1)
    ]
    target = tmp_path / "out" / "found.json"
    done = RUNNER.invoke(
        app, ["doctor", "--calibrate", str(write(tmp_path, *rows)), "--beside", "chrf", "--json", str(target)]
    )
    assert done.exit_code == 0, done.output
    for text in (
        "AUROC",
        "1 of 60",
        "line 1: said different",
        "Then write:",
        "pf.Oracle(error=0.077)",
        "100.0% of the pairs",
    ):
        assert text in done.stdout
    data = json.loads(target.read_text())
    assert data["schema"] == "promptfuzz.calibration/1"
    assert data["overall"]["false_different"]["hits"] == 1
    assert data["advice"] == {"typed answers": "pf.Oracle(error=0.077)"}


@pytest.mark.parametrize(
    ("words", "message"),
    [(["--beside", "chrf"], "expected --calibrate"), (["--calibrate", "none.jsonl"], "No such file")],
)
def test_doctor_refuses_what_makes_no_sense(words, message):
    done = RUNNER.invoke(app, ["doctor", *words])
    assert done.exit_code == 2
    assert message in done.output
