"""Faults that a file of any kind can have: each function turns a good file into one with exactly that fault."""

from __future__ import annotations

from checks.samples.sample_set import MakeContent
from checks.samples.world import World


def web_page(_: World) -> bytes:
    return (
        b"<!DOCTYPE html>\n<html><head><title>Page not found</title></head>\n"
        b"<body><h1>Sorry, the page you were looking for has moved.</h1></body></html>\n"
    )


def empty_file(_: World) -> bytes:
    return b""


def header_alone(good: MakeContent) -> MakeContent:
    return lambda world: good(world).splitlines(keepends=True)[0]


def change_text(good: MakeContent, old: str, new: str) -> MakeContent:
    """Change the first occurrence of a text."""
    return lambda world: good(world).replace(old.encode(), new.encode(), 1)


def repeat_last_row(good: MakeContent) -> MakeContent:
    return lambda world: good(world) + good(world).splitlines(keepends=True)[-1]


def change_cell(good: MakeContent, column: str, value: str) -> MakeContent:
    """Give the last row of a plain CSV, without quotes, another value in the column with this header."""

    def spoil(world: World) -> bytes:
        *lines, last = good(world).decode().splitlines(keepends=True)
        cells = last.rstrip("\r\n").split(",")
        cells[lines[0].rstrip("\r\n").split(",").index(column)] = value
        return "".join((*lines, ",".join(cells) + last[len(last.rstrip("\r\n")) :])).encode()

    return spoil
