"""Broken files beside good ones: each is a good sample with exactly one fault, which its name describes.

Each is for a month that also has a good file, so that none hides good data.
"""

from __future__ import annotations

from pathlib import Path

from checks.samples.discovery import find_broken_samples
from checks.samples.world import make_world

PROVIDERS = 8
"""One of each of the eight entries in `world.ROLES`, so that the files stay small."""


def write_broken_samples(folder: Path, seed: int = 2026) -> dict[str, Path]:
    """Write every broken file to the folder; return the path of each by name."""
    world = make_world(PROVIDERS, seed)
    folder.mkdir(parents=True, exist_ok=True)
    paths = {sample.name: folder / sample.name for sample in find_broken_samples()}
    for sample in find_broken_samples():
        paths[sample.name].write_bytes(sample.content(world))
    return paths
