"""Lexicons: what fits a shape, what is wrong with a file, and that rules are compiled only where they can match."""

import re

import pytest
from prompts_for_mutators import PROMPTS
from typer.testing import CliRunner

from promptfuzz.cli.app import app
from promptfuzz.errors import UsageError
from promptfuzz.lexicons import (
    MACROS,
    lexicon,
    lexicon_files,
    load_lexicon,
    parse_lexicon,
    rule_of,
    rules,
    rules_of_table,
)
from promptfuzz.lexicons.checking import family_lexicons
from promptfuzz.lexicons.shapes import SHAPES, shape_of

HEAD = 'provenance = "Written for a test."\n'


def faults(text, head=HEAD):
    try:
        parse_lexicon((head + text).encode(), "x.toml")
    except UsageError as error:
        return str(error)
    return ""


@pytest.mark.parametrize("name", lexicon_files())
def test_a_packaged_lexicon_is_sound_and_says_where_it_comes_from(name):
    found = load_lexicon(name)
    assert sum(found.contents.values()) and "?" not in found.contents
    assert lexicon(name)["provenance"].startswith("Written")


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("t = [{ find = '(a)b', say = ['c'] }]", "rules"),
        ("t = ['a', 'b']", "words"),
        ("t = [['a', 'b'], ['c', 'd', 'e']]", "rows"),
        ("[t]\na = 'b'\nc = ['d', 'e']", "map"),
        ("[t.x]\na = 'b'\n[t.y]\nk = ['d']", "nested"),
        ("[[t]]\nname = 'a'\nage = 3\n[[t]]\nname = 'b'", "records"),
    ],
)
def test_every_shape_is_known_and_good(text, shape):
    found = parse_lexicon((HEAD + text).encode(), "x.toml")
    assert set(found.contents) == {shape}
    assert faults(text) == ""


def test_every_shape_is_described_in_the_readme():
    from importlib.resources import files

    text = files("promptfuzz.corpora").joinpath("lexicons", "README.md").read_text("utf-8")
    assert [f"| {shape.name} |" in text for shape in SHAPES] == [True] * len(SHAPES)
    assert all(macro in text for macro in MACROS)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("t = [{ find = '(a', say = ['b'] }]", "table 't', entry 1, field 'find': expected a regular expression"),
        ("t = [{ find = '(a)(b)', say = ['c'] }]", "field 'say': expected a text for each of the 2 groups"),
        ("t = [{ find = 'a', say = ['c'] }]", "expected a group around what is replaced"),
        ("t = [{ find = '(a)? b', say = ['c'] }]", "expected groups that are always there, got '(a)?'"),
        ("t = [{ find = '\\b(word)\\b', say = ['word'] }]", "got what find matches; drop it"),
        ("t = [{ find = '(a)b', say = ['c', 'c'] }]", "expected every alternative once"),
        ("t = [{ find = '(a)b', say = ['c'], sai = 1 }]", "field 'sai': expected one of find, say"),
        ("t = [{ find = '(a)b', say = [] }]", "field 'say': expected a list of texts"),
        ("t = [{ find = '(a)b', say = ['c'], value = 1 }]", "field 'value': expected true or false"),
        ("t = [{ find = '<aks>(a)', say = ['c'] }]", "did you mean '<ask>'?"),
        ("t = [{ find = '(a)b', say = ['c'] }, { find = '(a)b', say = ['d'] }]", "entry 2, field 'find': expected every rule"),
        ("t = [{ find = '(a)b', say = ['c'], example = ['xx', 'yy'] }]", "expected find to match the example"),
        ("t = [{ find = '(a)b', say = ['c'], example = ['ab', 'db'] }]", "expected one of ['cb'], got 'db'"),
        ("t = [{ find = '(a)b', say = ['c'], example = 'ab' }]", "expected a text before and after"),
        ("t = [{ find = '(a)b', say = ['c'] }, 'x']", "entry 2: expected a rule, got 'x'"),
        ("t = ['a', 'b', 'a']", "entry 3: expected every entry once, got 'a' as entry 1 too"),
        ("t = ['a', 3]", "entry 2: expected a text, got 3 of type int"),
        ("t = [['a']]", "expected a list of at least two texts"),
        ("t = [['a', 'a']]", "expected different texts"),
        ("[t]\na = 'a'", "entry 'a': expected another text than 'a'"),
        ("[t]\na = []", "expected a text and what it becomes"),
        ("[t.u]\na = ''", "table 't.u', entry 'a': expected a text, got an empty one"),
        ("[[t]]\nname = ''", "field 'name': expected a value"),
        ("t = []", "expected entries of a known shape"),
        ("abuot = 'x'\nt = ['a']", "did you mean 'about'?"),
        ("family = 'degrad'\nt = [['a', 'b']]", "did you mean 'degrade'?"),
        ("family = 'degrade'\nt = ['a', 'b']", "expected a table that says what becomes what (rules, rows, map)"),
        ("", "expected at least one table"),
        ("t = [", "expected TOML"),
    ],
)  # fmt: skip
def test_a_fault_is_named_with_its_place_and_mend(text, said):
    message = faults(text)
    assert message.startswith(("x.toml", "2 faults in x.toml:\nx.toml")) and said in message, message


