"""Letters are compared by their bodies; values that change places and deals told of either party are told apart."""

import pytest

from promptfuzz.oracle.prose.freetext import examine
from promptfuzz.oracle.prose.letters import bodies

FRAMES = [
    ("Dear Sir or Madam,\n\n{}\n\nYours faithfully,\nNora Bell", "Subject: A request\n\nHello,\n\n{}\n\nThanks,\nNora"),
    (
        "Hi everyone,\n\n{}\n\nBest,\nLena",
        "Dear Team,\n\nI hope you are all well. {}\n\nKind regards,\nThe Office Team",
    ),
    ("Dear Customer,\n\nThank you for contacting us. {}\n\nSincerely,\nCustomer Care", "Hello! {} Have a great day!"),
    (
        "Here is a draft:\n\nSubject: News\n\nDear Ms. Rao,\n\n{}\n\n[Your Name]",
        "Hello Ms Rao,\n\n{}\n\nBest wishes,\n[Name]",
    ),
    ("{}", "Dear guest, {} Please let us know if you have any further questions."),
]


@pytest.mark.parametrize(("one", "other"), FRAMES)
def test_the_forms_of_a_letter_make_no_difference(one: str, other: str) -> None:
    body = "The pool stays shut until 4 May."
    found = examine(one.format(body), other.format(body))
    assert found.decided is not None
    assert found.decided.same


@pytest.mark.parametrize(("one", "other"), FRAMES)
def test_the_bodies_of_letters_still_differ_in_a_date(one: str, other: str) -> None:
    found = examine(one.format("The pool stays shut until 4 May."), other.format("The pool stays shut until 9 May."))
    assert found.vetoes


@pytest.mark.parametrize(
    "text",
    [
        "Subject: Rent for May",
        "Dear Jane",
        "Best regards,\nTom",
        "Hello!",
        "The hall is free.\nIt has 40 seats.",
        "Thanks",
    ],
)
def test_what_is_all_there_is_stays(text: str) -> None:
    assert bodies(text, "Rent for June") == (text, "Rent for June")


def test_a_subject_line_alone_is_compared_as_it_stands() -> None:
    pair = (
        "Sure! Below is a subject line.\n\nSubject: Rent for May\n\nFeel free to adapt it.",
        "Subject: Rent for May",
    )
    assert bodies(*pair) == pair


def test_a_reply_to_someone_is_no_account_of_them() -> None:
    pair = ("Ines tells us that the lamp is broken.", "Hi Ines, thanks for letting us know! We will mend the lamp.")
    assert bodies(*pair) == pair


@pytest.mark.parametrize(
    ("a", "b", "apart"),
    [
        ("Dear Ms Keller,\n\nthe key is here.", "Dear Mr Osei,\n\nthe key is here.", True),
        ("Hi Anna,\n\nthe key is here.", "Hi Peter,\n\nthe key is here.", True),
        ("Dear Ida Berg,\n\nthe key is here.", "Dear Ola Berg,\n\nthe key is here.", True),
        ("Dear Ms. Keller,\n\nthe key is here.", "Hello Ms Keller,\n\nthe key is here.", False),
        ("Dear Anna Keller,\n\nthe key is here.", "Hi Anna,\n\nthe key is here.", False),
        ("Dear Team,\n\nthe key is here.", "Dear Customer,\n\nthe key is here.", False),
        ("Dear Mr,\n\nthe key is here.", "Dear [Name],\n\nthe key is here.", False),
    ],
)
def test_a_salutation_tells_letters_apart_only_by_a_person(a: str, b: str, *, apart: bool) -> None:
    assert bool(examine(a, b).vetoes) is apart


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("we have changed the address.", "unfortunately, we cannot change the address."),
        ("could I have Monday off?", "I am happy to approve your day off on Monday."),
        ("we are pleased to offer you the flat.", "we have chosen another applicant for the flat."),
        ("could you send me the slides?", "here are the slides that you asked for."),
        ("please reprint the cards by Monday.", "please refund the cards by Monday."),
    ],
)
def test_letters_that_do_something_else_differ(a: str, b: str) -> None:
    assert examine(f"Hi Lea,\n\n{a}\n\nMax", f"Dear Lea,\n\n{b}\n\nKind regards,\nMax").vetoes


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (
            "we cannot change the address; collect it at the depot.",
            "we are unable to alter it, but you can collect it.",
        ),
        ("could I have Monday off?", "I would like to request Monday off."),
        ("the flat is still free.", "we are pleased to offer you the flat."),
    ],
)
def test_letters_that_do_the_same_are_left_to_their_words(a: str, b: str) -> None:
    assert not examine(f"Hi Lea,\n\n{a}\n\nMax", f"Dear Lea,\n\n{b}\n\nKind regards,\nMax").vetoes


