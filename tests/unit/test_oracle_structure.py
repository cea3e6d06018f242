"""Answers with a structure: JSON that is broken, code with marks in its strings, lists in other forms, thoughts."""

import pytest

from promptfuzz import Code, Json, Label, List, Number, Text, ToyEmbedder
from promptfuzz.oracle import compare, infer_answer, parse

FENCE = "`" * 3


def same(a, b, answer=None):
    return compare(a, b, answer, embedder=ToyEmbedder()).same


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ('{"state": "open", "owner": {"id": 4},}', '{"state": "shut", "owner": {"id": 4},}'),
        ('{"mood": "glad", "parts": ["cat", "dog"], // two\n}', '{"mood": "sad", "parts": ["cat", "dog"], // two\n}'),
        ('{"no": 3, "buyer": {"id": 4}, "sum": 20', '{"no": 5, "buyer": {"id": 4}, "sum": 31'),
        (f'{FENCE}json\n{{"s": "x", "t": {{"n": 1}},', f'{FENCE}json\n{{"s": "y", "t": {{"n": 1}},'),
        ('{state: "open", "owner": {"id": 4}}', '{state: "shut", "owner": {"id": 4}}'),
        ("{'state': 'open', 'owner': {\"id\": 4}}", "{'state': 'shut', 'owner': {\"id\": 4}}"),
        ('{"s": "x" "t": {"n": 1}}', '{"s": "y" "t": {"n": 1}}'),
        ('"state": "open", "owner": {"id": 4}}', '"state": "shut", "owner": {"id": 4}}'),
        ('[{"n": 1}, {"n": 2}', '{"n": 1}'),
        ('{"s": "x", // it\'s {odd\n "t": {"n": 1}}', '{"n": 1}'),
    ],
)
def test_a_value_inside_broken_json_does_not_stand_for_it(left, right):
    assert not same(left, right, Json())
    assert not parse(left, Json()).clear


def test_broken_json_is_told_apart_without_an_answer_type():
    assert not same('{"state": "open", "owner": {"id": 4},}', '{"state": "shut", "owner": {"id": 4},}')


@pytest.mark.parametrize(
    "text",
    [
        'Here you are: {"a": {"b": 1}}. Anything else?', 'Put {name} first. {"a": {"b": 1}}',
        'As asked [see below]: {"a": {"b": 1}}', '{"a": {"b": 1}} [1]', 'Over [0, 1): {"a": {"b": 1}}',
        '{"a": {"b": 2},}\nMended: {"a": {"b": 1}}', f'{FENCE}json\n{{"a": {{"b": 1.0}}}}\n{FENCE}',
        '[2031-02-03] {"a": {"b": 1}}',
    ],
)  # fmt: skip
def test_whole_json_among_words_is_read(text):
    assert same(text, '{"a":{"b":1}}', Json())


@pytest.mark.parametrize(
    ("language", "left", "right"),
    [
        ("javascript", "get('https://a.test/u', {kind: 'READ'})", "get('https://a.test/u', {kind: 'DROP'})"),
        ("javascript", 'const page = "http://a.test/1";', 'const page = "http://a.test/2";'),
        ("javascript", "const page = `http://${host}/1`", "const page = `http://${host}/2`"),
        ("javascript", "s.split(/\\/\\//); f(1)", "s.split(/\\/\\//); f(2)"),
        ("javascript", "f('it\\'s // so', 1)", "f('it\\'s // so', 2)"),
        ("java", 'String s = "/* a"; int n = 1; String t = "*/";', 'String s = "/* a"; int n = 2; String t = "*/";'),
        ("html", '<a href="https://a.test">In</a>', '<a href="https://b.test">Out</a>'),
        ("html", "<p>See http://a.test/x</p>", "<p>See http://a.test/y</p>"),
        ("html", '<p title="<!-- n -->">1</p>', '<p title="<!-- n -->">2</p>'),
        ("css", "a { background: url(http://a.test/1) }", "a { background: url(http://a.test/2) }"),
        ("bash", "grep ' # ' one > two", "grep ' # ' one > three"),
        ("bash", "echo ${#list[@]} one", "echo ${#list[@]} two"),
        ("sql", "SELECT a FROM t WHERE n = 'p -- q' AND b = 1", "SELECT a FROM t WHERE n = 'p -- q' AND b = 2"),
        ("sql", "SELECT 'it''s -- so', a FROM t", "SELECT 'it''s -- so', b FROM t"),
        ("python", "print ' # ', 1", "print ' # ', 2"),
    ],
)
def test_a_comment_mark_inside_a_string_hides_nothing(language, left, right):
    assert not same(left, right, Code(language))


