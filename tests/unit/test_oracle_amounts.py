"""An amount is read with its range, its unit, and the thing that the prompt asks it of."""

import pytest

from promptfuzz.oracle import compare, parse
from promptfuzz.oracle.amounts.counts import unmatched
from promptfuzz.oracle.amounts.latex import without_formulas
from promptfuzz.oracle.amounts.numbers import quantities
from promptfuzz.records import Number

NUMBER = Number()
OPEN = "How many open orders are there?\n\nThe list is below."
STATE = "How many of the rooms are still free?"
STORY = "Ida has 3 red beads at home and 4 red beads at school. How many red beads does Ida have?"
PLAN = "How many users may plan two have?\n\nPlan one: 5 users. Plan two: 10 users. Plan three: 25 users."
YEAR = "How many days off do drivers get in year three?\n\nRules: 20 days in year 1, 22 days in year 2, 25 days from year 3."


def same(a, b, prompt=""):
    found = compare(a, b, NUMBER, prompt=prompt or None).same
    assert compare(b, a, NUMBER, prompt=prompt or None).same is found
    return found


@pytest.mark.parametrize(
    ("prompt", "text", "value"),
    [
        (OPEN, "**8** orders are open (30 in total).", 8), (OPEN, "Total: 30\nClosed: 22\nOpen: 8", 8),
        (OPEN, "Of the 30 orders in total, 8 are open.", 8), (OPEN, "8 of the 30 orders in total are open.", 8),
        (OPEN, "There are 30 orders in total; 22 are closed and 8 are open.", 8),
        (STATE, "In total there are 40 rooms, and 6 are free.", 6), (STATE, "**6** rooms (of 40 in total).", 6),
        (OPEN, "There are 30 open orders in total, 8 of them urgent.", 30), (OPEN, "In total, 30 orders are open.", 30),
        ("How many orders are there in total?", "8 orders are open and 22 are closed, 30 in total.", 30),
        (STORY, "Ida has 3 red beads at home and 4 at school, so 7 in total.", 7),
        (STORY, "She has **3** red beads here and 4 there: 7 in total.", 7),
        ("How many cakes did she bake?", "She baked 12 cakes on Monday and 9 on Friday, 21 in total.", 21),
        ("How many pens are there?", "There are **3** boxes with 4 pens, so the total is 12.", 12),
    ],
)  # fmt: skip
def test_a_total_is_the_answer_unless_the_prompt_asks_for_a_part_of_it(prompt, text, value):
    assert parse(text, NUMBER, prompt).value == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("4 miles are about **6.4 km** (one mile being 1.609 km).", "6.4"), ("With 3 of them unsold, **9** were sold.", "9"),
        ("**Step 2**: 5 and 3 make **8**.", "8"), ("<b>15</b> of them, while 4 stayed.", "15"),
        ("She gets back 2.80: ten minus 7.20.", "2.8"), ("It costs 18 euros: 10 plus 8.", "18"), ("8 - 5 plus 3.", "8"),
    ],
)  # fmt: skip
def test_a_number_in_bold_or_before_its_working_is_the_answer(text, value):
    assert str(parse(text, NUMBER).value) in {value, f"{value}0"}


@pytest.mark.parametrize(
    "text", ["**3** and **4** of them.", "**Plan 2** has 10 seats.", "It is 3 or **4** of 9: 2 plus 7 = 9, or 5."]
)
def test_bold_names_and_several_bold_numbers_answer_nothing(text):
    assert parse(text, NUMBER).note != "the only number in bold"


@pytest.mark.parametrize(
    ("a", "b", "agree"),
    [
        ("5-7 days", "7 days", False), ("between 5 and 7 days", "7 days", False), ("It takes 5 to 7 days.", "It takes 5 days.", False),
        ("10–20 EUR", "20 EUR", False), ("60-70%", "70%", False), ("$60-70", "$70", False), ("5 or 7 days", "7 days", False),
        ("5-7 days", "between 5 and 7 days", True), ("5-7 days", "It takes five to seven days.", True), ("2-3 weeks", "14 to 21 days", True),
        ("5-7 days", "5-7 weeks", False), ("5-7 days", "5-8 days", False), ("3-5 working days", "Three to five days.", True),
        ("10 - 3 = 7", "7", True), ("From 3 to 5 is 2.", "2", True), ("7 days", "a week", True),
    ],
)  # fmt: skip
def test_a_range_is_another_answer_than_one_of_its_ends(a, b, agree):
    assert same(a, b, "How many days does it take?" if "day" in a + b else "") is agree


