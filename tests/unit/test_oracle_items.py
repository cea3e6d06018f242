"""Lists with other marks before their items: ranks, boxes, and bullets in one line."""

import pytest

from promptfuzz.oracle.judge import Oracle
from promptfuzz.oracle.listing.lists import list_items
from promptfuzz.records import List


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("#1 Riga\n#2 Cork", ("riga", "cork")), ("#1. Riga\n#2. Cork", ("riga", "cork")),
        ("1st: Riga\n2nd: Cork\n13th: Bern", ("riga", "cork", "bern")),
        ("1st place: Riga\n2nd place: Cork", ("riga", "cork")), ("1st - Riga\n2nd - Cork", ("riga", "cork")),
        ("- [ ] Rope\n- [ ] Tent", ("rope", "tent")), ("1. [ ] Rope\n2. [ ] Tent", ("rope", "tent")),
        ("• Rope • Tent • Lamp", ("rope", "tent", "lamp")), ("To pack: • Rope • Tent", ("rope", "tent")),
        ("To pack:\n• Rope • Tent", ("rope", "tent")), ("Rope • Tent • Lamp", ("rope", "tent", "lamp")),
    ],
)  # fmt: skip
def test_ranks_empty_boxes_and_bullets_in_a_line_are_no_part_of_the_items(text, items):
    assert list_items(text) == items


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("1st Avenue\n2nd Avenue", ("1st avenue", "2nd avenue")), ("#riga #cork", ("riga", "cork")),
        ("- [x] Rope\n- [ ] Tent", ("[x] rope", "[] tent")), ("3 - 4 - 5", ("3 - 4 - 5",)),
        ("• Rope\n• Tent", ("rope", "tent")), ("21st century art, 3rd party code", ("21st century art", "3rd party code")),
    ],
)  # fmt: skip
def test_ranks_and_boxes_that_say_something_stay(text, items):
    assert list_items(text) == items


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("#1 Riga\n#2 Cork\n#3 Bern", "1. Riga\n2. Cork\n3. Bern", True),
        ("1st: Riga\n2nd: Cork", "1. Riga\n2. Bern", False),
        ("• Rope • Tent", "rope, tent", True), ("• Rope • Tent", "rope, tent, lamp", False),
        ("- [ ] Rope\n- [ ] Tent", "rope, tent", True), ("- [ ] Rope\n- [ ] Tent", "- [x] Rope\n- [ ] Tent", False),
    ],
)  # fmt: skip
def test_lists_are_the_same_whatever_marks_their_items(a, b, same):
    assert Oracle(answer=List()).judge([(a, b)])[0].same is same
