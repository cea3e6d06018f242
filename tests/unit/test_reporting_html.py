"""The page: well formed, self-contained, nothing of a model's or a prompt's text taken as markup."""

import re
from html.parser import HTMLParser

import pytest
from test_reporting_results import (
    HOSTILE,
    MARKUP,
    SCRIPT,
    cinema_finding,
    hostile_finding,
    make_cell,
    make_finding,
    make_results,
    make_run,
)

from promptfuzz.records import Edit, Prompt, Results, StopReason, Verdict
from promptfuzz.reporting.html import render_html
from promptfuzz.reporting.wording import LOOKS
from promptfuzz.reporting.write import write_report

VOID = {"meta", "br", "img", "link", "input", "hr"}
TAGS = set(
    "html head meta title style body svg symbol rect path circle use main header p b h1 h2 h3 h4 ul ol li dl dt dd div"
    " span a del ins table thead tbody tr th td section article details summary pre footer".split()
)
ATTRIBUTES = set(
    "lang charset http-equiv content name id class href title role aria-label aria-hidden viewbox width height rx x y"
    " cx cy r d fill stroke stroke-width stroke-dasharray style scope colspan".split()
)


class Page(HTMLParser):
    """Reads a page and keeps its tags, attributes and text; refuses tags that do not close."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.texts: list[str] = []
        self.feed(source)
        self.close()
        assert not self.open

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if not self.open or self.open[-1] != "style":
            self.texts.append(data)

    @property
    def text(self) -> str:
        return " ".join("".join(self.texts).split())


@pytest.fixture(scope="module")
def page() -> Page:
    return Page(render_html(make_results()))


def test_only_known_tags_and_attributes(page):
    assert set(page.tags) <= TAGS
    assert {name for _, name, _ in page.attributes} <= ATTRIBUTES


def test_hostile_texts_are_shown_as_text(page):
    for text in HOSTILE:
        if text.isprintable():
            assert " ".join(text.split()) in page.text
    assert "\\x1b[31mred" in page.text
    assert "safe \\u202egnp.exe\\u202c" in page.text
    assert "\\ud800 half" in page.text
    assert MARKUP in page.text


def test_nothing_that_acts_is_in_the_file():
    source = render_html(make_results())
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", source)
    source.encode()
    assert "alert(1)<" not in source.replace("alert(1)&lt;", "")
    assert "<script" not in source.lower()


def test_nothing_is_loaded_from_anywhere(page):
    links = [value for _, name, value in page.attributes if name in {"href", "src", "action"}]
    assert links
    assert all(value.startswith("#") for value in links)
    style = re.search(r"<style>(.*?)</style>", render_html(make_results()), re.DOTALL)
    assert style is not None
    assert "url(" not in style.group(1)
    assert "@import" not in style.group(1)
    policy = next(value for tag, name, value in page.attributes if tag == "meta" and value.startswith("default-src"))
    assert policy == "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def test_every_link_has_its_target_once(page):
    ids = [value for _, name, value in page.attributes if name == "id"]
    assert len(ids) == len(set(ids))
    assert {value[1:] for _, name, value in page.attributes if name == "href"} <= set(ids)


def test_verdicts_have_a_shape_a_word_and_a_meaning(page):
    for verdict, look in LOOKS.items():
        assert ("svg", "aria-label", verdict.value) in page.attributes
        assert look.means in page.text
    assert ("use", "href", "#m-dependent") in page.attributes


def test_what_a_reader_needs_of_a_finding():
    finding = cinema_finding()
    text = Page(render_html(Results(make_run(), (), (finding,)))).text
    for part in (
        "1 of 1 prompt depends on how it is worded",
        "ClassifyLabel the sentiment of the review",
        "Answer as written positive 6 of 6 samples",
        "Answer when reworded negative 6 of 6 samples",
        "the label is another: positive, negative",
        "17 of 30 rewordings changed the answer",
        "90% interval 0.41 to 0.72",
        "Classify 100% of the flip",
        "{review}I left the cinema smiling",
        "expectedpositive",
        f"promptfuzz findings replay {finding.id}",
        "PROMPT.variant(pf.Edit(0, 8, 'Label', 'verbs'))",
    ):
        assert part in text
    assert "What flips" not in text  # a single finding needs no list of findings


def test_long_outputs_are_folded_but_whole():
    text = Page(render_html(Results(make_run(), (), (hostile_finding(),)))).text
    assert "All 9,600 characters" in text
    assert " ".join(hostile_finding().minimal.outputs[0].split()) in text


def test_long_unchanged_stretches_are_left_out_of_the_diff():
    prompt = Prompt("Sum up: " + "word " * 2000 + "END", id="long")
    finding = make_finding(prompt.variant(Edit(0, 3, "Add", "verbs")), "paraphrase", "a", "b")
    source = render_html(Results(make_run(), (), (finding,)))
    assert "characters the same…]" in source
    assert len(source) < 60_000


def test_other_runs():
    stopped = render_html(make_results(status=StopReason.BUDGET, failed_calls=3))
    assert StopReason.BUDGET.sentence in stopped
    assert "Failed calls" in stopped
    empty = Page(render_html(Results(make_run(calls=0), (), ())))
    assert "Nothing was judged" in empty.text
    stable = (make_cell("a", "paraphrase", Verdict.STABLE),)
    assert "No dependence on wording found in 1 prompt" in Page(render_html(Results(make_run(), stable, ()))).text
    broken = cinema_finding(variant={"prompt": 3, "edits": []})
    assert SCRIPT not in render_html(Results(make_run(), (), (broken,)))


def test_writing(tmp_path):
    path = tmp_path / "new" / "page.html"
    write_report(make_results(), "html", path)
    assert path.read_text(encoding="utf-8") == render_html(make_results())
    assert [item.name for item in path.parent.iterdir()] == ["page.html"]
