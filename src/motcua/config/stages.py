"""What a long command is doing now: one moving line on a terminal, plain lines with the seconds so far in a file or a pipe."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

_EVERY_S = 5.0
Tell = Callable[[str], None]


def bar(console: Console) -> Progress:
    """A line that moves and is gone at the end; nothing where the output is no terminal."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    return Progress(*columns, console=console, transient=True)


@contextmanager
def stages(console: Console) -> Iterator[Tell]:
    """Gives what tells of each stage."""
    if console.is_terminal:
        with bar(console) as progress:
            task = progress.add_task("Một Cửa", total=None)
            yield lambda text: progress.update(task, description=text)
        return
    begun = time.monotonic()
    yield lambda text: console.print(f"{time.monotonic() - begun:5.0f} s  {text}", markup=False, highlight=False, soft_wrap=True)


def now_and_then(tell: Tell, *, every_s: float = _EVERY_S) -> Tell:
    """``tell``, at most once in so many seconds: for the steps of a stage, of which there may be thousands."""
    last = time.monotonic()

    def maybe(text: str) -> None:
        nonlocal last
        if time.monotonic() - last >= every_s:
            last = time.monotonic()
            tell(text)

    return maybe
