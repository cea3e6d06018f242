"""What one text denies and the other gives an amount for, and partners that one text alone joins."""

import pytest

from promptfuzz.oracle.prose.freetext import examine


def _veto(a, b):
    found = {bool(examine(a, b).vetoes), bool(examine(b, a).vetoes)}
    assert len(found) == 1
    return found.pop()


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Lockers are free.", "Lockers cost 4 euros."), ("Dinner is included.", "Dinner costs $25."),
        ("There is no charge for delivery.", "Delivery is 4.99 euros."), ("It's free.", "It costs $5."),
        ("Towels are complimentary.", "Towels cost $3 each."), ("We ship for free.", "We charge $6 for shipping."),
        ("The bank is closed today.", "The bank closes at 4 pm."), ("Closed.", "It closes at 6 pm."),
        ("On Sundays the pool is closed.", "On Sundays the pool closes at 8 pm."),
        ("You can swap it at any time.", "You can swap it within 14 days."),
        ("The voucher never expires.", "The voucher expires after 12 months."),
        ("You may store unlimited files.", "You may store 100 files."),
    ],
)  # fmt: skip
def test_a_price_a_limit_or_a_closing_time_is_not_none_at_all(a, b):
    assert _veto(a, b)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Delivery is free.", "Delivery is free for orders over $50."),
        ("Breakfast is included.", "The rate of $90 includes breakfast."),
        ("The ticket costs $12, tax included.", "The ticket costs $12."),
        ("The service isn't included in the bill.", "The service costs $5."),
        ("Feel free to call us.", "Call us: a minute costs 9 cents."),
        ("The plan includes support.", "The plan costs $9 a month."),
        ("The shop is closed after 6 pm.", "The shop closes at 6 pm."), ("It is closed.", "It is closed until 5 pm."),
        ("The office is closed.", "The office closed at 6 pm."), ("You can return it.", "You can return it in 30 days."),
        ("You can call at any time.", "You can call 24 hours a day."),
    ],
)  # fmt: skip
def test_an_amount_on_one_side_alone_only_says_more(a, b):
    assert not _veto(a, b)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("The tenant has to sign.", "Both the tenant and the landlord have to sign."),
        ("The owner must pay.", "The lodger and the owner must pay."),
        ("Dr. Hale is on duty.", "Dr. Hale and Dr. Moss are on duty."),
        ("We offer chat help.", "We offer chat and phone help."),
        ("You need a permit.", "You need a permit, a photo and a form."),
        ("Rita leads the choir.", "Rita and Omar lead the choir."), ("They sell tea.", "They sell tea and salt."),
        ("Send us your name.", "Send us your name and address."),
        ("Guests may use the pool.", "Guests may use the pool as well as the sauna."),
        ("Tickets are sold at the kiosk.", "Tickets are sold at the kiosk and in the shop."),
    ],
)  # fmt: skip
def test_a_partner_joined_on_one_side_only_makes_another_answer(a, b):
    assert _veto(a, b)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("It is a quick fix.", "It is a quick and easy fix."), ("The hall was clean.", "The hall was clean and quiet."),
        ("We offer modern rooms.", "We offer modern and comfortable rooms."),
        ("Her late aunt was a painter.", "Her late aunt was a painter and a poet."), ("The CEO left.", "The CEO and founder left."),
        ("Please read the terms.", "Please read the terms and conditions."),
        ("Drink water.", "Drink water and rest."), ("He sings.", "He sings and dances."),
        ("Restart the router.", "Restart the router and wait."),
        ("Bring ID, such as a pass.", "Bring ID, such as a pass and a licence."),
        ("Both must sign.", "Both the tenant and the landlord must sign."),
        ("Write it clearly.", "Write it clearly and politely."),
        ("The tenant must sign. The landlord must sign as well.", "The tenant and the landlord must sign."),
        ("The drug must be taken with food.", "Take this drug together with food."),
    ],
)  # fmt: skip
def test_what_only_describes_more_is_no_partner(a, b):
    assert not _veto(a, b)
