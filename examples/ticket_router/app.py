"""Routes support tickets: a system message, sample tickets, and a language model that names the team."""

from collections.abc import Sequence

from examples.small_model import ask

TEAMS = ("English", "German", "Spanish", "French")
FRONT_DESK = "front desk"

SYSTEM = (
    "You route tickets to the team that speaks the language of the customer. "
    "Name the language of the ticket. Reply with one word."
)
TICKET = "Ticket: {ticket}"


def sample(ticket: str, team: str) -> list[dict[str, str]]:
    """Return an earlier ticket and its answer as chat messages."""
    return [
        {"role": "user", "content": TICKET.format(ticket=ticket)},
        {"role": "assistant", "content": team},
    ]


SAMPLES = [
    *sample("I forgot my password.", "English"),
    *sample("Mein Paket ist nicht angekommen.", "German"),
    *sample("Quiero cambiar mi contraseña.", "Spanish"),
    *sample("Je voudrais un remboursement.", "French"),
]


def team_for(messages: Sequence[dict[str, str]]) -> str:
    """Return the team that the model names, or the front desk where it names none or several."""
    answer = ask(messages)
    named = [team for team in TEAMS if team in answer]
    return named[0] if len(named) == 1 else FRONT_DESK


def route(ticket: str, *, system: str = SYSTEM, samples: Sequence[dict[str, str]] = SAMPLES) -> str:
    """Return the team for a ticket."""
    first, last = {"role": "system", "content": system}, {"role": "user", "content": TICKET.format(ticket=ticket)}
    return team_for([first, *samples, last])
