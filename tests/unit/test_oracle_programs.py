"""Programs with talk around them, queries and commands in other words, calls of tools, and code inside of sentences."""

import pytest

from promptfuzz import Code, ToyEmbedder
from promptfuzz.oracle import compare
from promptfuzz.oracle.code.calls import calls_in
from promptfuzz.oracle.code.code_spans import compare_spans
from promptfuzz.oracle.code.patterns import is_pattern
from promptfuzz.oracle.code.shells import command_words, is_command

TOY = ToyEmbedder()
FENCE = "`" * 3
QUERY = "SELECT city FROM shops WHERE size > 40;"
COMMAND = "chmod +x run.sh"
CALL = 'book_room(day="Mon", seats=4, beamer=True)'


def judged(a, b, answer=None):
    """Return whether two outputs are the same, None where it cannot be told; both orders must agree."""
    found = [compare(*pair, answer, embedder=TOY) for pair in ((a, b), (b, a))]
    assert found[0].same is found[1].same
    return None if found[0].unread else found[0].same


@pytest.mark.parametrize(
    ("program", "told"),
    [
        (QUERY, f"Compare the size, and keep the city:\n\n{QUERY}"), (QUERY, f"This one does it.\n\n{QUERY}\n\nIt is short."),
        (QUERY, "select city\nfrom shops\nwhere size > 40"), (QUERY, f"{FENCE}sql\n{QUERY}\n{FENCE}\nThat is all."),
        (QUERY, f"Use `{QUERY}`."), (COMMAND, f"You can allow that with `{COMMAND}`."),
        (COMMAND, f"Make it executable first:\n\n{COMMAND}\n\nThen it starts."), (COMMAND, f"Run: {COMMAND}"),
        (COMMAND, f"{FENCE}bash\n# allow it\n$ {COMMAND}\n{FENCE}"), ("len(s)", "Use `len(s)`."),
        ("[x for x in xs if x]", "You can use `filter`, or a comprehension: `[x for x in xs if x]`."),
        ("WITH big AS (\n  SELECT id FROM shops)\nSELECT * FROM big", "As two steps.\n\nWITH big AS (SELECT id FROM shops)\n"
         "SELECT * FROM big;"),
    ],
)  # fmt: skip
def test_talk_around_a_program_is_no_part_of_it(program, told):
    assert judged(program, told, Code()) is True


@pytest.mark.parametrize(
    ("program", "told"),
    [
        (QUERY, f"Compare the size, and keep the city:\n\n{QUERY.replace('40', '41')}"), (COMMAND, "Use `chmod -x run.sh`."),
        ("len(s)", "Use `len(s.split())`."), ("rm -rf /tmp", "rm -rf / tmp"), ("cp one.txt two.txt", "cp two.txt one.txt"),
        ("grep '$HOME' app.log", 'grep "$HOME" app.log'), ("mkdir a && cd a", "mkdir a; cd a"),
        ("find . -name '*.o' -delete", "find . ! -name '*.o' -delete"), ("find . -size +9 -delete", "find . -size +9 -print"),
        ("a - b", "b - a"),
        ("Use `LIMIT` to cut the rows.", f"{QUERY[:-1]} LIMIT 5"), ("update(x)", "update(y)"),
    ],
)  # fmt: skip
def test_another_program_with_or_without_talk_is_another(program, told):
    assert judged(program, told, Code()) is False


def test_ticks_inside_a_program_are_a_part_of_it():
    assert judged("const s = `a ${b}`;", "const s = `a ${c}`;", Code("javascript")) is False
    assert judged("echo `date`", "echo `hostname`", Code()) is False


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("rm -fr build", "rm -rf build"), ("tail -15 app.log", "tail -n 15 app.log"), ("ls -la", "ls -a -l"),
        ("find . -type f -name '*.o' -delete", "find . -name '*.o' -type f -exec rm -f {} \\;"),
        ("grep 'a b' app.log | wc -l", 'grep "a b" app.log | wc -l'), ("pip3 install rich", "python -m pip install rich"),
    ],
)  # fmt: skip
def test_a_command_in_other_quotes_or_flags_in_one_is_the_same(one, other):
    assert judged(one, other, Code()) is True
    assert judged(one, other) is True


