"""Codes, labelled values, tables, HTML, ranges of dates, queries and words in JSON: what tells two outputs apart."""

import pytest

from promptfuzz.oracle import compare
from promptfuzz.oracle.amounts.numbers import quantities
from promptfuzz.oracle.prose.freetext import examine
from promptfuzz.records import Code, Json, List, Number

PLANS = "| | Lite | Max |\n|---|---|---|\n| Price | 5 | 9 |\n| Help | chat | phone |"
TOWNS = "| Town | Mo | Tu |\n|---|---|---|\n| Riga | rain | sun |\n| Oslo | sun | snow |"


def told_apart(a, b):
    """Whether a rule, and no embedding, tells two texts apart, whichever of them comes first."""
    found = {_apart(a, b), _apart(b, a)}
    assert len(found) == 1
    return found.pop()


def _apart(a, b):
    evidence = examine(a, b)
    return bool(evidence.vetoes) or (evidence.decided is not None and not evidence.decided.same)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("INV-4471", "90233"),
        ("The booking reference is ZT4M9Q.", "The booking reference is 551208."),
        ("Order number: A-1187", "Order number: 20994"),
        ("RB992104", "The tracking code is 44710982."),
        ("Member HG-5520", "7731"),
        ("The serial number is PX330-8812.", "60117"),
    ],
)
def test_a_code_and_a_number_without_its_digits_are_two_answers(a, b):
    assert told_apart(a, b)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("INV-4471", "4471"),
        ("The invoice number is INV-4471.", "Invoice no. 4471"),
        ("RB992104", "RB 992104"),
        ("A-1187", "The order A-1187 of 2023"),
        ("MP3", "It is an audio file of 3500 kB."),
        ("ISO 9001", "9001"),
    ],
)
def test_a_code_in_another_spelling_or_beside_a_quantity_is_no_other_answer(a, b):
    assert not told_apart(a, b)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("**Mo:** 8 - 12\n**Tu:** closed\n**We:** 9 - 11", "- Mo: closed\n- Tu: 8 - 12\n- We: 9 - 11"),
        ("Wi-Fi: yes\nPool: no\nParking: free", "Wi-Fi: no\nPool: yes\nParking: free"),
        ("Chair: Ana Ruiz\nSecretary: Ben Holt", "Chair: Ben Holt\nSecretary: Ana Ruiz"),
        ("Kitchen: blue; hall: not painted", "Kitchen: not painted; hall: blue"),
        ("Mon: 10-6, Tue: shut", "Mon: shut, Tue: 10-6"),
        ("Red: stop\nGreen: go\nAmber: wait", "Red: go\nGreen: wait\nAmber: stop"),
        (PLANS, PLANS.replace("chat | phone", "phone | chat")),
        (PLANS, PLANS.replace("5 | 9", "9 | 5")),
        (PLANS, "- Lite: price 5, phone help\n- Max: price 9, chat help"),
        (TOWNS, TOWNS.replace("| sun | snow |", "| snow | sun |")),
        ("| Dish | Vegan |\n|---|---|\n| Soup | yes |\n| Stew | no |", "| Dish | Vegan |\n|---|---|\n| Soup | no |\n| Stew | yes |"),
    ],
)  # fmt: skip
def test_values_that_change_places_between_labels_or_cells_tell_texts_apart(a, b):
    assert told_apart(a, b)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("**Mo:** 8 - 12\n**Tu:** closed\n**We:** 9 - 11", "- We: 9 - 11\n- Tu: closed\n- Mo: 8 - 12"),
        ("Wi-Fi: yes\nPool: no\nParking: free", "Parking: free\nPool: no\nWi-Fi: yes"),
        ("Chair: Ana Ruiz\nSecretary: Ben Holt", "**Secretary**: Ben Holt\n**Chair**: Ana Ruiz"),
        ("1: Wash the rice\n2: Boil the water", "2: Boil the water\n1: Wash the rice"),
        (PLANS, "| | Max | Lite |\n|---|---|---|\n| Help | phone | chat |\n| Price | 9 | 5 |"),
        (PLANS, "| | Price | Help |\n|---|---|---|\n| Lite | 5 | chat |\n| Max | 9 | phone |"),
        (PLANS, "- Lite: price 5, chat help\n- Max: price 9, phone help"),
        (PLANS, "Lite: price 5\nMax: price 9\nLite: chat help\nMax: phone help"),
        (TOWNS, "| | Riga | Oslo |\n|---|---|---|\n| Mo | rain | sun |\n| Tu | sun | snow |"),
        ("Pros: cheap, light\nCons: loud, slow", "Cons: slow, loud\nPros: light, cheap"),
        ("| Dish | Vegan |\n|---|---|\n| Soup | yes |\n| Stew | no |", "Vegan:\n- Soup: yes\n- Stew: no"),
    ],
)
def test_another_order_or_layout_of_labelled_values_tells_nothing_apart(a, b):
    assert not told_apart(a, b)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("The ferry is out of service on 2 June.", "The ferry is in service on 2 June."),
        ("The grey jacket is out of stock.", "The grey jacket is in stock."),
        ("The vending machine is out of order.", "The vending machine is in order."),
        ("The old gate is out of use.", "The old gate is in use."),
        ("The handbook is out of date.", "The handbook is up to date."),
        ("Dr Lee is out of the office today.", "Dr Lee is in the office today."),
    ],
)
def test_out_of_service_and_in_service_are_opposites(a, b):
    assert told_apart(a, b)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("The grey jacket is out of stock.", "The grey jacket is not in stock."),
        ("The grey jacket is out of stock.", "The grey jacket is sold out."),
        ("The ferry is not out of service.", "The ferry is in service."),
        ("Size 8 is in stock, size 9 is out of stock.", "Size 8 is in stock, but 9 is out of stock."),
        ("The vending machine is out of order.", "The vending machine is not working."),
        ("The handbook is out of date.", "The handbook is outdated."),
        ("Call us in order to book.", "Call us to book."),
        ("Keep it out of reach of children.", "Keep it out of children's reach."),
        ("The key is out of the box.", "The key is out of its box."),
        ("The lift is out of service.", "The lift is currently out of service."),
    ],
)
def test_out_of_service_in_other_words_is_no_opposite(a, b):
    assert not told_apart(a, b)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("1. Peel\n2. Chop\n3. Fry", "<ol><li>Peel</li><li>Chop</li><li>Fry</li></ol>"),
        ("oak\nelm", "<ul>\n  <li>oak</li>\n  <li>elm</li>\n</ul>"),
        ("oak\nelm\nash", "<p>oak</p><p>elm</p><p>ash</p>"),
        ("oak\nelm\nash", "oak<br>elm<br/>ash"),
        ("oak, elm, ash", '<div>oak</div><div class="last">elm</div><div>ash</div>'),
    ],
)
def test_a_block_tag_ends_the_line(a, b):
    assert compare(a, b, List()).same


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("oak\nelm\nash", "<ul><li>oak</li><li>elm</li></ul>"),
        ("oak, elm", "<ul><li>oak</li><li>ash</li></ul>"),
        ("oak, elm, ash", "<p>oak elm</p><p>ash</p>"),
        ("sunflower", "<b>sun</b> and <i>flower</i>"),
    ],
)
def test_tags_make_no_other_items(a, b):
    assert not compare(a, b, List()).same


