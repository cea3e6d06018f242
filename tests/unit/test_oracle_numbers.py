"""Numbers are compared by what an output concludes with, and with their scale, unit, period and bound."""

from decimal import Decimal

import pytest

from promptfuzz.oracle import compare, parse
from promptfuzz.oracle.amounts.numbers import quantities
from promptfuzz.oracle.normalise import readable
from promptfuzz.records import Number

NUMBER = Number()
STORIES = [
    "Mia picks 14 pears and gives 5 to a friend. She now has {} pears.", "4 × 6 = 24 rolls. He eats 3. He has {} rolls.",
    "First, the total price is 2 * $8 = $16. Then he pays with a $20 note and gets ${} back.",
    "The sum of 11 and 4 is 15. Adding 20, we get {}.", "Tom makes 12 cakes and sells 4. There are {} cakes left.",
    "He was thirsty, so he drank 2. He has {} left.", "There were 30 seats. 8 broke. The hall has {} seats now.",
    "$6 + $8 = $14. He has a $30 note. The change is ${}.", "The farm yields 3 eggs a day. Over a week, that is {} eggs.", "She is paid $15 an hour for 6 hours, earning ${}.",
    "Ana has 40 beads and gives 8 away, leaving her with {} beads.",
]  # fmt: skip


@pytest.mark.parametrize("story", STORIES)
def test_a_conclusion_goes_before_an_intermediate_result(story):
    assert parse(story.format(9), NUMBER).value == 9
    assert not compare(story.format(9), story.format(7), NUMBER).same
    assert compare(story.format(9), "9", NUMBER).same


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("The total is 12. There are 5 red ones and 7 blue ones.", 12), ("The answer is 12. Each box holds 4 pens.", 12),
        ("So there are 12 apples. Each child gets 3.", 12), ("The answer is 3 × 4 = 12.", 12),
        ("Answer: 15\n\nWhy: 3 boxes of 5 make 15. With one box lost, 10 would remain.", 15),
        ("17 + 25 = 42. This is because 17 + 20 = 37 and 37 + 5 = 42.", 42), ("Multiply 6 by 7, which gives 42.", 42),
        ("Adding 3 and 4 gives 7.", 7), ("5 cups and 7 mugs make 12 pieces.", 12), ("8 and 5 makes 13.", 13),
        ("We multiply 3 by 4 to get 12.", 12), ("10 - 4 = 6. He has 6 marbles. That took 2 steps.", 6),
        ("5 × 8 = 40 euros. The shop was founded in 1889.", 40), ("5 × 8 = 40 euros. It is 3 km away.", 40),
        ("It takes 90 minutes. That is 1.5 hours.", 90), ("The tower is 324 metres tall. It was built in 1889.", 324),
    ],
)  # fmt: skip
def test_what_follows_an_answer_does_not_take_its_place(text, value):
    assert parse(text, NUMBER).value == value


@pytest.mark.parametrize(
    "text",
    ["7 × 3 = 21 tiles. That includes 4 spare ones.", "We add 8 and 5 to get 13, then halve it: 6.5.", "9 = 9, then 4"],
)
def test_a_new_number_after_a_mere_step_leaves_the_answer_open(text):
    assert parse(text, NUMBER).status == "ambiguous"


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("12,5 %", "12.5%", True), ("12,5 %", "12,8 %", False), ("EUR 3,50", "EUR 3,20", False), ("1,5 Liter", "1.5 l", True),
        ("7,25", "7.25", True), ("0,125", "0.125", True), ("1 234,56 €", "1234.56 euros", True), ("3,7", "3", False),
        ("3,125", "3125", True), ("1,234,567", "1234567", True), ("2,500", "2.5", False), ("2,50,000", "250,000", True),
        ("Das sind 6,5.", "6.5", True), ("$1,000.50", "1000.5", True), ("-4,5", "-4.5", True),
    ],
)  # fmt: skip
def test_a_comma_before_one_or_two_digits_is_decimal(a, b, same):
    assert compare(a, b, NUMBER).same is same is compare(b, a, NUMBER).same