@pytest.mark.parametrize(
    "text", ["git push", "tail -n 3 app.log", "./run.sh", "docker ps -a | grep web", "mytool --fast in.txt", "sudo rm -r a"]
)  # fmt: skip
def test_a_command_is_known_by_its_first_word_and_its_signs(text):
    assert is_command(text)


@pytest.mark.parametrize(
    "text",
    [
        "find the best way", "less is more", "git push failed because of it.", "head of state", "which one is it?",
        "cut costs", "ls = [1]", "cat(1)", "Make it so", "date: 3 May", "x - 1", "Paris", "sort by name",
    ],
)  # fmt: skip
def test_a_sentence_or_another_program_is_no_command(text):
    assert not is_command(text)


def test_a_gap_in_a_command_is_no_redirection():
    assert command_words("git switch <branch>") == ("git", "switch", "<branch>")
    assert command_words("sort <in >out") == ("sort", "<", "in", ">", "out")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("SELECT u.name FROM users u WHERE u.age > 30", "select name from users where 30 < age;"),
        ("SELECT u.name, o.total FROM users u JOIN orders o ON o.uid = u.id",
         "SELECT name, orders.total FROM users INNER JOIN orders ON users.id = orders.uid"),
        ("SELECT a.name, b.name FROM staff a JOIN staff b ON a.boss = b.id",
         "SELECT e.name, m.name FROM staff AS e JOIN staff AS m ON e.boss = m.id"),
        ("SELECT dept, COUNT(*) AS n FROM staff GROUP BY dept ORDER BY n DESC",
         "SELECT dept, COUNT(*) FROM staff GROUP BY dept ORDER BY COUNT(*) DESC"),
        ("SELECT COUNT(id) AS n FROM orders", "SELECT COUNT(*) FROM orders"),
        ("SELECT a FROM t ORDER BY a FETCH FIRST 5 ROWS ONLY", "SELECT a FROM t ORDER BY a LIMIT 5"),
        ("SELECT a FROM t WHERE b <> 1", "SELECT `a` FROM `t` WHERE b != 1"),
        ("SELECT EXTRACT(YEAR FROM o.day) FROM orders o", "SELECT EXTRACT(YEAR FROM day) FROM orders"),
    ],
)  # fmt: skip
def test_names_that_go_without_saying_and_synonyms_are_no_part_of_a_query(one, other):
    assert judged(one, other, Code("sql")) is True
    assert judged(one, other) is True


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("SELECT u.name FROM users u WHERE u.age > 30", "select name from users where 30 > age;"),
        ("SELECT u.name, o.total FROM users u JOIN orders o ON o.uid = u.id",
         "SELECT u.name, o.total FROM users u LEFT JOIN orders o ON o.uid = u.id"),
        ("SELECT a.name FROM staff a JOIN staff b ON a.boss = b.id", "SELECT b.name FROM staff a JOIN staff b ON a.boss = b.id"),
        ("SELECT dept, COUNT(*) AS n FROM staff GROUP BY dept ORDER BY n", "SELECT dept, COUNT(*) FROM staff GROUP BY dept"
         " ORDER BY dept"),
        ("SELECT COUNT(email) FROM users", "SELECT COUNT(*) FROM users"),
        ("SELECT COUNT(DISTINCT id) FROM users", "SELECT COUNT(*) FROM users"),
        ("SELECT u.id, COUNT(o.id) FROM users u LEFT JOIN orders o ON o.uid = u.id GROUP BY u.id",
         "SELECT u.id, COUNT(*) FROM users u LEFT JOIN orders o ON o.uid = u.id GROUP BY u.id"),
        ("SELECT a FROM t LIMIT 5", "SELECT a FROM t FETCH FIRST 6 ROWS ONLY"), ("SELECT a, b FROM t", "SELECT b, a FROM t"),
        ("SELECT a FROM t", "SELECT DISTINCT a FROM t"), ("UPDATE t SET a = 1 WHERE b = 2", "UPDATE t SET b = 2 WHERE a = 1"),
    ],
)  # fmt: skip
def test_another_query_stays_another(one, other):
    assert judged(one, other, Code("sql")) is False


