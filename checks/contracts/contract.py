"""The types a contract is built from: the layouts of one kind of extract, and the rules its rows must meet.

They are frozen values without input or output. Each file in `checks/extracts/` builds one `Extract`; layout detection,
the validation suite, the staging SQL, the observations, the data dictionary and the tests are derived from it.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

CODE_PATTERN = r"^[A-Z0-9]{2,9}$"
ENGLAND = "ENGLAND"
SAMPLE_CODE_PATTERN = r"^(ZZ[A-Z]|sample_)"
"""Marks invented organisations, programmes, practices and local measures, to distinguish them from real ones."""
COMPLAINT_ABOUT_ROW = "ExpectRowsToKeepContract"
COMPLAINT_ABOUT_CELLS = "ExpectCellsToKeepContract"
"""Our own expectations, for derived columns that describe what is wrong with a row, or with cells of a row."""
Chart = Literal["xmr", "p_prime", "run", "c", "u", "u_prime", "g", "t"]


class Severity(enum.StrEnum):
    """What a broken rule does to the file: CRITICAL quarantines it, the others are reported with it."""

    CRITICAL = "critical"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True)
class Column:
    """One column of the typed table; its published headers are given in the eras.

    A `half_count` is a count in which a patient may be shared by two organisations, so that 26.5 is right and 26.4 is
    not. Halves are exact in binary, so sums of them are too.
    """

    name: str
    type: Literal["text", "code", "count", "half_count", "number", "date"]
    description: str

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[a-z][a-z0-9_]*", self.name):
            raise ValueError(f"column name {self.name!r} is not snake case")
        if not self.description:
            raise ValueError(f"column {self.name} needs a description")

    @property
    def sql_type(self) -> str:
        types = {"count": "BIGINT", "half_count": "DOUBLE", "number": "DOUBLE", "date": "DATE"}
        return types.get(self.type, "VARCHAR")


@dataclass(frozen=True)
class PublishedLayout:
    """One published layout (an era): its headers as published, and the column each one becomes, in order.

    A layout without a header row (`has_header` false) is recognised by the `shape` of its first row: one regular
    expression per field. Repeated headers are written 'group: header', using the row of groups above them. The
    `labels_above` name values given once above the table, such as 'Period: June 2025'. `computed` maps a column to SQL
    over the typed row where this layout publishes it differently. In a workbook, only sheets named in `sheets` have
    this layout; where another sheet has the same columns, `mark_above` is a regular expression of a line above the
    table that only these have, since the month `mark_above_since`: a sheet saved as CSV has lost its name.
    `unnamed_columns` follow the last header without headers of their own; a file may lack them. A layout
    without a total row (`has_total` false) is not asked for one by `must_have_total`, and needs a floor. A file of
    an `is_annual` layout has the months of a year, however few rows one of them has.
    `least_organisations` and `least_rows` are those of a whole file where it has no total row to be compared with; with
    fewer, England and areas are not added up (`whole_files.py`). A layout that `merges_counts` publishes sums of counts
    that the other layouts have apart, under the same columns: with those it has measures in common, and not counts, and
    of a publication that comes in both the other counts (`storage/month_vintages.py`). A file
    without a header has at least `least_cells` in each row (all of them if 0): spreadsheets drop blanks at the end.

    Raises ValueError if there are not as many headers as columns.
    """

    name: str
    headers: tuple[str, ...]
    columns: tuple[str, ...]
    has_header: bool = True
    shape: tuple[str, ...] = ()
    labels_above: tuple[str, ...] = ()
    sheets: tuple[str, ...] = ()
    mark_above: str = ""
    mark_above_since: str = ""
    computed: Mapping[str, str] = field(default_factory=dict)
    dash_is_zero: bool = False
    unnamed_columns: tuple[str, ...] = ()
    merges_counts: bool = False
    least_organisations: int = 0
    least_rows: int = 0
    has_total: bool = True
    is_annual: bool = False
    least_cells: int = 0

    def __post_init__(self) -> None:
        if len(self.headers) != len(self.columns):
            raise ValueError(f"era {self.name}: {len(self.headers)} headers, {len(self.columns)} columns")


@dataclass(frozen=True)
class Rule:
    """A rule that every row must meet; `expectation` names the Great Expectations class that tests it."""

    name: str
    expectation: str
    arguments: Mapping[str, object]
    meaning: str
    advice: str
    severity: Severity = Severity.CRITICAL

    @property
    def names_column(self) -> bool:
        """Whether the failing value begins with the column it is about: 'column: value'."""
        return self.expectation == COMPLAINT_ABOUT_CELLS

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns the rule tests, in the order of its arguments."""
        names: list[str] = []
        for key, value in self.arguments.items():
            if key in ("column", "column_A", "column_B"):
                names.append(str(value))
            elif key == "column_list" and isinstance(value, Sequence):
                names.extend(str(item) for item in value)
        return tuple(names)


