# SPDX-License-Identifier: Apache-2.0
"""Waiting for what comes at a moment of its own."""
import time


def until(true, seconds=20, every=0.02):
    """Whether true() held within that time."""
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            return False
        time.sleep(every)
    return True