JOIN = "SELECT name FROM users JOIN visits ON visits.uid = users.id"
LOST = "SELECT u.name FROM users u LEFT JOIN visits v ON v.uid = u.id WHERE v.uid IS NULL"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (JOIN, "SELECT name FROM users WHERE id IN (SELECT uid FROM visits)", None),
        (LOST, "SELECT name FROM users WHERE NOT EXISTS (SELECT 1 FROM visits WHERE visits.uid = users.id)", None),
        (LOST, "SELECT name FROM users WHERE id NOT IN (SELECT uid FROM visits)", None),
        (JOIN, "SELECT name FROM users WHERE id NOT IN (SELECT uid FROM visits)", False),
        (JOIN, "SELECT name FROM users WHERE id IN (SELECT uid FROM orders)", False),
        (JOIN, "SELECT name FROM users WHERE id IN (SELECT uid FROM visits) LIMIT 5", False),
        (JOIN, LOST, False), ("SELECT a FROM t WHERE b IN (1, 2)", "SELECT a FROM t WHERE b NOT IN (1, 2)", False),
    ],
)  # fmt: skip
def test_a_join_and_a_subquery_of_the_same_columns_cannot_be_told_apart(one, other, same):
    assert judged(one, other, Code("sql")) is same
    assert judged(one, other) is same


@pytest.mark.parametrize(
    "other",
    [
        "book_room(\n    seats=4,\n    beamer=True,\n    day='Mon',\n)",
        f"I will book the room now: {CALL}",
        f"{FENCE}python\n{CALL}\n{FENCE}",
        f"<tool_call>{CALL}</tool_call>",
        f"Booking it.\n\n{CALL}\n",
        "book_room(seats=4, beamer=true, day='Mon')",
        '{"name": "book_room", "arguments": {"seats": 4, "day": "Mon", "beamer": true}}',
        '{"type": "function", "function": {"name": "book_room", "arguments": '
        '"{\\"seats\\": 4, \\"day\\": \\"Mon\\", \\"beamer\\": true}"}}',
    ],
)
@pytest.mark.parametrize("answer", [None, Code()])
def test_a_call_is_its_name_and_its_named_arguments(other, answer):
    assert judged(CALL, other, answer) is True


@pytest.mark.parametrize(
    "other",
    [
        CALL.replace("4", "5"), CALL.replace("Mon", "Tue"), CALL.replace(", beamer=True", ""), CALL.replace("book", "free"),
        '{"name": "book_room", "arguments": {"seats": "4", "day": "Mon", "beamer": true}}', CALL.replace("4", "-4"),
        '{"name": "free_room", "arguments": {"seats": 4, "day": "Mon", "beamer": true}}', f"{CALL}\n{CALL}",
    ],
)  # fmt: skip
@pytest.mark.parametrize("answer", [None, Code()])
def test_another_call_is_another(other, answer):
    assert judged(CALL, other, answer) is False


@pytest.mark.parametrize(
    "text",
    [
        "f(x=2) = 5", "P(A=1): 0.3", "import x\nget(a=1)", "get(a=1)\nx = 3", "I would use get(a=1). But which date?",
        "plot(xs, ys, color=red)", "Use `get(a=1)` and then `put(b)`.", "get(a=1).name",
    ],
)  # fmt: skip
def test_what_does_more_or_less_than_call_a_tool_is_no_call(text):
    assert calls_in(text) == ()


def test_only_in_a_query_a_name_may_stand_without_its_table():
    assert judged("def f(self):\n    return self.name", "def f(self):\n    return name", Code()) is False
    assert judged("with lock:\n    t.go()", "with lock:\n    go()", Code()) is False


@pytest.mark.parametrize("text", ["`" * 30_001, "f(a=" * 4_000, "`f(" * 6_000, "x(1)" + "(2)" * 4_000, "# a\n" * 9_000])
def test_endless_signs_of_code_are_read_in_time(text):
    assert judged(text, text + "b", Code()) is not None