@dataclass(frozen=True)
class Measure:
    """One measure computed from an extract: sums of row expressions, or a percentile of weekly bands.

    `numerator` and `denominator` are SQL expressions over one row, summed over the rows that match `where`. With a
    `percentile` (0 to 1), the value in weeks is interpolated from the summed `bands` (lower bounds 0, 1, 2 ... weeks);
    it cannot be computed if it falls in one of the `open_bands`. `chart` is XmR, which boards know, by default; the
    mart switches series of rare events to a suitable chart. `beside` is a second chart of the same months.
    `is_at_month_end` marks those waiting at the month's end, as opposed to events during the month. `axis_title` says
    what a chart's vertical axis shows, where unit and noun do not.
    """

    name: str
    title: str
    unit: Literal["share", "count", "weeks"]
    direction: Literal["increase", "decrease", "neutral"]
    description: str
    numerator: str
    denominator: str | None = None
    where: str = "true"
    percentile: float | None = None
    bands: tuple[str, ...] = ()
    open_bands: tuple[str, ...] = ()
    minimum_denominator: float = 1
    noun: str = ""
    chart: Chart = "xmr"
    beside: Literal["p_prime"] | None = None
    is_at_month_end: bool = False
    axis_title: str = ""


@dataclass(frozen=True)
class Area:
    """The area an organisation belongs to: SQL over a row for the area's kind, code and name."""

    kind: str
    code: str
    name: str


@dataclass(frozen=True)
class NamedArea:
    """An area that rows name without a code, in a column that only some layouts have; registers know its code."""

    kind: str
    column: str


@dataclass(frozen=True)
class PeerSplit:
    """Divides NHS trusts into peers: those that report a measure of the extract, and those that do not.

    `label` and `noun` name what the first have: 'type 1' and 'department' give the peers 'trust with type 1', in words
    'NHS trusts with a type 1 department'.
    """

    measure: str
    label: str
    noun: str


@dataclass(frozen=True)
class RegisterAge:
    """How old a file of a register is by its own rows, as SQL over one row of the lake.

    The newest `newest_day` of a file is the day up to which it knows. Only files of one sort, `file`, are compared.
    Rows that are `is_undated` count only where no other file has anything.
    """

    newest_day: str
    file: str
    is_undated: str = "false"


