"""Damage to files: at the level of bytes, of cells, of packing and of workbooks. The same seed gives the same file."""

from __future__ import annotations

import gzip
import io
import random
import zipfile
from collections.abc import Callable, Sequence

from checks.files.compression import ZIP
from tests.checks.fuzz.damage_workbooks import OLE, OLE_DAMAGES, damage_entries

TOKENS = (
    *(
        b"\0",
        b"\r",
        b"\n",
        b'"',
        b'""',
        b",",
        b";",
        b"\t",
        b"\xef\xbb\xbf",
        b"\xff\xfe",
        b"\xfe\xff",
        b"\xc2",
        b"\x1f\x8b",
    ),
    *(b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0", b"<html>", b"<script>alert(1)</script>", b"=cmd|'/C calc'!A0"),
    *(b"NaN", b"-1", b"1e999", b"9" * 40, b"0x10", b"- 0", b"3.7", b"1,234", b"75.30%", b"#N/A", b"TOTAL", b"England"),
    *("１２".encode(), "٣".encode(), "\u202e".encode(), "\u2028".encode(), b"MSitAE-APRIL-0000", b"MSitAE-MAY-9999"),
    *(b"'; drop table data; --", b"{}", b"%s", b"../../etc/passwd", b" " * 300, b"," * 500, b'"' * 51, b"\n" * 200),
)
Mutation = Callable[[bytes, random.Random, Sequence[bytes]], bytes]


def _draw_place(content: bytes, chance: random.Random) -> int:
    # the header decides most of what happens: half of the damage is near the beginning
    return (
        chance.randrange(min(len(content), 3_000) + 1) if chance.random() < 0.5 else chance.randrange(len(content) + 1)
    )


def flip(content: bytes, chance: random.Random, _: Sequence[bytes]) -> bytes:
    changed = bytearray(content)
    for _number in range(chance.choice((1, 1, 2, 8, 64))):
        if changed:
            changed[_draw_place(content, chance) % len(changed)] = chance.randrange(256)
    return bytes(changed)


def insert(content: bytes, chance: random.Random, _: Sequence[bytes]) -> bytes:
    at = _draw_place(content, chance)
    return content[:at] + chance.choice(TOKENS) + content[at:]


def cut(content: bytes, chance: random.Random, _: Sequence[bytes]) -> bytes:
    at = _draw_place(content, chance)
    return content[:at] + content[at + chance.choice((1, 2, 10, 200, 5_000, 10**9)) :]


def repeat(content: bytes, chance: random.Random, _: Sequence[bytes]) -> bytes:
    at = _draw_place(content, chance)
    part = content[at : at + chance.choice((3, 40, 400, 4_000))]
    return content[:at] + part * chance.choice((2, 3, 20)) + content[at:]


def splice(content: bytes, chance: random.Random, seeds: Sequence[bytes]) -> bytes:
    other = chance.choice(seeds)
    return content[: _draw_place(content, chance)] + other[_draw_place(other, chance) :]


def cell(content: bytes, chance: random.Random, _: Sequence[bytes]) -> bytes:
    lines = content.split(b"\n")
    at = chance.randrange(len(lines))
    cells = lines[at].split(b",")
    cells[chance.randrange(len(cells))] = chance.choice(TOKENS)
    return b"\n".join((*lines[:at], b",".join(cells), *lines[at + 1 :]))


def shuffle(content: bytes, chance: random.Random, _: Sequence[bytes]) -> bytes:
    lines = content.split(b"\n")
    first, second = chance.randrange(len(lines)), chance.randrange(len(lines))
    lines[first], lines[second] = lines[second], lines[first]
    return b"\n".join(lines)


def recode(content: bytes, chance: random.Random, _: Sequence[bytes]) -> bytes:
    text = content.decode("utf-8", "replace")
    return text.encode(chance.choice(("utf-16", "utf-16-le", "cp1252", "utf-8-sig", "utf-32")), "replace")


def line_ends(content: bytes, chance: random.Random, _: Sequence[bytes]) -> bytes:
    return content.replace(b"\r\n", b"\n").replace(b"\n", chance.choice((b"\r", b"\r\n", b"\n\n", b"\n\r")))


def pack(content: bytes, chance: random.Random, seeds: Sequence[bytes]) -> bytes:
    if chance.random() < 0.5:
        return gzip.compress(content, 1)
    handle = io.BytesIO()
    with zipfile.ZipFile(handle, "w", chance.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))) as packed:
        packed.writestr(chance.choice(("a.csv", "../../a.csv", "/etc/a.csv", "a.xlsx", "é\n.csv")), content)
        if chance.random() < 0.2:
            packed.writestr(chance.choice(("b.csv", "__MACOSX/._a.csv", "[Content_Types].xml")), chance.choice(seeds))
    return handle.getvalue()


MUTATIONS: tuple[Mutation, ...] = (
    flip,
    insert,
    insert,
    cut,
    repeat,
    splice,
    cell,
    cell,
    cell,
    shuffle,
    recode,
    line_ends,
    pack,
)


def _list_damages(content: bytes) -> Sequence[Mutation]:
    """What can be done to the content; half of the damage to a workbook is inside it."""
    inside: Sequence[Mutation] = (damage_entries,) if content.startswith(ZIP) else ()
    inside = OLE_DAMAGES if content.startswith(OLE) else inside
    return (*MUTATIONS, *inside * (len(MUTATIONS) // len(inside))) if inside else MUTATIONS


def mutated(seeds: Sequence[bytes], chance: random.Random) -> bytes:
    """One of the seeds with one to four damages."""
    content = chance.choice(seeds)
    for _ in range(chance.choice((1, 1, 1, 2, 3, 4))):
        content = chance.choice(_list_damages(content))(content, chance, seeds) or b"x"
    return content


def name(chance: random.Random, number: int) -> str:
    odd = ("a\nb", "x" * 200, "é" * 60, "-rf", "CON", "a;b", "\x1b[31m", "%s", "..", "a\udce9b")
    return f"{number}-{chance.choice(odd)}{chance.choice(('.csv', '.zip', '.xlsx', '.csv.gz', ''))}"
