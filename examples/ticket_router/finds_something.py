"""The first version of the router had two sample tickets, and one word of its system message mattered."""

from hypothesis import given, settings

import promptfuzz as pf
from examples.steady import STEADY
from examples.ticket_router.app import FRONT_DESK, SYSTEM, TEAMS, TICKET, sample, team_for
from promptfuzz import strategies as pfst

FIRST_VERSION = pf.Prompt(
    TICKET,
    system=SYSTEM,
    history=[
        *sample("Je voudrais un remboursement.", "French"),
        *sample("I forgot my password.", "English"),
    ],
    cases=[{"ticket": "Please cancel my subscription.", "expected": "English"}],
    answer=pf.Label(*TEAMS, FRONT_DESK),
    id="ticket-router/first-version",
)


@settings(STEADY, max_examples=16)
@given(pfst.paraphrases(FIRST_VERSION, mutators=("answer-verbs", "task-verbs")))
def test_rewordings_route_alike(variant):
    """A rewording of the system message routes the ticket as before."""
    pf.assert_stable(variant, pf.chat_model(team_for, temperature=0))
