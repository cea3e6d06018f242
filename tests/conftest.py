"""Shared by all tests: the pytester fixture, and a Hypothesis profile without deadlines on busy machines."""

from hypothesis import HealthCheck, settings

pytest_plugins = ("pytester",)

settings.register_profile(
    "repository", deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("repository")
