"""Betting at any time: level under the null, growth under an effect, and predictability."""

import numpy as np
import pytest

from promptfuzz.errors import UsageError
from promptfuzz.statistics.anytime import pairs_in_order, running_wealth
from promptfuzz.statistics.multiplicity import e_bh


def answers(seed: int, base_rate: float, variant_rate: float, pairs: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    wording = np.tile([0, 1], pairs)
    value = rng.random(2 * pairs) < np.where(wording == 0, base_rate, variant_rate)
    return wording, (value[:, None] != value[None, :]).astype(float)


def wealth(seed: int, base_rate: float, variant_rate: float, pairs: int = 60) -> tuple[float, ...]:
    wording, distance = answers(seed, base_rate, variant_rate, pairs)
    case = np.zeros(2 * pairs, int)
    return running_wealth((distance,), pairs_in_order(wording, case), case)


def test_a_model_without_effect_is_hardly_ever_flagged_however_often_one_looks() -> None:
    highest = [max(wealth(seed, 0.3, 0.3)) for seed in range(300)]
    assert np.mean(np.array(highest) >= 20) <= 0.05
    # A fair game: the mean of what is left in the end is 1, but for chance.
    assert np.mean([wealth(seed, 0.3, 0.3, 10)[-1] for seed in range(800)]) == pytest.approx(1, abs=0.1)


def test_an_effect_makes_rich() -> None:
    assert np.mean([wealth(seed, 0.1, 0.8)[-1] >= 20 for seed in range(50)]) >= 0.9


def test_a_bet_knows_only_the_past() -> None:
    wording, distance = answers(0, 0.2, 0.7, 30)
    case = np.zeros(60, int)
    pairs = pairs_in_order(wording, case)
    changed = distance.copy()
    changed[40:, :] = changed[:, 40:] = 1.0
    assert running_wealth((distance,), pairs, case)[:20] == running_wealth((changed,), pairs, case)[:20]
    assert running_wealth((distance,), pairs[:20], case) == running_wealth((distance,), pairs, case)[:20]


def test_swapping_an_unseen_pair_turns_its_bet_around() -> None:
    wording, distance = answers(5, 0.0, 1.0, 12)
    case = np.zeros(24, int)
    pairs = pairs_in_order(wording, case)
    before = running_wealth((distance,), pairs[:-1], case)[-1]
    won = running_wealth((distance,), pairs, case)[-1] / before
    lost = running_wealth((distance,), (*pairs[:-1], pairs[-1][::-1]), case)[-1] / before
    assert won + lost == pytest.approx(2)
    assert won != pytest.approx(1)


def test_pairs_are_of_one_case_and_hold_each_sample_once() -> None:
    wording, case = np.array([0, 0, 1, 2, 0, 1]), np.array([0, 1, 1, 0, 0, 0])
    assert pairs_in_order(wording, case) == ((1, 2), (0, 3), (4, 5))
    distance = np.zeros((6, 6))
    with pytest.raises(UsageError, match="pairs of one case"):
        running_wealth((distance,), [(0, 2)], case)
    with pytest.raises(UsageError, match="one pair at most"):
        running_wealth((distance,), [(0, 3), (0, 5)], case)


def test_several_distances_share_the_wealth() -> None:
    wording, distance = answers(2, 0.1, 0.9, 20)
    case = np.zeros(40, int)
    pairs = pairs_in_order(wording, case)
    one = running_wealth((distance,), pairs, case)
    blind = running_wealth((np.zeros((40, 40)),), pairs, case)
    assert set(blind) == {1.0}
    both = running_wealth((distance, np.zeros((40, 40))), pairs, case)
    assert both == pytest.approx([(a + 1) / 2 for a in one])


def test_no_pairs_leave_nothing() -> None:
    assert running_wealth((np.zeros((2, 2)),), (), np.zeros(2, int)) == ()


@pytest.mark.parametrize(
    ("e_values", "rejected"),
    [
        ([80.0, 39.0, 1.0, None], (True, False, False, False)),  # 4/(.05·1) = 80, 4/(.05·2) = 40
        ([79.0, 1.0, 1.0, 1.0], (False,) * 4),
        ([40.0, 40.0, 0.0, 0.0], (True, True, False, False)),
        ([20.0] * 4, (True,) * 4),
        ([], ()),
    ],
)
def test_e_bh_by_hand(e_values: list[float | None], rejected: tuple[bool, ...]) -> None:
    assert e_bh(e_values, 0.05) == rejected
