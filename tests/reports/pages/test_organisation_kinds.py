"""A register may give an organisation any kind: its page is made, and says that kind."""

from __future__ import annotations

from pathlib import Path

from checks.storage.home import Home
from reports.publish import publish
from tests.checks.quick_admission import admit_without_rules
from transforms.build import build_warehouse

KINDS = {"ZZA01": ("site", "Site"), "ZZA02": ("CCG", "Clinical commissioning group"), "ZZA03": ("ward", "ward")}
"""What a register calls the kind of an organisation, and what its page calls it."""


def test_an_organisation_of_any_kind_has_a_page(home: Home, tmp_path: Path) -> None:
    registers = {
        "organisations": "organisation,name,kind,area,area_kind,opened,closed\n"
        + "".join(f"{code},North,{kind},,,,\n" for code, (kind, _) in KINDS.items()),
        "measure_definitions": "measure,title,unit,direction,target,chart\nfalls,Falls,count,decrease,,xmr\n",
        "measures": "measure,organisation,month,numerator,denominator\n"
        + "".join(f"falls,{code},2025-0{month},{200 + month},\n" for code in KINDS for month in range(1, 7)),
    }
    for name, text in registers.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    outcomes = admit_without_rules(home, [tmp_path / f"{name}.csv" for name in registers])
    assert {outcome.status for outcome in outcomes} == {"accepted"}
    build_warehouse(home)
    publish(home)
    for code, (_, words) in KINDS.items():
        [page] = home.site.glob(f"latest/*/{code.lower()}.html")
        assert f'<p class="caption">{words} <span' in page.read_text(encoding="utf-8")
