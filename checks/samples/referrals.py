"""The Monthly Activity Return in the published formats, by PCT and SHA, for invented organisations."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from checks.samples.sample_set import NamedContent, SampleSet
from checks.samples.seasons import name_of, number_of, winter_effect
from checks.samples.world import AUTHORITIES, PLACES, SampleArea, World

KIND = "referrals"
GOOD_MONTH = "2010-03"
"""The month of the good file from which broken ones are derived."""
PCTS = tuple(
    (
        SampleArea(f"ZZP{number + 1:02d}", f"{place} {'TEACHING ' if number % 5 == 0 else ''}PCT"),
        AUTHORITIES[number % 3],
    )
    for number, place in enumerate(PLACES[:12])
)
ELECTIVE = (
    "Elective G&A Ordinary Admissions (FFCEs)",
    "Elective G&A Daycase Admissions (FFCEs)",
    "Elective G&A Total Admissions (FFCEs)",
    "Elective G&A Planned Ordinary Admissions (FFCEs)",
    "Elective G&A Planned Daycase Admissions (FFCEs)",
    "Elective G&A Planned Total Admissions (FFCEs)",
)
INDEPENDENT = "Elective G&A Admissions (FFCEs) -Independent Sector Treatment Centres (ISTCs) "
# the trailing spaces are the publisher's
REST = (
    "Elective G&A Admissions (FFCEs) -NHS Treatment Centres (TCs) ",
    "Total Non-elective G&A Admissions (FFCEs)",
    "GP Referrals Made (All specialties) ",
    "GP Referrals Seen (All specialties) ",
    "GP Referrals Made (G&A) ",
    "GP Referrals Seen (G&A) ",
    "Other Referrals Made (G&A) ",
)
FIRST_SPELLED_RIGHT = "2009-04"
FIRST_WITHOUT_INDEPENDENT = "2010-04"
FIRST_BY_SHA = "2012-04"
ACTIVITY_MONTHS = ("2008-04", "2010-02", "2010-03", "2010-04", "2012-04", "2013-03")


def make_file(world: World, month: str) -> bytes:
    """Make a month's activity return in its year's layout; like the published files, it has no final line end."""
    lines = _by_authority(world, month) if month >= FIRST_BY_SHA else _by_pct(world, month)
    return "\r\n".join(lines).encode()


def file_name(month: str) -> str:
    return f"MAR-{name_of(month)}{month[:4]}.csv"


def fiscal_year(month: str) -> str:
    """Convert '2009-03' to '2008-09': January to March belong to the financial year that began the April before."""
    first = int(month[:4]) - (int(month[5:]) < 4)
    return f"{first}-{(first + 1) % 100:02d}"


def make_counts(world: World, area: SampleArea, month: str) -> list[int]:
    """Draw the counts of one PCT in column order: fifteen until March 2010, then fourteen."""
    random = world.random("mar", area.code, month)
    growth = 1 + 0.002 * number_of(month)
    usual = world.random("pct", area.code).uniform(2500, 9500)
    first_attendances = round(
        usual * growth * (1 - 0.04 * winter_effect(month)) * (1 + 0.03 * world.wobble(month, "gp", area.code))
    )
    ordinary, day = (
        round(first_attendances * 0.16 * random.gauss(1, 0.03)),
        round(first_attendances * 0.46 * random.gauss(1, 0.03)),
    )
    planned, planned_day = round(first_attendances * 0.025), round(first_attendances * 0.14)
    # most PCTs report a dash
    independent = round(first_attendances * 0.01) if random.random() < 0.4 else 0
    centre = round(first_attendances * 0.02) if random.random() < 0.7 else 0
    acute = round(first_attendances * random.uniform(0.92, 0.97))
    return [
        *(ordinary, day, ordinary + day, planned, planned_day, planned + planned_day),
        *([independent] if month < FIRST_WITHOUT_INDEPENDENT else []),
        *(centre, round(first_attendances * 0.47)),
        *(
            first_attendances,
            round(first_attendances * 0.82),
            acute,
            round(acute * 0.81),
            round(first_attendances * 0.5 * random.gauss(1, 0.03)),
            round(first_attendances * 1.3),
        ),
    ]


def _by_pct(world: World, month: str) -> list[str]:
    attendances = "All 1st Outpatient Attend{}ces (G&A) ".format("an" if month >= FIRST_SPELLED_RIGHT else "n")
    independent = () if month >= FIRST_WITHOUT_INDEPENDENT else (INDEPENDENT,)
    keys = ("", "Year", "Period", "SHA Code", "SHA Name", "Org Code", "Org Name")
    names = (*keys, *ELECTIVE, *independent, *REST, attendances)
    when = ("", fiscal_year(month), name_of(month).upper())
    blank = "," * (len(names) - 1)
    rows = [(pct, authority, make_counts(world, pct, month)) for pct, authority in PCTS]
    authorities = [(sha_name, _add_rows([row[2] for row in rows if row[1] == sha_name])) for sha_name in AUTHORITIES]
    ordered = sorted(rows, key=lambda row: (row[1].code, row[0].code))
    return [
        ",".join(names),
        format_line((*when, "", "", "", "England", *_format_counts(_add_rows([cells for _, cells in authorities])))),
        blank,
        *(
            format_line((*when, "", "", sha_name.code, sha_name.name, *_format_counts(cells)))
            for sha_name, cells in authorities
        ),
        blank,
        *(
            format_line((*when, sha.code, sha.name, pct.code, pct.name, *_format_counts(cells)))
            for pct, sha, cells in ordered
        ),
    ]


def _by_authority(world: World, month: str) -> list[str]:
    names = ("", "Year", "Period", "SHA Code", "SHA Name", *ELECTIVE, *REST, "All 1st Outpatient Attendances (G&A) ")
    when = ("", fiscal_year(month), name_of(month).upper())
    rows = [
        (authority, _add_rows([make_counts(world, pct, month) for pct, sha in PCTS if sha == authority]))
        for authority in AUTHORITIES
    ]
    england = _add_rows([cells for _, cells in rows])
    return [
        *make_heading_lines(
            len(names), f"{name_of(month)} {month[:4]}", "Department of Health: Monthly Activity Return", "Commissioner"
        ),
        format_line(names),
        format_line((*when, "", "England", *(f"{count:,}" for count in england))),
        "," * (len(names) - 1),
        *(
            format_line((*when, authority.code, authority.name, *(f"{count:,}" for count in cells)))
            for authority, cells in rows
        ),
    ]


def make_heading_lines(width: int, period: str, source: str, basis: str) -> list[str]:
    """Make the thirteen lines above the table."""
    cells = (
        (),
        ("", "Title:", "Monthly Hospital Activity"),
        ("", "Summary:", "Invented sample data in the published layout."),
        (),
        ("", "Period:", period),
        ("", "Source:", source),
        ("", "Basis:", basis),
        ("", "Published:", "12th July 2013" if period.endswith(("2012", "2013")) else "9th May 2024"),
        ("", "Revised:", "-"),
        ("", "Status:", "Published"),
        ("", "Contact:", "nobody: these organisations do not exist"),
        (),
        ("", f"{'SHA' if basis == 'Commissioner' else basis} Level Data"),
    )
    return [format_line((*row, *[""] * (width - len(row)))) for row in cells]


def _add_rows(rows: Sequence[Sequence[int]]) -> list[int]:
    return [sum(cells) for cells in zip(*rows, strict=True)]


def _format_counts(counts: Sequence[int]) -> list[str]:
    # a spreadsheet's accounting format, saved as text: ' <TAB>1,234 ', and ' <TAB>- 0' for 0
    return [f" \t{count:,} " if count else " \t- 0" for count in counts]


def format_line(cells: Sequence[str]) -> str:
    return ",".join(f'"{cell}"' if "," in cell else cell for cell in cells)


def make_good_file(world: World) -> bytes:
    return make_file(world, GOOD_MONTH)


def _iterate_history(world: World) -> Iterator[NamedContent]:
    for month in ACTIVITY_MONTHS:
        yield file_name(month), make_file(world, month)


SAMPLES = SampleSet({KIND: make_good_file}, history=_iterate_history)
