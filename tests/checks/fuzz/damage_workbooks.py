"""Damage to what is inside a workbook: the entries of .xlsx and .xlsb, the sectors and records of .xls.

A flipped byte rarely gets beyond the packing of a workbook. This damage keeps the packing whole, so that the reader of
the workbook meets it.
"""

from __future__ import annotations

import io
import random
import re
import struct
import warnings
import zipfile
from collections.abc import Callable, Sequence

OLE = b"\xd0\xcf\x11\xe0"
SECTOR = 512
FIRST_FAT_SECTOR, FAT_ENTRY = 76, 4
"""Where the header of an OLE file says in which sector the file allocation table begins, and bytes of its entries."""
LAST_OF_CHAIN = 0xFFFFFFFE
DIMENSIONS, STRINGS = b"\x00\x02\x0e\x00", b"\xfc\x00"
"""The BIFF8 records with the size of a sheet (14 bytes) and with the shared strings."""
DIMENSION_12 = b"\x94\x01\x10"
"""The BIFF12 record with the size of a sheet (16 bytes)."""
STRING_COUNTS = (10, 1_000, 200_000)
LONG_STRING = 32_000
"""Characters; a cell of a spreadsheet can have 32,767."""
SHARED_STRINGS = "xl/sharedStrings.xml"
Entries = list[tuple[str, bytes]]
EntryDamage = Callable[[Entries, random.Random], Entries]


def swap_entries(entries: Entries, chance: random.Random) -> Entries:
    first, second = chance.randrange(len(entries)), chance.randrange(len(entries))
    contents = [content for _, content in entries]
    contents[first], contents[second] = contents[second], contents[first]
    return [(name, content) for (name, _), content in zip(entries, contents, strict=True)]


def drop_entry(entries: Entries, chance: random.Random) -> Entries:
    at = chance.randrange(len(entries))
    return [*entries[:at], *entries[at + 1 :]]


def repeat_entry(entries: Entries, chance: random.Random) -> Entries:
    """A second entry of the same name: readers differ in which of them they take."""
    return [*entries, (chance.choice(entries)[0], chance.choice(entries)[1])]


def cut_entry(entries: Entries, chance: random.Random) -> Entries:
    at = chance.randrange(len(entries))
    name, content = entries[at]
    return [*entries[:at], (name, content[: chance.randrange(len(content) + 1)]), *entries[at + 1 :]]


def flip_in_entry(entries: Entries, chance: random.Random) -> Entries:
    at = chance.randrange(len(entries))
    name, content = entries[at]
    changed = bytearray(content)
    for _ in range(chance.choice((1, 2, 8)) if changed else 0):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return [*entries[:at], (name, bytes(changed)), *entries[at + 1 :]]


def stretch_sheets(entries: Entries, chance: random.Random) -> Entries:
    """A sheet that calls itself huge, or has a cell in its last corner."""
    corner = chance.choice((b"XFD1048576", b"ZZZ99999999", b"A1048577", b"XFE1"))
    sizes = chance.choice((struct.pack("<4I", 0, 0xFFFFFFFF, 0, 0xFFFFFFFF), struct.pack("<4I", 9, 0, 9, 0)))

    def stretch(content: bytes) -> bytes:
        content = re.sub(rb'(<dimension ref=")[^"]*', rb"\1A1:" + corner, content)
        if chance.random() < 0.5:
            content = re.sub(rb'(<c r=")[A-Z]+[0-9]+', rb"\1" + corner, content, count=1)
        return re.sub(re.escape(DIMENSION_12) + b".{16}", lambda _: DIMENSION_12 + sizes, content, flags=re.DOTALL)

    return [(name, stretch(content) if "worksheets/" in name else content) for name, content in entries]


def multiply_strings(entries: Entries, chance: random.Random) -> Entries:
    """Shared strings that are many, or long, or say that they are more than there are."""
    count = chance.choice(STRING_COUNTS)
    text = b"a" * (LONG_STRING if count < STRING_COUNTS[-1] else 1)
    strings = b"<sst xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main' uniqueCount='%d'>%s</sst>" % (
        chance.choice((count, 0xFFFFFFFF)),
        b"<si><t>%s</t></si>" % text * count,
    )
    return [*((name, content) for name, content in entries if name != SHARED_STRINGS), (SHARED_STRINGS, strings)]


