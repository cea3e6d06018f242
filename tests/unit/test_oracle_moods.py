"""Free text that says another thing with nearly the same words: it asks, forbids, loses, adds or praises the other."""

import pytest

import promptfuzz as pf
from promptfuzz.oracle.choices.explained import explains_alike
from promptfuzz.oracle.prose.freetext import examine
from promptfuzz.oracle.refusal import is_refusal

TOY = pf.Oracle(embedder=pf.ToyEmbedder())


def _is_vetoed(a: str, b: str) -> bool:
    """Whether the words alone tell the texts apart, in either order."""
    (one,), (other,) = TOY.judge([(a, b)]), TOY.judge([(b, a)])
    assert one.same == other.same
    assert one.score == pytest.approx(other.score)
    return bool(examine(a, b).vetoes) and not one.same


@pytest.mark.parametrize(
    ("a", "b"),
    [
        # The answer loses a comparison, is ruled out or is one of two.
        ("Rome", "Madrid beats Rome."),
        ("Nimbus", "I'd pick Stratus over Nimbus."),
        ("I suggest Nimbus.", "I suggest Stratus over Nimbus."),
        ("Broken cable", "It is a virus; a broken cable was ruled out."),
        ("Marketing", "Both marketing and sales."),
        ("Legal", "Legal and Compliance are responsible."),
        ("You need a hammer.", "You need a hammer and a saw."),
        # Another value of its kind answers before it.
        ("9 May", "The talk is on 2 May, the party on 9 May."),
        ("Tom", "Lisa called and Tom answered."),
        ("Oslo", "The office is in Bergen, the lab is in Oslo."),
        ("2 hours, 7,200 seconds", "120 min = 2 h = 720 s"),
        # One asks, the other states.
        ("Your booking is confirmed.", "Shall I confirm your booking?"),
        ("The table is booked for seven.", "Do you want me to book the table for seven?"),
        ("We close the ticket now.", "Sure! Should we close the ticket now?"),
        # One orders, the other forbids.
        ("Delete the log files.", "Don't remove the log files."),
        ("Charge the phone overnight.", "Never recharge the phone overnight."),
        ("Clean the lens.", "Avoid wiping the lens."),
        # How much, and when.
        ("Half of the invoices are paid.", "All invoices are paid."),
        ("You get the whole deposit back.", "You get half the deposit back."),
        ("She gave a full account.", "She gave a partial account."),
        ("Take one pill after breakfast.", "Take one pill with breakfast."),
        # Praise and blame, and names.
        ("Great sound, but the fit is too loose.", "Great fit, but the sound is too thin."),
        ("Excellent soup, while the bread seemed stale.", "Excellent bread, but the soup was too cold."),
        ("On the team are Priya and Kenneth.", "The people on it are Olga and Luis."),
        ("Atlas is the best choice, because it is cheap.", "Trellis is the best choice, because it is cheap."),
    ],
)
def test_words_alone_tell_them_apart(a: str, b: str) -> None:
    assert _is_vetoed(a, b)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Rome", "Rome beats Madrid."),
        ("Nimbus", "I'd pick Nimbus over Stratus."),
        ("Nimbus", "Stratus is worse than Nimbus."),
        ("Broken cable", "A broken cable is the cause."),
        ("Finance", "Finance does, and HR is only told."),
        ("Red", "Red, and a good red at that."),
        ("9 May", "It was moved from 2 May to 9 May."),
        ("9 May", "One week after 2 May is 9 May."),
        ("At 17:00 London time.", "It ends at 18:00 in Berlin, which is 5 pm in London."),
        ("Tom", "Lisa says that Tom called."),
        ("Oslo", "The capital is Oslo, and it has been so for long."),
        ("2 hours, 120 minutes", "2 h = 120 min"),
        ("Restart the router.", "Could you restart the router?"),
        ("Please send me the order number.", "Could you send me the order number?"),
        ("Try a new cable.", "How about trying a new cable?"),
        ("Your refund is on its way.", "Your refund is on its way. Is there anything else?"),
        ("Keep the receipt.", "Don't throw away the receipt."),
        ("Lock the door.", "Don't forget to lock the door."),
        ("Skip the update.", "Don't install the update."),
        ("Speak to the manager.", "Speak with the manager."),
        ("Every user is affected.", "All users are affected."),
        ("You will get a full refund.", "You get the full refund."),
        ("Great sound, but the fit is too loose.", "The fit is too loose, but the sound is great."),
        ("The book was written by Anna Berg.", "It is by Anna Berg, who lives in Oslo with her friend Tom."),
        ("It waits for the review.", "It will not start until the review is done."),
        ("Would return but skip the spa.", "Would return but without the spa."),
    ],
)
def test_words_alone_leave_them_together(a: str, b: str) -> None:
    assert not _is_vetoed(a, b)
    assert not examine(a, b).vetoes


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (
            "Bus 10 leaves at 8:15. Bus 11 leaves at 8:30. Bus 12 leaves at 9:00.",
            "Bus 10 goes at 8:15. Bus 11 goes at 8:30. Bus 12 goes at 9:00.",
        ),
        (
            "In 2021 sales were 5 million. In 2022 sales were 7 million.",
            "Sales: 5 million in 2021. Sales: 7 million in 2022.",
        ),
        ("Dear Maria Lopez,\n\nyour parcel is here.", "Hey Maria Lopez,\n\nyour parcel is here."),
        ("Dear Ms Lopez,\n\nyour parcel is here.", "Subject: Parcel\n\nHi Ms Lopez,\n\nyour parcel is here."),
    ],
)
def test_rows_are_told_by_their_numbers_and_a_greeting_is_no_name(a: str, b: str) -> None:
    assert not examine(a, b).vetoes


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Room 101 has 20 seats. Room 102 has 30 seats.", "Room 101 seats 20 people. Room 102 seats 45 people."),
        ("Dear Maria Lopez,\n\nyour parcel is here.", "Dear Carla Lopez,\n\nyour parcel is here."),
    ],
)
def test_rows_with_other_numbers_and_other_first_names_differ(a: str, b: str) -> None:
    assert examine(a, b).vetoes


@pytest.mark.parametrize(
    ("a", "b", "alike"),
    [
        ("No, we cannot refund the ticket.", "No, we cannot exchange the ticket.", False),
        ("Yes, if you are a student you pay nothing.", "Yes, if you are a student you pay less.", False),
        ("Yes, but only on weekdays.", "Yes, any day of the week.", False),
        ("Nein, wir zahlen erst nach dem Umzug.", "Nein, wir zahlen erst vor dem Umzug.", False),
        ("No, a bat is not a bird.", "No. A bat is a mammal, not a bird.", True),
        ("No, children are not allowed in the sauna.", "No, he is nine years old.", True),
        ("Yes.", "Yes, you can pay by card.", True),
    ],
)
def test_a_shared_yes_or_no_says_nothing_of_what_else_is_said(a: str, b: str, alike: bool) -> None:
    assert explains_alike(a, b) is explains_alike(b, a) is alike


@pytest.mark.parametrize(
    ("text", "declines"),
    [
        ("Personal recommendations are outside of what I may offer.", True),
        ("That is beyond what I could promise.", True),
        ("The price is outside of what they may charge.", False),
        ("Snow is beyond what we expected in May.", False),
    ],
)
def test_what_is_outside_of_what_i_may_do_is_declined(text: str, declines: bool) -> None:
    assert is_refusal(text) is declines
