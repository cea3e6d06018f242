"""The router at work, and the property that a rewording of its system message routes every ticket as before."""

import pytest
from hypothesis import settings

import promptfuzz as pf
from examples.steady import STEADY
from examples.ticket_router.app import FRONT_DESK, SAMPLES, SYSTEM, TEAMS, TICKET, route, team_for

CASES = [
    {"ticket": "Please cancel my subscription.", "expected": "English"},
    {"ticket": "Wo finde ich meine Rechnung?", "expected": "German"},
    {"ticket": "No puedo abrir la aplicación.", "expected": "Spanish"},
]
PROMPT = pf.Prompt(
    TICKET,
    system=SYSTEM,
    history=SAMPLES,
    cases=CASES,
    answer=pf.Label(*TEAMS, FRONT_DESK),
    id="ticket-router",
)
ROUTER = pf.chat_model(team_for, temperature=0)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["expected"])
def test_tickets_reach_their_team(case):
    """The router works as it stands."""
    assert route(case["ticket"]) == case["expected"]


test_rewordings_route_alike = pf.property_test(
    PROMPT,
    ROUTER,
    families=("paraphrase", "reorder"),
    settings=settings(STEADY, max_examples=8),
)


def test_the_finding_is_mended():
    """What `finds_something.py` reports no longer matters, with a sample of each language."""
    pf.assert_stable(PROMPT.variant(pf.Edit(105, 110, "Answer", "answer-verbs", part="system")), ROUTER)
