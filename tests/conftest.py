"""Settings that every test shares."""

from hypothesis import HealthCheck, settings

# The same examples on every machine, and no deadline: a first call may compile.
settings.register_profile(
    "repeatable",
    derandomize=True,
    deadline=None,
    max_examples=60,
    print_blob=False,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("repeatable")
