"""Settings of the examples: the same rewordings on every run, so that their pages can quote what is found.

Your tests can do without: under pytest promptfuzz gives them settings that fit a model, and new rewordings every time.
"""

from hypothesis import Phase, settings

STEADY = settings(
    derandomize=True, database=None, deadline=None, phases=[phase for phase in Phase if phase is not Phase.explain]
)
