"""A program of ours in a process of its own, born from the tests' with all modules read.

It can be killed as any other; only what an interpreter does at its start, which takes most of the
time of a short life, is not done again. https://docs.python.org/3/library/multiprocessing.html
"""

from __future__ import annotations

import gc
import os
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from typing import TextIO

_FORK = get_context("fork")
_PATIENCE = 20


class Born:
    """A running process, asked as `subprocess.Popen` is; `stdout` is what it writes."""

    def __init__(self, process: BaseProcess, stdout: TextIO) -> None:
        self._process = process
        self.stdout = stdout

    def wait(self, timeout: float = _PATIENCE) -> int:
        """How it ended, a signal as a negative number; raises TimeoutError."""
        self._process.join(timeout)
        if self._process.exitcode is None:
            raise TimeoutError
        return self._process.exitcode

    def terminate(self) -> None:
        """Ask it to end."""
        self._process.terminate()


@contextmanager
def born(main: Callable[..., object], *words: str) -> Iterator[Born]:
    """`main(*words)` in a process of its own, which is ended behind the block."""
    reading, writing = os.pipe()
    process = _FORK.Process(target=_live, args=(main, words, writing))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # the worker's own thread only listens
        process.start()
    os.close(writing)
    with os.fdopen(reading, encoding="utf-8") as said:
        one = Born(process, said)
        try:
            yield one
        finally:
            one.terminate()
            one.wait()


def _live(main: Callable[..., object], words: tuple[str, ...], writing: int) -> None:
    gc.freeze()  # what the tests left behind is theirs to close
    warnings.resetwarnings()
    os.dup2(writing, 1)
    os.close(writing)
    main(*words)
