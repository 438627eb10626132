"""Files that are odd in one way each, with a good file behind them: the odd one is reported, the good one admitted."""

from __future__ import annotations

import zipfile
from pathlib import Path

from checks.admission import admit
from checks.storage.home import Home
from tests.checks import sheets


def test_a_long_name_of_many_bytes_is_taken(home: Home) -> None:
    (home.inbox / ("é" * 120 + ".csv")).write_text(sheets.ae().text(), newline="")
    [verdict] = admit(home)
    assert verdict.status == "accepted", verdict.reasons


def test_an_unknown_way_of_packing_does_not_stop_the_file_behind_it(home: Home) -> None:
    packed = home.inbox / "a.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("ae.csv", "Period,Org Code\n")
    content = bytearray(packed.read_bytes())
    # Deflate64, which Python cannot unpack, in the local header and in the directory
    content[8:10] = (9).to_bytes(2, "little")
    directory = content.index(b"PK\x01\x02")
    content[directory + 10 : directory + 12] = (9).to_bytes(2, "little")
    packed.write_bytes(content)
    (home.inbox / "b.csv").write_text(sheets.ae().text(), newline="")
    verdicts = {verdict.file_name: verdict for verdict in admit(home)}
    assert verdicts["a.zip"].status == "quarantined"
    assert [reason.rule for reason in verdicts["a.zip"].reasons] == ["packing"]
    assert verdicts["b.csv"].status == "accepted"


def test_a_short_row_of_a_table_that_begins_in_column_two_is_not_dropped(home: Home, tmp_path: Path) -> None:
    path = tmp_path / "organisations.csv"
    path.write_text(
        ",organisation,name,kind,area,area_kind,opened,closed\n"
        ",RAA,Alpha Trust,provider,,,,\n,RBB,Beta Trust\n,RCC,Gamma Trust,provider,,,,\n"
    )
    [verdict] = admit(home, [path])
    assert verdict.status == "quarantined"
    assert [(reason.rule, reason.row) for reason in verdict.reasons] == [("row_width", 3)]
