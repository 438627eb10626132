"""Series whose lines end in different ways, as files pasted together do, are charted as if they ended alike."""

from __future__ import annotations

import gzip
import itertools
from pathlib import Path

import pytest

from transforms.spc import line_ends
from transforms.spc.any_series import SpcError, chart_any_series

LINES = [
    "series_id,date,value",
    *(f"a,20{year}-{month:02}-01,{month * year % 11}" for year in (24, 25) for month in range(1, 13)),
]


def _join_lines(ends: tuple[str, ...]) -> bytes:
    return "".join(line + end for line, end in zip(LINES, itertools.cycle(ends), strict=False)).encode()


def _chart_points(tmp_path: Path, content: bytes, name: str = "series.csv") -> str:
    path = tmp_path / name
    path.write_bytes(content)
    return chart_any_series(path).points_csv()


@pytest.mark.parametrize(
    "ends", [("\r\n",), ("\r",), ("\n", "\r\n"), ("\r\n", "\n"), ("\n", "\n", "\r"), ("\r", "\n", "\r\n")]
)
@pytest.mark.parametrize("chunk", [1, 7, 1 << 20])
def test_the_points_are_those_of_lines_that_end_alike(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ends: tuple[str, ...], chunk: int
) -> None:
    monkeypatch.setattr(line_ends, "CHUNK", chunk)
    expected = _chart_points(tmp_path, _join_lines(("\n",)))
    assert len(expected.splitlines()) == len(LINES)
    assert _chart_points(tmp_path, _join_lines(ends)) == expected


def test_a_packed_series_is_read_whatever_its_lines_end_in(tmp_path: Path) -> None:
    expected = _chart_points(tmp_path, _join_lines(("\n",)))
    assert _chart_points(tmp_path, gzip.compress(_join_lines(("\n", "\r\n"))), "series.csv.gz") == expected


def test_a_fault_is_reported_with_its_line_and_the_name_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "pasted.csv"
    path.write_bytes(_join_lines(("\n", "\r\n")).replace(b"2024-05-01", b"2024-55-01"))
    with pytest.raises(SpcError, match=r"pasted\.csv: line 6: '2024-55-01' is not a date that can be read"):
        chart_any_series(path)
    path.write_bytes(gzip.compress(_join_lines(("\n",)))[:-20])
    with pytest.raises(SpcError, match=r"cannot read .*pasted\.csv"):
        chart_any_series(path)