def test_provenance_is_asked_for_and_all_faults_are_named():
    message = faults("t = ['a', 'a']\nu = [['b']]", head="")
    assert message.startswith("3 faults in x.toml:") and "field 'provenance'" in message
    assert "expected UTF-8" in faults_of_bytes(b"\xff\xfe")


def faults_of_bytes(data):
    with pytest.raises(UsageError) as caught:
        parse_lexicon(data, "x.toml")
    return str(caught.value)


def test_an_example_shows_what_a_rule_does():
    good = "t = [{ find = '<ask>(list) (the) ', say = [['name', 'all the']], example = ['Please list the cats.', 'Please name all the cats.'] }]"
    assert faults(good) == ""
    assert "expected one of" in faults(good.replace("'Please name all", "'Please name some"))


def test_tables_that_say_what_becomes_what_are_rules():
    (word,) = rules_of_table({"e-mail": ["mail", "message"]})
    assert word.say == (("mail",), ("message",)) and word.find.search("an E-mail.") and not word.find.search("e-mails")
    one, other = rules_of_table([["big", "large"]])
    assert (one.say, other.say) == ((("large",),), (("big",),))


def test_a_rule_is_compiled_only_where_it_can_match():
    found = rule_of({"find": r"\b(big|lar[gj]e|colou?red) (kitten)s", "say": [["small", "dog"]]})
    assert found.needles == ("kitten",)
    assert rule_of({"find": r"\b(colou?red|big)", "say": ["x"]}).needles == ("colo", "big")
    assert rule_of({"find": r"(\w+) x", "say": ["x"]}).needles == ()
    assert rule_of({"find": r"(a|the) cat", "say": ["one"]}).needles == ()


def test_a_quick_look_never_hides_a_match():
    tables = [(name, key) for name in lexicon_files() for key, table in lexicon(name).items() if of_rules(table)]
    assert len(tables) >= 8
    texts = [text for prompt in PROMPTS for text in prompt.sources.values()]
    matched = 0
    for name, key in tables:
        for rule in rules(name, key):
            hits = [text for text in texts if rule.find.search(text)]
            assert all(rule.may_match(text.lower()) for text in hits), rule.pattern
            matched += len(hits)
    assert matched > 50


def of_rules(table):
    return isinstance(table, list) and getattr(shape_of(table), "name", "") == "rules"


def test_the_needles_of_a_rule_match_what_it_matches():
    for name in lexicon_files():
        for key, table in lexicon(name).items():
            for rule in rules(name, key) if of_rules(table) else ():
                assert all(needle == needle.lower() and re.search(r"[a-z]", needle) for needle in rule.needles)


def test_packaged_lexicons_that_name_a_family_are_mutators():
    from promptfuzz.mutators import MUTATORS

    for found in family_lexicons():
        assert found.family is not None
        for table in found.tables:
            assert MUTATORS.get(table.replace("_", "-")).family == found.family


def test_corpus_check_checks_lexicons(tmp_path):
    good, bad = tmp_path / "good.toml", tmp_path / "bad.toml"
    good.write_text(HEAD + 'family = "paraphrase"\nt = [["big", "large"]]\n[m]\na = "b"\n')
    bad.write_text('[t]\na = "a"\n')
    runner = CliRunner()
    done = runner.invoke(app, ["corpus", "check", str(good), "verbs"])
    assert done.exit_code == 0, done.output
    assert "good.toml: lexicon with 2 tables, mutators of paraphrase: 1 in rows, 1 in map" in done.stdout
    assert "verbs: lexicon with " in done.stdout
    done = runner.invoke(app, ["corpus", "check", str(bad), str(good), str(tmp_path / "none.toml")])
    assert done.exit_code == 2
    assert "bad.toml, table 't', entry 'a'" in done.stderr and "none.toml" in done.stderr
    assert "good.toml: lexicon" in done.stdout
