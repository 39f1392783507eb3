"""Freed memory stays with the process, where the C library can be told so."""

import platform
import subprocess
import sys

import pytest

from bot.net import heap

PICTURES = """
import resource
from bot.net import heap

def page_faults(pictures: int) -> int:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for _ in range(pictures):
        b"".join([bytes(200_000) for _ in range(5)])
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before

page_faults(5)
untold = page_faults(20)
heap.keep_freed()
page_faults(5)
print(untold, page_faults(20))
"""
"""Makes 20 pictures' worth of buffers before the C library is told, and after."""


def test_the_heap_keeps_what_1k_pictures_need_and_returns_what_4k_pictures_took() -> None:
    options: dict[int, int] = {}

    def mallopt(parameter: int, value: int) -> int:
        options[parameter] = value
        return 1

    heap.keep_freed(mallopt)

    # The numbers of <malloc.h>.
    assert options == {-1: 16 << 20, -3: 4 << 20}


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc can be told")
def test_the_buffers_of_a_1k_picture_are_not_taken_from_the_kernel_each_time() -> None:
    command = [sys.executable, "-c", PICTURES]
    ran = subprocess.run(command, capture_output=True, check=True, text=True)  # noqa: S603 - this very interpreter

    untold, told = map(int, ran.stdout.split())
    assert told < 10 * 20 < untold
