"""From plan to verdict: asks the model within a budget, judges the answers and shrinks what it finds."""
