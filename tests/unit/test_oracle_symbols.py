"""Free text: what symbols and links say, values that change places, and answers that are not in English."""

import itertools
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

import promptfuzz as pf
from promptfuzz.oracle.code.symbols import different_parts, different_symbols, different_targets
from promptfuzz.oracle.opinion import Opinion
from promptfuzz.oracle.prose.exchanges import exchanged
from promptfuzz.oracle.prose.frames import difference, frame
from promptfuzz.oracle.prose.languages import unknown_language
from promptfuzz.records import Comparison, Results, Verdict

TOY = pf.Oracle(embedder=pf.ToyEmbedder())


def compare(a: str, b: str) -> Comparison:
    there, back = TOY.judge([(a, b), (b, a)])
    assert (there.same, there.score, there.unread) == (back.same, back.score, back.unread)
    return there


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Backup: ✅", "Backup: ❌"), ("✅", "❌"), ("All checks passed ✔️", "All checks passed ✘"),
        ("Backup: ✅, Restore: ✅", "Backup: ✅, Restore: ❌"), ("- Backup: ✅\n- Restore: ✅", "- Backup: ✅\n- Restore: ❌"),
        ("Feedback: 👍", "Feedback: 👎"), ("Load: 🔴", "Load: 🟢"), ("Mood: 😊", "Mood: 😢"), ("Prices: ↑", "Prices: ↓"),
        ("Score: ★★☆☆☆", "Score: ★★★★☆"), ("Score: ⭐⭐", "Score: ⭐⭐⭐⭐"), ("Sky: ☀️", "Sky: 🌧️"), ("Team: 🇫🇷", "Team: 🇩🇪"),
        ("The rule is p + q.", "The rule is p - q."), ("The cost is O(k).", "The cost is O(k^2)."), ("S ∪ T", "S ∩ T"),
        ("y = ±3", "y = 3"), ("n² + 1", "n³ + 1"), ("P ∧ Q", "P ∨ Q"), ("z > 4", "z < 4"),
        ("It is written in C++.", "It is written in C."), ("Grade: B-", "Grade: B+"),
        ("Profit: (3,400)", "Profit: 3,400"), ("- [x] Water the plants", "- [ ] Water the plants"),
    ],
)  # fmt: skip
def test_symbols_that_exclude_each_other_tell_texts_apart(a: str, b: str) -> None:
    found = compare(a, b)
    assert not found.same and not found.unread


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("All checks passed ✅", "All checks passed 🎉"), ("All checks passed ✅", "All checks passed"),
        ("Well done! 🎉", "Well done! 🚀"), ("Have a safe flight! ✈️", "Have a safe flight! 🌍"), ("Backup: ✅", "Backup: ✔"),
        ("• Pears\n• Plums", "- Pears\n- Plums"), ("🔹 Pears\n🔹 Plums", "🔸 Pears\n🔸 Plums"), ("**Oslo**", "Oslo"),
        ("Oslo – Norway", "Oslo - Norway"), ("p * q", "p × q"), ("z >= 4", "z ≥ 4"), ("n² + 1", "n^2 + 1"),
        ("Size: 40 m²", "Size: 40 m2"), ("Score: ★★☆", "Score: ⭐⭐☆"), ("A → B", "A -> B"), ("Lyon 🇫🇷", "Lyon"),
    ],
)  # fmt: skip
def test_layout_and_decoration_tell_nothing_apart(a: str, b: str) -> None:
    assert compare(a, b).same


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Take [this form](https://a.example/new).", "Take [this form](https://a.example/old)."),
        ("[Terms](/legal/one)", "[Terms](/legal/two)"),
        ('<a href="https://a.example/x">Here</a>', '<a href="https://a.example/y">Here</a>'),
    ],
)
def test_links_lead_to_different_places(a: str, b: str) -> None:
    assert not compare(a, b).same


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Take [this form](https://a.example/new).", "Take this form."),
        ("Take [this form](https://a.example/new).", "Take [this form](http://www.a.example/new/)."),
        ("Take [this form](https://a.example/new).", "**Take** [this form](https://a.example/new)!"),
    ],
)
def test_the_same_link_or_none_is_no_difference(a: str, b: str) -> None:
    assert compare(a, b).same


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Eva works in Bonn and Tim works in Graz.", "Eva works in Graz and Tim works in Bonn."),
        ("Eva works in Bonn. Tim works in Graz.", "Eva works in Graz. Tim works in Bonn."),
        ("Eva gave 4 euros and Tim gave 9.", "Eva gave 9 euros and Tim gave 4."),
        ("Rain fell on 40% of days in 2018 and 60% in 2019.", "Rain fell on 60% of days in 2018 and 40% in 2019."),
        ("The shop opens at 8:00 and shuts at 17:00.", "The shop opens at 17:00 and shuts at 8:00."),
        ("u = 6, v = 8", "u = 8, v = 6"), ("Monday: chess, Friday: judo", "Monday: judo, Friday: chess"),
        ("North: 70, South: 90", "North: 90, South: 70"), ("Backup: ✅, Restore: ❌", "Backup: ❌, Restore: ✅"),
        ("Eva, who is 31, met Tim, who is 52.", "Eva, who is 52, met Tim, who is 31."),
        ("In 2018, rent was 600 and in 2019, rent was 700.", "Rent was 700 in 2018 and 600 in 2019."),
    ],
)  # fmt: skip
def test_values_that_change_places_tell_texts_apart(a: str, b: str) -> None:
    assert not compare(a, b).same


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("u = 6, v = 8", "v = 8, u = 6"), ("Bonn and Graz", "Graz and Bonn"),
        ("North: 70, South: 90", "South: 90, North: 70"), ("Flour 300 g, butter 150 g", "Butter 150 g, flour 300 g"),
        ("Eva works in Bonn. Tim works in Graz.", "Tim works in Graz. Eva works in Bonn."),
        ("Eva and Tim bought tea and jam.", "Tim and Eva bought jam and tea."),
        ("The shop opens at 8:00 and shuts at 17:00.", "The shop shuts at 17:00 and opens at 8:00."),
        ("In 2018, rent was 600 and in 2019, rent was 700.", "Rent was 600 in 2018 and 700 in 2019."),
    ],
)  # fmt: skip
def test_pairs_in_another_order_are_the_same(a: str, b: str) -> None:
    assert compare(a, b).same