@pytest.mark.parametrize(
    ("language", "left", "right"),
    [
        ("javascript", "let x = 1; // one", "var x = 1"), ("javascript", "f(a /* first */, b)", "f(a, b)"),
        ("javascript", "s = \"it's\" // don't", "s = \"it's\""),
        ("javascript", "s.split(/\\/\\//) // parts", "s.split(/\\/\\//)"),
        ("javascript", "const a = b / c; // c / d", "const a = b / c;"),
        ("java", "char c = '\"'; // q\"\nint n = 1;", "char c = '\"';\nint n = 1;"),
        ("rust", "fn f<'a>(x: &'a str) {} // don't", "fn f<'a>(x: &'a str) {}"),
        ("html", "<p>Don't</p> <!-- it's old -->", "<p>Don't</p>"), ("html", "<a href='/x'>a</a>", '<a href="/x">a</a>'),
        ("css", "a { color: #fff; } /* white */", "a { color: #fff }"),
        ("bash", "ls -l # all", "ls -l"), ("bash", "echo it\\'s # don't", "echo it\\'s"),
        ("sql", "SELECT a -- the a\nFROM t", "select a from t;"), ("python", "print 'a' # say", "print 'a'"),
    ],
)  # fmt: skip
def test_comments_quotes_and_layout_are_no_part_of_a_program(language, left, right):
    assert same(left, right, Code(language))


@pytest.mark.parametrize(
    "prompt",
    [
        "Give the status of the parcel.", "Extract the address from the letter.", "Name the boss of the team.",
        "Give the total price in euros.", "Extract the business name.", "Name the bus line.", "Give the diagnosis.",
        "Give the answer as a word.", "Name the news channel.", "Give the price of all tickets.", "Name the species.",
        "Give the temperature in degrees.", "Name the country the cars come from.", "Extract the access code.",
    ],
)  # fmt: skip
def test_one_thing_that_is_asked_for_by_the_is_no_list(prompt):
    assert infer_answer(prompt) == Text()


@pytest.mark.parametrize(
    "prompt",
    [
        "List the ingredients.", "Extract the names of the guests.", "List the towns mentioned in the letter.",
        "Give me the names of all rivers.", "List the most used colours.", "Name the three largest lakes.",
        "List the people in the photo.", "Give the spices, separated by commas.", "List the tools you need.",
        "Extract the email addresses from the note.", "List three primary colours.", "List the items one per line",
    ],
)  # fmt: skip
def test_several_things_that_are_asked_for_are_a_list(prompt):
    assert isinstance(infer_answer(prompt), List)


ROOMS = "| Room | Floor |\n| :--- | ---: |\n| Hall | 1 |\n| Loft | 4 |"


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("| Town |\n| --- |\n| Bath |\n| Hull |", "Bath, Hull"), (ROOMS, "- Hall (1)\n- Loft (4)"),
        (ROOMS, "Hall, Loft"), (f"Here it is:\n\n{ROOMS}\n\nLet me know!", "- Loft\n- Hall"),
        ("| # | Town |\n|---|---|\n| 1 | Bath |\n| 2 | Hull |", "Bath, Hull"),
        ("Town | Land\n--- | ---\nBath | England\nLyon | France", "Bath (England), Lyon (France)"),
        ("oak | ash | elm", "oak, ash, elm"),
    ],
)  # fmt: skip
def test_the_rows_of_a_table_are_items(left, right):
    assert same(left, right, List())


def test_the_other_cells_of_a_table_count():
    assert not same(ROOMS, ROOMS.replace("4", "5"), List())
    assert not same(ROOMS, "Hall, Barn", List())


@pytest.mark.parametrize(
    ("row", "lines"),
    [
        ("Heat: $1,400, Tea: $50", "- Heat: $1,400\n- Tea: $50"), ("1,400, 3,600", "- 1,400\n- 3,600"),
        ("The sums are $14,500 and $2,000.", "- $14,500\n- $2,000"), ("100,200,300", "- 100\n- 200\n- 300"),
        ("1,2,3", "- 1\n- 2\n- 3"), ("April 5, 2031 and June 3, 2032", "- April 5, 2031\n- June 3, 2032"),
        ("The days are Monday, May 5, 2031 and 6 May 2031.", "- Monday, May 5, 2031\n- 6 May 2031"),
        ("January, March, May", "- January\n- March\n- May"), ("Monday, Friday", "- Monday\n- Friday"),
        ("rice (200 g, washed), salt", "- rice (200 g, washed)\n- salt"),
        ("The pets are (cat, dog, hen).", "- cat\n- dog\n- hen"),
    ],
)  # fmt: skip
def test_a_comma_of_a_number_a_date_or_brackets_parts_nothing(row, lines):
    assert same(row, lines, List())


@pytest.mark.parametrize(
    ("row", "items"),
    [
        ("Kuchen, Brot und Salz", ("brot", "kuchen", "salz")), ("pan, leche y sal", ("leche", "pan", "sal")),
        ("Lille et Nantes", ("lille", "nantes")), ("pane, latte e sale", ("latte", "pane", "sale")),
        ("东京、大阪、京都", ("东京", "京都", "大阪")), ("东京、大阪和京都。", ("东京", "京都", "大阪")),
        ("хлеб, соль и чай", ("соль", "хлеб", "чай")), ("Hale et al., Moss", ("hale et al", "moss")),
        ("vitamin D, vitamin E and zinc", ("vitamin d", "vitamin e", "zinc")), ("p y q", ("p y q",)),
    ],
)  # fmt: skip
def test_the_last_two_items_may_be_joined_in_another_language(row, items):
    assert parse(row, List()).value == tuple(sorted(items))