def test_a_number_that_only_the_subject_line_gives_still_counts() -> None:
    letter = "Subject: Rehearsal moved to {}\n\nHi all,\n\nplease note the change.\n\nKim"
    assert examine(letter.format("3 pm"), letter.format("4 pm")).vetoes


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("The bus leaves at 8:15 instead of 8:00.", "The bus leaves at 8:00 instead of 8:15."),
        ("We meet at noon rather than at 11:00.", "Instead of noon, we meet at 11:00."),
        ("Not 12 but 15 tickets were sold.", "Not 15 but 12 tickets were sold."),
        ("The fee goes from $20 to $25.", "The fee is now $20 instead of $25."),
        ("Room 12 instead of room 14", "Room 14 instead of room 12"),
        ("Present: 12, absent: 3", "Twelve people were absent and three were present."),
        ("Sick: four; on leave: nine.", "Nine people are sick and four are on leave."),
    ],
)
def test_values_in_each_others_place_differ(a: str, b: str) -> None:
    assert examine(a, b).vetoes
    assert examine(b, a).vetoes


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("The fee goes from $20 to $25.", "The fee is now $25 instead of $20."),
        ("We will have two rooms rather than three.", "There will be 2 rooms instead of 3."),
        ("The shop is open from 9:00 to 17:00.", "Opening hours: 9:00 to 17:00"),
        ("Present: 12, absent: 3", "Twelve people were present and three were absent."),
        ("The bus leaves at 8:15 instead of 8:00.", "Instead of 8:00, the bus leaves at 8:15."),
    ],
)
def test_values_in_their_own_place_agree(a: str, b: str) -> None:
    assert not examine(a, b).vetoes


@pytest.mark.parametrize(
    ("a", "b", "apart"),
    [
        ("People borrow tools from the van. It is free.", "The van lends tools to people. It costs nothing.", False),
        ("Mira bought the boat from Ed. She is glad.", "Ed sold Mira the boat. She is glad now.", False),
        ("Mira bought the boat. She is glad.", "Mira sold the boat. She is glad now.", True),
        ("Tom borrowed the drill. He is happy.", "Tom lent the drill. He is very happy.", True),
        ("Farms lack skilled pickers. Prices rise.", "Farms struggle to find skilled pickers. Prices go up.", False),
        ("Farms lack skilled pickers. Prices rise.", "Farms do not lack skilled pickers. Prices go up.", True),
        ("The gym was shut until noon on Tuesday.", "The gym was shut until Tuesday noon.", False),
        ("The gym was shut until Tuesday.", "The gym was shut after Tuesday.", True),
        ("Book by Saturday. It is cheap.", "It is for Sunday. Book it the day before.", False),
        ("Book by Saturday. It is cheap.", "Book by Sunday. It is very cheap.", True),
    ],
)
def test_sentences_of_one_deal_agree_and_of_another_differ(a: str, b: str, *, apart: bool) -> None:
    assert bool(examine(a, b).vetoes) is apart


@pytest.mark.parametrize(
    ("sentence", "same"),
    [
        ("No products are affected.", True),
        ("There are no side effects.", True),
        ("None of the rooms were free.", True),
        ("No, two products are affected.", False),
        ("No one but Tom came.", False),
        ("Two products are affected.", False),
    ],
)
def test_a_bare_none_is_a_sentence_that_denies_all(sentence: str, *, same: bool) -> None:
    decided = examine("None", sentence).decided
    assert (decided is not None and decided.same) is same


@pytest.mark.parametrize(
    ("a", "b"), [("Skip the second dose.", "Take the second dose."), ("Attend the first talk.", "Skip the first talk.")]
)
def test_skipping_is_no_taking(a: str, b: str) -> None:
    assert examine(a, b).vetoes