def test_rows_and_columns_of_a_table_are_no_exchange() -> None:
    table, prose = (
        "| | Eco | Max |\n|---|---|---|\n| Price | 5 | 8 |",
        "Eco has the price 5, while Max has the price 8.",
    )
    assert exchanged(table, prose, difference(frame(table), frame(prose))) is None


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("包裹今天到。", "包裹明天到。"), ("雨", "雪"), ("他同意。", "他不同意。"), ("会議は中止です。", "会議は延期です。"),
        ("Заказ отправлен вчера.", "Заказ отменён вчера."), ("배송이 시작되었습니다", "배송이 취소되었습니다"),
        ("La factura fue pagada.", "La factura fue anulada."), ("Le colis est arrivé.", "Le colis est perdu."),
        ("Die Rechnung ist bezahlt.", "Die Rechnung ist offen."), ("La fattura è pagata.", "La fattura è scaduta."),
        ("A fatura está paga.", "A fatura está vencida."), ("De factuur is betaald.", "De factuur is verlopen."),
        ("The town is called 北京.", "The town is called 上海."),
    ],
)  # fmt: skip
def test_other_languages_are_neither_the_same_nor_different(a: str, b: str) -> None:
    found = compare(a, b)
    assert found.unread and not found.same
    assert TOY.threshold / 2 < found.score < TOY.threshold


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("包裹今天到。", "包裹今天到"), ("Заказ отправлен вчера.", "Заказ отправлен вчера!"), ("La factura fue pagada.", "la factura fue pagada"),
        ("Graz", "Die Stadt ist Graz."), ("12 Euro", "Der Preis ist 12 Euro."),
    ],
)  # fmt: skip
def test_other_languages_in_the_same_words_are_the_same(a: str, b: str) -> None:
    assert compare(a, b).same


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Die Rechnung ist bezahlt.", "Die Rechnung ist nicht bezahlt."), ("Le colis est là.", "Le colis n'est pas là."),
        ("La factura está pagada.", "La factura no está pagada."), ("Der Zug kommt um 8.", "Der Zug kommt um 11."),
        ("Paket geldi.", "Paket geldi değil."),
    ],
)  # fmt: skip
def test_negations_and_numbers_of_other_languages_tell_texts_apart(a: str, b: str) -> None:
    found = compare(a, b)
    assert not found.same and not found.unread