def test_an_emphasis_inside_a_word_parts_nothing():
    assert compare("sunflower", "<b>sun</b>flower", List()).same


@pytest.mark.parametrize(
    "text",
    [
        "Sales run from 3 to 19 March.",
        "Sales run between March 3rd and March 19th.",
        "Sales run 3-19 March.",
        "Sales run March 3-19.",
        "Sales run from the 3rd to the 19th of March.",
        "Sales run from March 3 to 19.",
        "Sales run from 3 March until 19 March.",
    ],
)
def test_both_ends_of_a_range_of_dates_are_dates_of_the_month(text):
    assert [(item.kind, int(item.value)) for item in quantities(text)] == [("date", 303), ("date", 319)]
    assert not told_apart(text, "Sales run from 3 March to 19 March.")
    assert told_apart(text, "Sales run from 4 March to 19 March.")


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("We paid $3 to 19 March suppliers.", [319]),
        ("Open March 3, 2 to 5 pm.", [303]),
        ("It rose from 3.5 to 19 March levels.", [319]),
        ("Sales run from 28 March to 2 April.", [328, 402]),
        ("Sales run from March 28 to 2 April.", [328, 402]),
        ("On March 3 at 10:30 it was sold.", [303]),
    ],
)
def test_a_number_that_is_no_day_stays_a_number(text, dates):
    assert [int(item.value) for item in quantities(text) if item.kind == "date"] == dates


