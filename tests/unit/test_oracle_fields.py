"""Fields with a code for a value: another letter is another answer, however the field is written."""

import pytest

import promptfuzz as pf

TOY = pf.Oracle(embedder=pf.ToyEmbedder())


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Shirt size: S", "Shirt size: XL"),
        ("Blood group: A", "Blood group: B"),
        ("Blood group: A", "Blood group: AB"),
        ("Mark: B", "Mark: B+"),
        ("Fabric: linen\nFit: R", "Fabric: linen\nFit: T"),
        ("- **Fabric:** Linen\n- **Fit:** R", "Fabric: linen\nFit: T"),
        ("Fabric: linen, fit: R", "Fabric: linen, fit: T"),
        ("The size is M.", "The size is L."),
        ("The size is M.", "Size: L"),
        ("The size is XS.", "Size: XL"),
    ],
)
def test_another_code_is_another_answer(a: str, b: str) -> None:
    for found in TOY.judge([(a, b), (b, a)]):
        assert not found.same
        assert found.score < 0.25


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Shirt size: S", "shirt size: S."),
        ("- **Fabric:** Linen\n- **Fit:** R", "Fabric: linen\nFit: R"),
        ("The size is M.", "Size: M"),
        ("Size: M (medium)", "Size: M"),
    ],
)
def test_the_same_code_agrees(a: str, b: str) -> None:
    assert all(found.same for found in TOY.judge([(a, b), (b, a)]))


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Member: N", "Member: no"),
        ("Country: UK", "Country: GB"),
        ("Fit: regular", "Fit: R"),
        ("Sizes in stock: M, L", "Sizes in stock: L and M"),
        ("It was a plan B.", "This is A."),
    ],
)
def test_a_code_beside_words_is_left_to_the_words(a: str, b: str) -> None:
    assert not any("one field is" in reason for reason in TOY.judge([(a, b)])[0].reasons)