@pytest.mark.parametrize(
    "text",
    [
        "Leonardo da Vinci painted it.", "Rio de Janeiro", "Las Vegas, Nevada", "El Niño", "Zoë Müller", "Der Spiegel",
        "The café serves crème brûlée.", "They say that the word for cat is chat.", "α + β", "Approved", "I've paid.",
    ],
)  # fmt: skip
def test_english_with_names_and_borrowed_words_is_read(text: str) -> None:
    assert not unknown_language(text, "It is late.") and not unknown_language(text, text)


class Reader:
    """A second opinion that finds that all it is asked about means the same."""

    name = "reader"

    def opinions(self, pairs: Sequence[tuple[str, str]], request: str = "") -> list[Opinion]:
        return [Opinion(True, "it reads everything") for _ in pairs]


def answers_in(language: tuple[str, ...]) -> Results:
    wordings: dict[str, str] = {}
    texts = itertools.cycle(language)

    def answer(text: str) -> str:
        return wordings.setdefault(text, next(texts))

    prompt = pf.Prompt(
        "Explain to the customer what happened to the parcel, please.\n\nNote: {note}",
        slots={"note": "The parcel was lost on the way to the shop."},
        answer=pf.Text(),
        contrasts=(
            "Name the town.\n\nNote: {note}",
            "Who wrote it?\n\nNote: {note}",
            "Count the words.\n\nNote: {note}",
        ),
    )
    return pf.fuzz(prompt, answer, families=("paraphrase", "degrade"), budget=pf.Budget(calls=300), seed=0, oracle=TOY)


def test_a_cell_of_answers_that_nobody_can_compare_is_neither_stable_nor_dependent() -> None:
    results = answers_in(("包裹丢了。", "包裹没有丢。", "包裹还在路上。"))
    assert {cell.verdict for cell in results.cells} <= {Verdict.UNDECIDED, Verdict.UNMEASURABLE}
    assert not results.findings


def test_a_cell_of_equal_answers_in_another_language_is_read() -> None:
    results = answers_in(("包裹丢了。",))
    assert not any("not compared" in cell.reason for cell in results.cells)


def test_a_property_test_does_not_take_such_answers_for_agreement() -> None:
    texts = itertools.cycle(("包裹丢了。", "包裹没有丢。"))
    said: dict[str, str] = {}
    prompt = pf.Prompt("Explain what happened.", answer=pf.Text())
    with pytest.raises(pf.PromptfuzzError, match="not English"):
        pf.assert_stable(
            prompt.variant(pf.Edit(0, 7, "Describe", "words")),
            lambda text: said.setdefault(text, next(texts)),
            oracle=TOY,
        )


def test_a_second_opinion_decides_what_is_unread() -> None:
    (found,) = pf.Oracle(embedder=pf.ToyEmbedder(), second=Reader()).judge([("包裹丢了。", "包裹不见了。")])
    assert found.same and not found.unread


@given(st.text(max_size=60), st.text(max_size=60))
def test_it_takes_any_text(a: str, b: str) -> None:
    for check in (different_symbols, different_targets):
        assert (check(a, b) is None) == (check(b, a) is None)
    assert different_parts(a, a, same_words=True) is None
    assert exchanged(a, a, difference(frame(a), frame(a))) is None
    assert unknown_language(a, b) == unknown_language(b, a)