NOTHING = ["None", "[]", "N/A", "No towns are mentioned.", "There are no towns mentioned in the letter.", "- None",
           "The letter does not mention any towns.", "Towns: none", "No towns.", "I couldn't find any towns in the letter.",
           "No towns, rivers or lakes are named.", "None (no towns appear)", "Unfortunately, no towns are mentioned.",
           "None. The letter mentions no towns.", "There aren't any."]  # fmt: skip
SOMETHING = ["Bath", "No Doubt", "Nothing Compares 2 U", "null, undefined", "Empty Nest", "None of the Above, Blur",
             "No towns are mentioned, but lakes are.", "I don't know.", "I cannot help with that."]  # fmt: skip


@pytest.mark.parametrize("text", NOTHING)
def test_nothing_to_list_is_an_empty_list_however_it_is_said(text):
    assert parse(text, List()).value == ()
    assert same(text, "None", List())


@pytest.mark.parametrize("text", SOMETHING)
def test_what_only_begins_like_nothing_is_no_empty_list(text):
    assert not same(text, "None", List())


@pytest.mark.parametrize(
    ("sentence", "items"),
    [
        ("The only guest mentioned is Ida Holm.", ("ida holm",)), ("The guest mentioned is Ida Holm.", ("ida holm",)),
        ("Ida Holm and Per Lund are mentioned in the note.", ("ida holm", "per lund")),
        ("Only Ida Holm is mentioned.", ("ida holm",)), ("The only town is Bath.", ("bath",)),
        ("The town is Bath.", ("bath",)), ("The family name is Holm.", ("holm",)),
    ],
)  # fmt: skip
def test_a_sentence_that_says_who_is_mentioned_is_a_list(sentence, items):
    assert parse(sentence, List()).value == items


@pytest.mark.parametrize("sentence", ["Ida is not mentioned.", "Per Lund is mentioned.", "The only guest is Per Lund."])
def test_a_sentence_that_names_another_or_none_is_another_list(sentence):
    assert not same(sentence, "Ida", List())


DRAFT = f'<think>\nTry:\n{FENCE}json\n{{"kind": "tea"}}\n{FENCE}\n</think>\n{{"kind": "%s"}}'
SKETCH = f"<think>\n{FENCE}python\ndef f(x):\n    return 0\n{FENCE}\n</think>\n%s"


@pytest.mark.parametrize(
    ("text", "bare", "answer"),
    [
        (DRAFT % "milk", '{"kind": "milk"}', Json()), ('<thinking>{"n": 0}?</thinking>So: {"n": 1}', '{"n": 1}', Json()),
        ('{"n": 0}? no.\n</think>\n{"n": 1}', '{"n": 1}', Json()), (DRAFT % "milk", '{"kind": "milk"}', None),
        (SKETCH % "def f(x): return x", "def f(y):\n    return y", Code()),
        ("48 minus 3 is 45, or 51?\n</think>\n\n51", "51", Number()), ("<think>5 or 6</think>6", "6", Number()),
        ("oak and ash? yes\n</think>\noak, ash", "oak, ash", List()),
        ("spam, perhaps\n</think>\nham", "ham", Label("spam", "ham")),
    ],
)  # fmt: skip
def test_a_thought_is_no_part_of_the_answer(text, bare, answer):
    assert same(text, bare, answer)


@pytest.mark.parametrize(
    ("left", "right", "answer"),
    [
        (DRAFT % "milk", DRAFT % "beer", Json()), (DRAFT % "milk", DRAFT % "tea", None),
        (SKETCH % "def f(x): return x", SKETCH % "def f(x): return x + 1", Code()),
        ('{"t": "<think>a</think>"}', '{"t": "<think>b</think>"}', Json()),
        ('{"t": "</think>", "n": 1}', '{"t": "</think>", "n": 2}', Json()),
        ("print(s.split('</think>')[-1])", "print(s.split('</think>')[0])", Code()),
        (f"{FENCE}python\nP = '''\n<think>\na\n</think>\n'''\n{FENCE}",
         f"{FENCE}python\nP = '''\n<think>\nb\n</think>\n'''\n{FENCE}", Code()),
        ("<think>It never ends: 5", "5", Number()),
    ],
)  # fmt: skip
def test_answers_behind_equal_thoughts_and_tags_in_strings_stay_apart(left, right, answer):
    assert not same(left, right, answer)


@pytest.mark.parametrize("answer", [None, Number(), Json(), List(), Text()])
def test_two_outputs_that_break_off_in_a_thought_agree_on_nothing(answer):
    assert not same("<think>It never ends", "<think>It never ends", answer)
