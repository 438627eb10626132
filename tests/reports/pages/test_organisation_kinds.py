"""A register may give an organisation any kind: its page is made, and says that kind."""

from __future__ import annotations

from pathlib import Path

import pytest

from checks.admission import admit
from checks.storage.home import Home
from reports.publish import publish
from transforms.build import build_warehouse


@pytest.mark.parametrize(
    ("kind", "words"), [("site", "Site"), ("CCG", "Clinical commissioning group"), ("ward", "ward")]
)
def test_an_organisation_of_any_kind_has_a_page(home: Home, tmp_path: Path, kind: str, words: str) -> None:
    registers = {
        "organisations": f"organisation,name,kind,area,area_kind,opened,closed\nZZA01,North,{kind},,,,\n",
        "measure_definitions": "measure,title,unit,direction,target,chart\nfalls,Falls,count,decrease,,xmr\n",
        "measures": "measure,organisation,month,numerator,denominator\n"
        + "".join(f"falls,ZZA01,2025-0{month},{200 + month},\n" for month in range(1, 7)),
    }
    for name, text in registers.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    outcomes = admit(home, [tmp_path / f"{name}.csv" for name in registers])
    assert {outcome.status for outcome in outcomes} == {"accepted"}
    build_warehouse(home)
    publish(home)
    [page] = home.site.glob("latest/*/zza01.html")
    assert f'<p class="caption">{words} <span' in page.read_text(encoding="utf-8")