ENTRY_DAMAGES: tuple[EntryDamage, ...] = (
    swap_entries,
    drop_entry,
    repeat_entry,
    cut_entry,
    flip_in_entry,
    flip_in_entry,
    stretch_sheets,
    multiply_strings,
)


def damage_entries(content: bytes, chance: random.Random, _: Sequence[bytes]) -> bytes:
    """Damage entries of an archive and pack it again; what is no archive any more stays as it is."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            entries = [(member.filename, packed.read(member)) for member in packed.infolist()]
    except Exception:  # earlier damage fails in many ways, and none of them matters here
        return content
    if not entries:
        return content
    handle = io.BytesIO()
    with (
        zipfile.ZipFile(handle, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed,
        warnings.catch_warnings(action="ignore", category=UserWarning),  # two entries of one name are meant
    ):
        for name, part in chance.choice(ENTRY_DAMAGES)(entries, chance):
            # of a fixed date, so that the same seed is the same file
            packed.writestr(zipfile.ZipInfo(name), part, zipfile.ZIP_DEFLATED)
    return handle.getvalue()


def cut_sectors(content: bytes, chance: random.Random, _: Sequence[bytes]) -> bytes:
    return content[: SECTOR * chance.randrange(len(content) // SECTOR + 1) + chance.choice((0, 0, 1, SECTOR // 2))]


def swap_sectors(content: bytes, chance: random.Random, _: Sequence[bytes]) -> bytes:
    sectors = [content[at : at + SECTOR] for at in range(0, len(content), SECTOR)]
    first, second = chance.randrange(len(sectors)), chance.randrange(len(sectors))
    sectors[first], sectors[second] = sectors[second], sectors[first]
    return b"".join(sectors)


def loop_sectors(content: bytes, chance: random.Random, _: Sequence[bytes]) -> bytes:
    """A chain of sectors that leads back into itself, or out of the file."""
    table = (int.from_bytes(content[FIRST_FAT_SECTOR : FIRST_FAT_SECTOR + FAT_ENTRY], "little") + 1) * SECTOR
    places = range(table, min(table + SECTOR, len(content) - FAT_ENTRY), FAT_ENTRY)
    chained = [at for at in places if int.from_bytes(content[at : at + FAT_ENTRY], "little") < LAST_OF_CHAIN]
    if not chained:
        return content
    at = chance.choice(chained)
    target = chance.choice(((at - table) // FAT_ENTRY, 0, len(content) // SECTOR + 7, LAST_OF_CHAIN - 1))
    return content[:at] + target.to_bytes(FAT_ENTRY, "little") + content[at + FAT_ENTRY :]


def change_ole_header(content: bytes, chance: random.Random, _: Sequence[bytes]) -> bytes:
    """Another size of sectors, number of tables, or beginning of the directory."""
    at = chance.choice((30, 32, 40, 44, 48, 56, 60, 64, 68, 72, 76, 80))
    number = chance.choice((0, 1, 31, 0xFFFF, 0x7FFFFFFF, 0xFFFFFFFF))
    return content[:at] + number.to_bytes(FAT_ENTRY, "little") + content[at + FAT_ENTRY :]


def stretch_records(content: bytes, chance: random.Random, _: Sequence[bytes]) -> bytes:
    """A sheet of .xls that calls itself huge, or strings of which there are said to be four thousand million."""
    if chance.random() < 0.5:
        sizes = struct.pack("<IIHHH", 0, 0xFFFFFFFF, 0, 0xFFFF, 0)
        return re.sub(re.escape(DIMENSIONS) + b".{14}", lambda _: DIMENSIONS + sizes, content, count=1, flags=re.DOTALL)
    at = content.find(STRINGS, SECTOR)
    return content if at < 0 else content[: at + 4] + b"\xff" * 8 + content[at + 12 :]


OLE_DAMAGES = (cut_sectors, swap_sectors, loop_sectors, loop_sectors, change_ole_header, stretch_records)
