"""Extracts orders: a sentence of a customer goes in, an item and a quantity come out."""

import json
from typing import Any

from examples.small_model import ask

CATALOGUE = ("chair", "lamp", "notebook", "table", "towel")

TEMPLATE = """\
Extract the order from the sentence. Return a JSON object with the keys "item" and "quantity".

Sentence: I would like 7 towels.
JSON: {"item": "towel", "quantity": 7}

Sentence: {sentence}
JSON:"""


def order_in(text: str) -> str:
    """Send the finished prompt to the model and return the order as JSON, ``null`` where the answer holds none."""
    try:
        order: Any = json.loads(ask([{"role": "user", "content": text}]))
    except ValueError:
        order = None
    whole = isinstance(order, dict) and set(order) == {"item", "quantity"}
    return json.dumps(order if whole else None)


def quantity_in(text: str) -> str:
    """Return the quantity alone, in digits, ``none`` where the answer holds no order."""
    order = json.loads(order_in(text))
    return "none" if order is None else str(order["quantity"])


def extract(sentence: str, *, template: str = TEMPLATE) -> dict[str, Any]:
    """Return the order in a sentence: its quantity as the model reads it, its item as the catalogue has it."""
    items = [item for item in CATALOGUE if item in sentence]
    quantity = quantity_in(template.replace("{sentence}", sentence))
    return {"item": items[0] if items else None, "quantity": int(quantity) if quantity.isdigit() else None}