def test_positional_arguments_keep_their_order_and_named_ones_of_python_have_none():
    assert judged("move(3, 'Mon')", "move('Mon', 3)", Code()) is False
    assert judged("f(x, key=n, b=2)", "f(x, b=2, key=n)", Code()) is True
    assert judged("f(x, key=n, b=2)", "f(x, b=n, key=2)", Code()) is False


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("^[0-9]{3}$", "^[0-9]{3,}$", False), ("^[a-z]+$", "^[a-z]*$", False), ("`^[A-Z]{2}$`", "`^[A-Z]{3}$`", False),
        (r"^\d{3}$", "^[0-9][0-9][0-9]$", True), (r"^\d{3}$", f"{FENCE}regex\n/^[0-9]{{3}}$/\n{FENCE}", True),
        ("Try `^[a-f]{8}$`.", "Try `^[a-f]{6}$`.", False), ("*.tmp", "*.tmp.*", False), ("src/**/*.py", "src/**/*.pyc", False),
        ("/etc/hosts", "/etc/hosts.d", False), ("`*.tmp`", "*.tmp", True),
    ],
)  # fmt: skip
def test_every_sign_of_a_pattern_or_a_path_counts(one, other, same):
    assert judged(one, other) is same


@pytest.mark.parametrize(
    "text", ["arr[0]", "{name}", "$5", "C++", "a|b", "[link](x)", "x^2", "f(x)$", "https://a.test/[b]*"]
)
def test_what_only_has_one_sign_of_a_pattern_is_none(text):
    assert not is_pattern(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("`git revert HEAD`", "`git reset --hard HEAD~1`"), ("`pip install rich`", "`pip uninstall rich`"),
        ("`docker system prune`", "`docker image rm old`"), ("`systemctl start web`", "`systemctl restart web`"),
        ('`row.get("age", 0)`', '`int(row["age"])`'), ("`parse(line, strict=True)`", "`skip(line)`"),
        ("`head -n 3 app.log`", "`tail -n 3 app.log`"),
    ],
)  # fmt: skip
def test_another_command_or_expression_in_ticks_is_another_advice(one, other):
    sentence = "The last step went wrong, so the state is not what you expect. Use {} now."
    assert judged(sentence.format(one), sentence.format(other)) is False


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Take it back with `git stash`.", "With `git stash` it is put aside."),
        ("Run `git fetch origin` and `git rebase origin/main`.", "Run `git pull --rebase`."),
        ("Do not use `git push --force`; run `git pull --rebase`.", "Run `git pull --rebase`."),
        ("Install it: `npm install rich`.", "Install it: `yarn install rich`."), ("Run `rm -r build`.", "Run `rm -rf build`."),
        ("Switch with `git checkout dev`.", "Switch with `git checkout <branch>`."),
        ("It reads `/etc/hosts`.", "It looks into `/etc/hosts.d`."), ("`load()` fails.", "It fails in `parse()`."),
        ("Convert it: `sum(float(p) for p in ps)`.", "Wrap each in `float(...)`, then `sum` works."),
        ("Open it: `open(path)`.", "Pass `open(path)` to `json.load(f)`."), ("Set `count` to 0.", "Set `total` to 0."),
        ("The pattern is `^[a-z]+$`, where `^` is the start.", "`[a-z]+` stands for letters."),
        ("Check `len(xs)` first.", "Test `if not xs` before."),
    ],
)  # fmt: skip
def test_a_name_or_what_one_side_alone_mentions_is_no_other_advice(one, other):
    assert compare_spans(one, other) is None


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("len(s)", "len(s.split())", False), ("len(s)", "Use `len(s.split())`.", False), ("len( s )", "`len(s)`", True),
        ("max(xs, key=len)", "max(xs)", False), ("`sorted(xs)`", "`sorted(xs)[0]`", False),
    ],
)  # fmt: skip
def test_every_sign_of_an_expression_counts_where_it_is_all_that_is_said(one, other, same):
    assert judged(one, other) is same
