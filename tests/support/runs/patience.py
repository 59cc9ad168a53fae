"""The Hypothesis profile of all tests: a plugin that `tests/conftest.py` loads before the first use."""

import hypothesis

# How long an example takes depends on what else the machine is doing, not only on the code.
hypothesis.settings.register_profile("patient", hypothesis.settings(), deadline=None)
hypothesis.settings.load_profile("patient")
