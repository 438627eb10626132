"""Progress of long work: how much is done and how long the rest takes, on a terminal; elsewhere plain lines alone.

The verbs report one line for each step. On a terminal, the lines that complete a step move a bar; a line that reports
something else, such as the outcome of a file, is printed above it. In a log or a pipe a bar would be noise.
"""

from __future__ import annotations

import contextlib
import re
import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from dags.cli.output import print_progress, printable

if TYPE_CHECKING:
    from tqdm import tqdm

Progress = Callable[[str], None]
FILE_ADMITTED = re.compile(r"(?P<done>\d+) of (?P<total>\d+): ")
MODEL_BUILT = re.compile(r"building \S+$|taking over \S+$|updating \S+ for ")
ORGANISATIONS_RENDERED = re.compile(r"rendered (?P<done>\d+) of (?P<total>\d+) organisations$")
"""Most pages of an edition are about one organisation, so they are what is counted."""
WITH_ESTIMATE = "{desc}: {n_fmt} of {total_fmt} {unit}, {elapsed} so far, about {remaining} left"
BEFORE_ESTIMATE = "{desc}: {n_fmt} of {total_fmt} {unit}"
WITHOUT_TOTAL = "{desc}: {n_fmt} {unit}, {elapsed} so far"


def measure_admission(files: int) -> contextlib.AbstractContextManager[Progress]:
    return _measure("checking", "files", files, FILE_ADMITTED, shows_steps=True)


@contextlib.contextmanager
def measure_build() -> Iterator[Progress]:
    from transforms.model_graph import list_model_files

    with _measure("building", "tables", len(list_model_files()), MODEL_BUILT, shows_steps=False) as progress:
        yield progress


def measure_publication() -> contextlib.AbstractContextManager[Progress]:
    return _measure("rendering", "organisations", 0, ORGANISATIONS_RENDERED, shows_steps=False)


@contextlib.contextmanager
def _measure(verb: str, unit: str, total: int, step: re.Pattern[str], *, shows_steps: bool) -> Iterator[Progress]:
    """`total` is 0 until a line gives it; `shows_steps`: whether the line of a completed step is worth reading."""
    if not sys.stderr.isatty():
        yield print_progress
        return
    # imported here: only a terminal needs it
    from tqdm import tqdm

    tqdm.monitor_interval = 0  # no thread beside ours, since DuckDB and the validation engine start their own
    form = BEFORE_ESTIMATE if total else WITHOUT_TOTAL
    with tqdm(total=total or None, desc=verb, unit=unit, bar_format=form, file=sys.stderr, leave=False) as bar:
        yield lambda line: _advance(bar, line, step, shows_steps=shows_steps)


def _advance(bar: tqdm[None], line: str, step: re.Pattern[str], *, shows_steps: bool) -> None:
    completed = step.match(line)
    if shows_steps or not completed:
        bar.write(printable(line), file=sys.stderr)
    if not completed:
        return
    bar.n += 1
    if counts := completed.groupdict():
        # files that an earlier run has left are admitted too, so the line knows the total better than the command
        bar.n, bar.total = int(counts["done"]), int(counts["total"])
    bar.bar_format = WITH_ESTIMATE
    # the steps are seconds apart, so each is drawn at once and the time left comes from the mean of all so far
    bar.refresh()