@pytest.mark.parametrize(
    ("a", "b", "left_over"),
    [
        ("60-70%", "70%", True), ("It takes 5 to 7 days.", "It takes 7 days.", True), ("up to 7 days", "5-7 days", False),
        ("from 3 to 5 tries", "5 tries", False), ("between 2 and 3 km", "2-3 km", False), ("born 1990-1995", "until 1995", False),
        ("$40–60 a night", "from 40 to 60 dollars", False), ("8-12", "between 8 and 12 o'clock", False),
        ("150 min, 9,000 s", "2.5 h = 150 min = 900 s", True), ("150 min, 9,000 s", "2.5 h = 150 min = 9000 seconds", False),
        ("90 minutes", "1.5 hours", False), ("10 minus 4 makes 6", "10 - 4 = 6", False), ("minus 4 degrees", "-4 degrees", False),
        ("two one-way tickets", "two single tickets", False), ("two hundred and five", "205", False), ("twenty-five thousand", "25,000", False),
    ],
)  # fmt: skip
def test_ends_of_ranges_and_contradicted_conversions_match_nothing(a, b, left_over):
    found = [item for side in unmatched(a, b) for item in side if not item.weak]
    one, other = ([item for item in side if not item.weak] for side in unmatched(a, b))
    assert bool(one and other) is left_over, found


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("80 km/h", "80 km/hr"), ("80 km/h", "80 km / h"), ("80 km/h", "80 kilometres per hour"), ("80 km/h", "80 km·h⁻¹"),
        ("80 km/h", "$80$ km/h"), ("80 km/h", r"$\frac{240}{3} = 80\,\text{km/h}$"), ("15 kg", r"$0.5 \cdot 30 = 15$ kg"),
        ("100 Mbps", "100 Mbit/s"), ("100 Mbps", "100 megabits per second"), ("9.81 m/s²", "9.81 m/s^2"), ("5 mg/kg", "5 mg per kilogram"),
        ("120 kWh", "120 kilowatt hours"), ("120 kWh", "120 kilowatt-hours"), ("37 °C", "37 C"), ("5 mg/kg", "5 mg"), ("20 EUR per head", "20 EUR/person"),
        (r"$37^\circ C$", "37 °C"), ("$15", "15 dollars"), ("60 mph", "60 miles/hour"), ("5 m/s", "5 metres a second"),
    ],
)  # fmt: skip
def test_a_unit_may_be_written_in_several_ways(a, b):
    assert same(a, b)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("5 mg/kg", "5 mg/l"), ("9.81 m/s²", "9.81 m"), ("9.81 m/s²", "9.81 m/s"), ("120 kilowatt hours", "120 kilowatts"), ("37 C", "37 F"),
        ("80 km/h", "80 km/s"), ("100 Mbit/s", "100 MB/s"), ("3 g/cm³", "3 g/l"), ("20 EUR per person", "20 EUR per night"), ("80 km/h", "80 mi/h"),
        ("$80$ km/h", "$80$ m/s"), ("20 EUR/kg", "20 EUR/day"), ("$15", "15 €"),
    ],
)  # fmt: skip
def test_two_compound_units_differ(a, b):
    assert not same(a, b)


@pytest.mark.parametrize(
    "text",
    ["costs $5 and $10", "5$, not 6$", "$5 (they asked for 6$)", "$5-$10", "$HOME/$USER", "^a$|^b$", r"^\d+\,\d$"],
)
def test_money_variables_and_patterns_are_no_formulas(text):
    assert without_formulas(text) == text


@pytest.mark.parametrize(
    ("prompt", "text", "value"),
    [
        (YEAR, "Drivers get 25 days in year three.", 25), (YEAR, "Drivers get 22 days in year three.", 22),
        (YEAR, "22 days in year three", 22), (YEAR, "In year 3, it is 20 days.", 20), (PLAN, "Plan two may have 10 users.", 10),
        (PLAN, "Plan 2 may have 25 users.", 25), (PLAN, "**5** users in plan two.", 5), (PLAN, "2", 2),
        ("What is 7 times 8?", "7 times 8 is 56.", 56), ("Is 5 plus 3 more than 7? Give the sum.", "5 plus 3 is 8.", 8),
    ],
)  # fmt: skip
def test_the_number_that_names_what_is_asked_about_is_no_answer(prompt, text, value):
    assert parse(text, NUMBER, prompt).value == value


def test_a_sum_in_a_sentence_that_goes_on_leaves_the_answer_open():
    assert parse("S comes to 18 EUR (10 plus 8), which saves 2 EUR a month.", NUMBER).status == "ambiguous"
    assert parse("The bill comes to 18 EUR, which she pays at once.", NUMBER).value == 18
    assert parse("It comes to 18 EUR.", NUMBER).value == 18


@pytest.mark.parametrize(
    ("text", "values"),
    [("two one-way", [2, 1]), ("thirty one", [31]), ("two five", [2, 5]), ("six hundred twelve", [612])],
)
def test_only_tens_take_a_digit_behind_them(text, values):
    assert [item.value for item in quantities(text)] == values