@pytest.mark.parametrize("text", ["1,2,3", "(3,4)", "3,4 and 5", "[1,2]", "1, 2, 3", "4,5 or 6"])
def test_a_comma_in_a_list_of_numbers_is_none(text):
    assert all(item.value == int(item.value) for item in quantities(text)) and len(quantities(text)) > 1


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("$3.2 bn", "3.2e9"), ("$3.2 tn", "3.2e12"), ("£4 mn", "4e6"), ("$2 m", "2e6"), ("$7 k", "7000"), ("5 Mio. Euro", "5e6"),
        ("5 Mrd. Euro", "5e9"), ("1,5 Millionen", "1.5e6"), ("2 milliards", "2e9"), ("3 lakh", "3e5"), ("2 crore", "2e7"),
        ("3\u4e07", "30000"), ("12\u4ebf", "1.2e9"), ("12\u5104\u5186", "1.2e9"), ("4.2 × 10^5", "4.2e5"), ("4.2 x 10\u2076", "4.2e6"),
        ("4.2*10^5", "4.2e5"), (r"6.02 \times 10^{23}", "6.02e23"), ("2 × 10\u207b\u00b3", "0.002"), ("The answer is 10^6.", "1e6"),
        ("10 m", "10"), ("5 million", "5e6"), ("5 b", "5"), ("2 × 10 = 20", "20"), ("6^2 = 36", "36"), ("3*4=12", "12"),
    ],
)  # fmt: skip
def test_scales_and_powers_of_ten_are_read(text, value):
    assert parse(text, NUMBER).value == Decimal(value)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("2 cups", "2 tablespoons"), ("250 kcal", "250 kJ"), ("5 GHz", "5 MHz"), ("100 SEK", "100 NOK"), ("50 AUD", "50 USD"),
        ("CA$50", "US$50"), ("$50 CAD", "$50 USD"), ("5 MB", "5 Mb"), ("10 mW", "10 MW"), ("12 V", "12 A"), ("2.2 bar", "2.2 psi"),
        ("100 Mbps", "100 MBps"), ("3 gallons", "3 pints"), ("2 mol", "2 mmol"), ("4 light-years", "4 AU"), ("NZ$20", "HK$20"),
        ("$15 per hour", "$15 per day"), ("3 times a day", "3 times a week"), ("5/day", "5 monthly"), ("3.0 × 10^8 m/s", "3.0 × 10^8 km/h"),
        ("At least 30 days", "At most 30 days"), ("More than 5", "Less than 5"), ("≥ 18", "≤ 18"), ("exactly 5", "up to 5"),
        ("100 kr", "100 €"), ("¥1000", "₩1000"), ("12 V", "12 kV"), ("5 Pa", "5 kPa"),
    ],
)  # fmt: skip
def test_two_named_units_periods_or_bounds_differ(a, b):
    assert not compare(a, b, NUMBER).same
    assert not compare(b, a, NUMBER).same


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("5 apples", "5 items"), ("5 cups", "5"), ("2 cups", "2 mugs"), ("1 quart", "4 cups"), ("3 tsp", "1 tablespoon"),
        ("5000 MHz", "5 GHz"), ("250 kcal", "250 calories"), ("$50", "CA$50"), ("$50", "50 USD"), ("$50 CAD", "C$50"), ("50 kr", "50 SEK"), ("¥1000", "1000 yuan"),
        ("50¢", "$0.50"),
        ("5 mb", "5 MB"), ("$15 per hour", "$15"), ("$15/hour", "15 dollars an hour"), ("3 times a day", "3 times daily"),
        ("60 km per hour", "60 km/h"), ("5 days a week", "5 days"), ("3.0 × 10^8 m/s", "300,000,000 metres per second"),
        ("At least 30 days", "30 days"), ("over 500", "500+"), ("no more than 5", "5 at most"), ("42 is the answer", "42"),
    ],
)  # fmt: skip
def test_an_unnamed_unit_period_or_bound_fits_any(a, b):
    assert compare(a, b, NUMBER).same
    assert compare(b, a, NUMBER).same