QUERY = "SELECT name FROM Staff WHERE town = 'Bern' AND age > 30 ORDER BY name;"


@pytest.mark.parametrize(
    "other",
    [
        "select name\nfrom Staff\nwhere town = 'Bern'\n  and age > 30\norder by name asc",
        "The query is:\n\n" + QUERY,
        "Here you go: " + QUERY + "\n\nIt lists the names in Bern.",
        "SELECT name FROM Staff WHERE age > 30 AND town = 'Bern' ORDER BY name ASC;",
        "```sql\n" + QUERY.replace(" AND", "\nAND") + "\n```",
    ],
)
@pytest.mark.parametrize("answer", [Code("sql"), None])
def test_a_query_in_another_layout_is_the_same(other, answer):
    assert compare(QUERY, other, answer).same


@pytest.mark.parametrize(
    "other",
    [
        QUERY.replace("BY name", "BY name DESC"),
        QUERY.replace("'Bern'", "'BERN'"),
        "The query is:\n\n" + QUERY.replace("30", "31"),
        QUERY.replace("AND", "OR"),
        QUERY + "\n\nDELETE FROM Staff;",
        "SELECT name FROM Staff WHERE town = 'Bern' AND age > 30;",
        QUERY.replace("town = 'Bern' AND age > 30", "town > 30 AND age = 'Bern'"),
    ],
)
@pytest.mark.parametrize("answer", [Code("sql"), None])
def test_another_query_is_another(other, answer):
    assert not compare(QUERY, other, answer).same


def test_conditions_change_places_only_where_and_is_all_that_joins_them():
    between = "SELECT a FROM t WHERE x BETWEEN 1 AND 5 AND y = 2"
    either = "SELECT a FROM t WHERE x = 1 AND y = 2 OR z = 3"
    assert not compare(between, "SELECT a FROM t WHERE x BETWEEN 5 AND 1 AND y = 2", Code("sql")).same
    assert not compare(either, "SELECT a FROM t WHERE y = 2 OR z = 3 AND x = 1", Code("sql")).same


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ('{"vegan": "no"}', '{"vegan": "No"}'),
        ('{"paid": "YES", "sum": 3}', '{"sum": 3, "paid": "yes"}'),
        ('["true", "x"]', '["True", "x"]'),
        ('{"a": {"open": "False"}}', 'Sure! {"a": {"open": "false"}}'),
        ('{"ok": "Yes"}', '```json\n{"ok": "yes"}\n```'),
    ],
)
def test_a_boolean_word_in_json_has_no_case(a, b):
    assert compare(a, b, Json()).same
    assert compare(a, b).same


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ('{"vegan": "no"}', '{"vegan": "yes"}'),
        ('{"name": "Norma"}', '{"name": "norma"}'),
        ('{"id": "aB3"}', '{"id": "Ab3"}'),
        ('{"Yes": 1}', '{"yes": 1}'),
        ('{"ok": "true"}', '{"ok": true}'),
        ('{"note": "No "}', '{"note": "None"}'),
    ],
)
def test_every_other_string_in_json_keeps_its_case(a, b):
    assert not compare(a, b, Json()).same


def test_a_number_is_still_read_from_a_page_of_tags():
    assert compare("<div><p>The total is</p><p>42</p></div>", "42", Number()).same
