"""Text with mixed line endings, as in pasted files, which DuckDB cannot read."""

from __future__ import annotations

from pathlib import Path

CHUNK = 1 << 20


def write_with_lf(path: Path, copy: Path) -> None:
    """Write a copy with LF line endings. A lone CR also ends a line."""
    with path.open("rb") as source, copy.open("wb") as target:
        carried = b""
        while chunk := source.read(CHUNK):
            block = carried + chunk
            # the LF that follows a final CR may be in the next chunk
            carried = block[-1:] if block.endswith(b"\r") else b""
            whole = block[: len(block) - len(carried)]
            target.write(whole.replace(b"\r\n", b"\n").replace(b"\r", b"\n"))
        target.write(b"\n" if carried else b"")