SCALE = "Rate this review on a scale of 1 to 10. Reply with a number."
STARS = "How many stars out of 5 does the reviewer give?"
SHARE = "What fraction of the pie is left, out of 8 pieces?"


@pytest.mark.parametrize(
    ("prompt", "text", "value"),
    [
        (SCALE, "8/10", 8), (SCALE, "8 out of 10", 8), (SCALE, "I'd say 8.5/10.", "8.5"), (SCALE, "8", 8), (STARS, "4/5", 4),
        (STARS, "4.5 out of 5 stars", "4.5"), (SHARE, "3/8", "0.375"), ("What is the chance?", "3/10", "0.3"), ("", "8/10", "0.8"),
        ("What is 4/5 of 1?", "8/10", "0.8"), (STARS, "1/2", "0.5"),
    ],
)  # fmt: skip
def test_a_mark_on_the_scale_of_the_prompt_is_its_points(prompt, text, value):
    assert parse(text, NUMBER, prompt).value == Decimal(value)


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("8 out of 10", "8", True), ("Score: 4/5", "4", True), ("Rating: 4 out of 5 stars", "4 stars", True),
        ("9 out of 10", "90%", True), ("4/5", "80%", True), ("4 out of 5", "4 out of 6", False), ("8 out of 10", "9", False),
        ("8/10", "8", False), ("3/4", "3", False),
    ],
)  # fmt: skip
def test_out_of_gives_points_and_a_share(a, b, same):
    assert compare(a, b, NUMBER).same is same is compare(b, a, NUMBER).same


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (r"\boxed{\frac{3}{8}}", "0.375"), (r"The probability is $\frac{1}{4}$.", "0.25"), (r"$2\frac12$", "2.5"), (r"x = -\dfrac{3}{4}", "-0.75"),
        ("| Item | Price |\n|---|---|\n| Tea | 2 |\n| Cake | 3 |\n| **Total** | **5** |", "5"),
        ("| Step | Sum |\n|---|---|\n| Price | $40 |\n| Discount | $10 |\n| **Final price** | **$30** |", "30"),
    ],
)  # fmt: skip
def test_latex_fractions_and_the_last_row_of_a_table_are_read(text, value):
    assert parse(text, NUMBER).value == Decimal(value)


def test_a_table_without_one_total_stays_unclear():
    assert not parse("| Item | Price |\n|---|---|\n| Tea | 2 |\n| Cake | 3 |", NUMBER).clear
    assert not parse("| Item | Pieces | Price |\n|---|---|---|\n| Tea | 2 | 7 |\n| Total | 4 | 9 |", NUMBER).clear


LEFT = "Ann had 3 apples and ate 3. How many apples are left?"


@pytest.mark.parametrize(
    ("prompt", "text", "value"),
    [
        (LEFT, "There are no apples left.", 0), (LEFT, "None.", 0), (LEFT, "She has none left.", 0),
        (LEFT, "Ann ate all 3 apples, so no apples are left.", 0), (LEFT, "There aren't any apples left.", 0),
        ("How many people came?", "Nobody came.", 0), ("How many people came?", "No one attended.", 0),
        (LEFT, "There are 2 apples and no pears.", 2), (LEFT, "No apples were bought, so 2 are left.", 2),
        (LEFT, "No, there are 2 apples left.", 2), (LEFT, "I have no idea.", None), (LEFT, "No one knows.", None),
        (LEFT, "There is no information about that.", None), (LEFT, "No apples are mentioned.", None),
        ("What is the time?", "None.", None), ("", "There are no apples left.", None),
    ],
)  # fmt: skip
def test_none_is_zero_where_the_prompt_asks_how_many(prompt, text, value):
    parsed = parse(text, NUMBER, prompt)
    assert (parsed.value if parsed.clear else None) == value


@pytest.mark.parametrize(
    "text", ["1,2" * 4000, "so she ate 2. " * 800, "no apples " * 3000, "10^" * 5000, "5 a " * 3000]
)
def test_hostile_text_is_read_in_time(text):
    assert parse(text, NUMBER, LEFT).status
    assert quantities(readable(text)) is not None