@dataclass(frozen=True)
class Extract:
    """The one definition of a kind of extract.

    Every SQL field (`is_total`, `organisation`, the measures ...) is an expression over one row of the typed table,
    whose columns are `columns` plus `era`. `read_month` takes one data row by column name and returns YYYY-MM, or None
    if the row does not give the month. A register (`is_register`) has no month of its own: every accepted load counts,
    and the rows of the newest load count for each `register_key` (`transforms/staging/registers.py`).

    Raises ValueError if an era, a rule or the key names an unknown column, a register has no key, or the figures of
    organisations may be added up and nothing says what a whole file is.
    """

    kind: str
    title: str
    source: str
    source_url: str
    section: str
    columns: tuple[Column, ...]
    eras: tuple[PublishedLayout, ...]
    rules: tuple[Rule, ...]
    read_month: Callable[[Mapping[str, str]], str | None] = lambda row: None
    month_columns: tuple[str, ...] = ("period",)
    measures: tuple[Measure, ...] = ()
    derived: Mapping[str, str] = field(default_factory=dict)
    derived_from: Mapping[str, str] = field(default_factory=dict)
    """The published column behind each derived column, so that reasons name a column the sender knows; several columns
    are separated by commas."""
    is_total: str = "false"
    is_subtotal: str = "false"
    is_note: str = "false"
    is_national: str = "false"
    """Which of the total and subtotal rows are the publisher's own figures for England. They are stored with the data,
    and England's figures are read from them, not added up from the rows. A file without such rows is refused. Rows
    that add up to less, because the publisher or the sender has left organisations out, are a warning."""
    least_share_of_national: float = 1.0
    """How much of those figures the other rows must add up to for areas to be added up from them: in the watched
    counts, and then in each measure by itself."""
    must_have_total: bool = False
    can_hold_several_months: bool = False
    """Whether a file with rows of several months is split, so that each month is checked and recorded as a load of its
    own. A total row without a month belongs to the rows above it. Other kinds refuse such a file."""
    total_tolerance: int = 0
    subtotal_eras: tuple[str, ...] = ()
    subtotal_group: str = "''"
    row_group: str = "''"
    dash_is_zero: bool = False
    organisation: str = "organisation_code"
    organisation_name: str = "organisation_name"
    organisation_kind: str = "'provider'"
    area: Area | None = None
    named_area: NamedArea | None = None
    """A second area. Its figures are added up in `core.observation`, in the months for which a file names it."""
    peer_split: PeerSplit | None = None
    """How NHS trusts are divided before they are compared; all of them are peers if there is none."""
    local_measure_column: str | None = None
    """The column of a register that names a local measure, which may not have the name of a published one."""
    sort_by: tuple[str, ...] = ()
    drop_from_lake: tuple[str, ...] = ()
    keep_derived: tuple[str, ...] = ()
    derived_types: Mapping[str, str] = field(default_factory=dict)
    """SQL types of derived columns in `keep_derived` that are not dates."""
    is_register: bool = False
    register_key: tuple[str, ...] = ()
    fills_blanks_from_older: bool = False
    """Whether a blank cell of the newest row is filled from the newest older row that has it, because the layouts of
    the register have different columns."""
    register_age: RegisterAge | None = None
    """How a file shows its age. An older file that arrives late does not replace what a newer one says."""
    says_who_adds_up_to_whom: bool = False
    """Whether a register places organisations in areas or merges them; disclosure control then reads all its loads."""
    role_columns: tuple[str, ...] = ()
    """Columns for a role, a team or a shared mailbox; anything that looks like a person's name is not published."""
    text_columns: tuple[str, ...] = ()
    """Free-text columns; a text that names a person is not published."""
    code_columns: tuple[str, ...] = ()
    """Short names, codes and addresses that senders choose and pages show; one that identifies a person is refused."""
    name_columns: tuple[str, ...] = ()
    """Names of organisations; a person's name in their place is refused."""
    is_published_statistics: bool = False
    """Whether the publisher has already released these figures, including small numbers, so that they may be shown as
    they are. All other figures go through disclosure control; the default is safe for a new kind."""
    may_repeat: tuple[str, ...] = ()
    """Counts that may legitimately be identical in two months, such as beds or populations."""
    watched: tuple[str, ...] = ()
    """Counts whose leaps from month to month are reported; all counts if empty."""

    def __post_init__(self) -> None:
        known = {column.name for column in self.columns}
        for era in self.eras:
            if unknown := {*era.columns, *era.unnamed_columns} - known:
                raise ValueError(f"{self.kind}, era {era.name}: no such columns: {sorted(unknown)}")
        if self.is_register != bool(self.register_key) or set(self.register_key) - known:
            raise ValueError(f"{self.kind}: a register has a key of its own columns, and nothing else has one")
        if self.measures and not (self.is_register or self.says_what_is_whole):
            raise ValueError(
                f"{self.kind}: say what a whole file is: must_have_total, is_national or least_organisations"
            )
        for rule in self.rules:
            if unknown := set(rule.columns) - known - set(self.derived):
                raise ValueError(f"{self.kind}, rule {rule.name}: no such columns: {sorted(unknown)}")

    @property
    def screened_columns(self) -> tuple[str, ...]:
        """Columns in which somebody may have named a person."""
        return (*self.role_columns, *self.text_columns, *self.code_columns, *self.name_columns)

    def sql_type(self, name: str) -> str:
        """Return a column's SQL type in a register's table; derived columns are DATE unless in `derived_types`."""
        if name in self.keep_derived:
            return self.derived_types.get(name, "DATE")
        return self.column(name).sql_type

    def names_areas(self, era: str) -> bool:
        """Whether the layout of this name has the column of the named area."""
        named_area = self.named_area
        return named_area is not None and any(
            layout.name == era and named_area.column in (*layout.columns, *layout.unnamed_columns)
            for layout in self.eras
        )

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)

    @property
    def lake_columns(self) -> tuple[str, ...]:
        """The columns of the lake file, after `row` (the line in the source file) and `era`."""
        stored_columns = tuple(column.name for column in self.columns if column.name not in self.drop_from_lake)
        return (*stored_columns, *self.keep_derived)

    @property
    def counts(self) -> tuple[str, ...]:
        """Names of the columns of counts, those with halves included."""
        return tuple(column.name for column in self.columns if column.type in ("count", "half_count"))

    @property
    def says_what_is_whole(self) -> bool:
        """Whether it can be seen that a file is only a part of its publication."""
        has_total_or_floor = all(
            (self.must_have_total and era.has_total) or era.least_organisations for era in self.eras
        )
        return self.has_national_rows or has_total_or_floor

    @property
    def has_national_rows(self) -> bool:
        """Whether the publisher's own rows are England's figures."""
        return self.is_national != "false"
