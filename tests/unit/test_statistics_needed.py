"""How many more calls would decide: by hand, and against what the verdicts ask for."""

import math

import pytest

from promptfuzz.statistics.flips import Flips, critical_count, is_stable
from promptfuzz.statistics.needed import flip_calls_needed, sample_calls_needed


@pytest.mark.parametrize(
    ("flips", "trials", "needed"),
    [
        (0, 0, 30),
        (0, 10, 20),
        (0, 29, 1),
        (3, 10, 14),  # 7 of 60 is critical, and 7 are seen after 24 trials at 3 in 10
        (6, 40, 7),  # 15% gives the seventh after 47 trials
        (1, 59, 1),
        (2, 40, None),  # 3 of 60: too many for stable, too few for dependent
        (1, 10, None),
        (3, 60, None),
    ],
)
def test_trials_at_the_share_seen(flips: int, trials: int, needed: int | None) -> None:
    assert flip_calls_needed(Flips(flips, trials, 0, 10, 0.01), 0.05) == needed


def test_placebo_flips_can_make_a_cell_undecidable() -> None:
    assert flip_calls_needed(Flips(5, 20, 9, 10, 0.01), 0.05) is None


def test_what_is_promised_decides() -> None:
    for trials in range(60):
        for flips in range(trials + 1):
            counts = Flips(flips, trials, 0, 10, 0.05)
            more = flip_calls_needed(counts, 0.01)
            if more is None:
                continue
            assert 1 <= more <= 60 - trials
            critical = critical_count(counts, 0.01)
            expected = flips + (math.floor(flips / trials * more + 1e-9) if trials else 0)
            dependent = critical is not None and expected >= critical
            assert dependent or is_stable(expected, trials + more, expected)


def test_samples_above_the_tolerance_need_significance() -> None:
    # z is 1.5 at 120 calls and 1.645 is asked for: 120·(1.645/1.5)² = 144.3.
    assert sample_calls_needed(0.30, 0.20, 120, 20, level=0.05) == 25
    stricter = sample_calls_needed(0.30, 0.20, 120, 20, level=0.001)
    assert stricter is not None and stricter > 25


def test_samples_below_the_tolerance_need_a_narrow_interval_and_enough_wordings() -> None:
    wide = sample_calls_needed(0.0, 0.2, 120, 30, level=0.05)
    assert wide is not None and wide == pytest.approx(120 * ((1.699 * 0.2 / 0.1) ** 2 - 1), rel=0.01)
    assert sample_calls_needed(0.0, 0.0, 120, 10, level=0.05) == 228  # 29 wordings at 12 calls a wording


@pytest.mark.parametrize("dependence", [0.08, 0.09, 0.10, 0.12])
def test_near_the_tolerance_no_number_of_calls_would_do(dependence: float) -> None:
    assert sample_calls_needed(dependence, 0.05, 200, 30, level=0.05) is None


def test_before_anything_was_measured_nothing_is_promised() -> None:
    assert sample_calls_needed(0.3, 0.1, 0, 0, level=0.05) is None
