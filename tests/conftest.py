"""What holds for every test."""

import os

from hypothesis import settings

# How long one example takes says more about the machine than about the code. The same examples come every time, so what
# turns a test red is what was changed; ``--hypothesis-profile=thorough`` tries many more, and others each time.
settings.register_profile("imagine-bot", deadline=None, derandomize=True)
settings.register_profile("thorough", deadline=None, max_examples=2000)
settings.load_profile("imagine-bot")


def pytest_xdist_auto_num_workers() -> int:
    """``--numprocesses auto`` is more than there are cores: a test over sockets waits for much of its time."""
    return (os.cpu_count() or 1) * 3 // 2
