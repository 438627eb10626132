"""The vocabulary of a contract: what one kind of extract looks like, and what must be true of it.

Frozen values without input or output. One file in `checks/extracts/` makes one `Extract` of them; the recogniser, the
validation suite, the staging SQL, the observations, the data dictionary and the tests are derived from it.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

COUNT_PATTERN = r"^-?[0-9]{1,15}$"
CODE_PATTERN = r"^[A-Z0-9]{2,9}$"
ENGLAND = "ENGLAND"
SAMPLE_CODE_PATTERN = r"^(ZZ[A-Z]|sample_)"
"""How invented organisations, programmes, practices and local measures are told from real ones."""
Chart = Literal["xmr", "p_prime", "run", "c", "u", "u_prime", "g", "t"]


class Severity(enum.StrEnum):
    """What a broken rule does to the file: critical quarantines it, the others are told beside it."""

    CRITICAL = "critical"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True)
class Column:
    """One column of the typed table; the published spellings of its header stand in the eras."""

    name: str
    type: Literal["text", "code", "count", "number", "date"]
    description: str

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[a-z][a-z0-9_]*", self.name):
            raise ValueError(f"column name {self.name!r} is not snake case")
        if not self.description:
            raise ValueError(f"column {self.name} needs a description")

    @property
    def sql_type(self) -> str:
        return {"count": "BIGINT", "number": "DOUBLE", "date": "DATE"}.get(self.type, "VARCHAR")


@dataclass(frozen=True)
class PublishedLayout:
    """One published layout: the columns in their order, by the header spelled in this era.

    A layout without a header row (`has_header` false) is known by the `shape` of its first row: a pattern per field.
    Headers that repeat are spelled 'group: header', by the row of groups above them. What is told once above the table,
    as 'Period: June 2025', is named in `told_above`. `computed` gives SQL over the typed row for columns that this
    layout tells in another way. In a workbook, only the `sheets` of these names are of this layout.
    """

    name: str
    headers: tuple[str, ...]
    columns: tuple[str, ...]
    has_header: bool = True
    shape: tuple[str, ...] = ()
    told_above: tuple[str, ...] = ()
    sheets: tuple[str, ...] = ()
    computed: Mapping[str, str] = field(default_factory=dict)
    dash_is_zero: bool = False

    def __post_init__(self) -> None:
        if len(self.headers) != len(self.columns):
            raise ValueError(f"era {self.name}: {len(self.headers)} headers, {len(self.columns)} columns")


@dataclass(frozen=True)
class Rule:
    """One thing that must be true of every row; `expectation` names the Great Expectations class that tests it."""

    name: str
    expectation: str
    arguments: Mapping[str, object]
    meaning: str
    advice: str
    severity: Severity = Severity.CRITICAL
    names_column: bool = False
    """Whether the rule's complaint begins with the column it is about: 'column: value'."""

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that the rule looks at, in the order of its arguments."""
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

    `numerator` and `denominator` are SQL expressions over one row, summed over the rows that `where` keeps. With a
    `percentile`, the value is read off the summed `bands` (lower bounds 0, 1, 2 ... weeks); a value that falls into
    one of the `open_bands` is not computable. `chart` is how its series are drawn; XmR, which boards know, unless said:
    the mart routes series of rare events to a chart that can carry them. `beside` is a second chart of the same months.
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
    minimum_denominator: int = 1
    noun: str = ""
    chart: Chart = "xmr"
    beside: Literal["p_prime"] | None = None


@dataclass(frozen=True)
class Area:
    """How a row names the area that its organisation belongs to: SQL for its kind, code and name."""

    kind: str
    code: str
    name: str


@dataclass(frozen=True)
class Extract:
    """THE definition of one kind of extract.

    Everything written as SQL (`is_total`, `organisation`, `level`, the measures ...) is an expression over one row of
    the typed table, whose columns are `columns` plus `era`. `read_month` turns one data row, by column name, into
    YYYY-MM, or None when this row does not tell. A register (`is_register`) has no month of its own: every accepted
    load counts, and for one `register_key` the newest load wins.
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
    """The column that a derived column is made of, for reasons that name what the sender knows."""
    is_total: str = "false"
    is_subtotal: str = "false"
    is_note: str = "false"
    must_have_total: bool = False
    total_tolerance: int = 0
    subtotal_eras: tuple[str, ...] = ()
    subtotal_group: str = "''"
    row_group: str = "''"
    dash_is_zero: bool = False
    organisation: str = "organisation_code"
    organisation_name: str = "organisation_name"
    organisation_kind: str = "'provider'"
    area: Area | None = None
    sort_by: tuple[str, ...] = ()
    drop_from_lake: tuple[str, ...] = ()
    keep_derived: tuple[str, ...] = ()
    derived_types: Mapping[str, str] = field(default_factory=dict)
    """SQL types of the derived columns that a register keeps and that are no dates."""
    is_register: bool = False
    register_key: tuple[str, ...] = ()
    role_columns: tuple[str, ...] = ()
    """Columns that give a role, a team or a shared mailbox; what reads like a person's name there is not published."""
    text_columns: tuple[str, ...] = ()
    """Columns of sentences that people write; one that names a person is not published."""
    days_to_publication: int | None = None
    is_published_statistics: bool = False
    """Whether its publisher has released the figures as statistics, small numbers included: they may be shown as they
    are. Every other figure passes disclosure control before it leaves, so that a new kind is safe unless it says so."""
    may_repeat: tuple[str, ...] = ()
    """The counts that may be the same, all of them, in two months: beds, populations."""
    watched: tuple[str, ...] = ()
    """The counts whose leaps from one month to the next are told; all of them where none is named."""

    def __post_init__(self) -> None:
        known = {column.name for column in self.columns}
        for era in self.eras:
            if unknown := set(era.columns) - known:
                raise ValueError(f"{self.kind}, era {era.name}: no such columns: {sorted(unknown)}")
        for rule in self.rules:
            if unknown := set(rule.columns) - known - set(self.derived):
                raise ValueError(f"{self.kind}, rule {rule.name}: no such columns: {sorted(unknown)}")

    @property
    def screened_columns(self) -> tuple[str, ...]:
        """The columns in which a person could be named."""
        return (*self.role_columns, *self.text_columns)

    def sql_type(self, name: str) -> str:
        """The type of a column as a register's table holds it; a derived one is a date unless said otherwise."""
        if name in self.keep_derived:
            return self.derived_types.get(name, "DATE")
        return self.column(name).sql_type

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)

    @property
    def lake_columns(self) -> tuple[str, ...]:
        """What a row of the lake holds, beside `row` (its line in the file) and `era`."""
        stored_columns = tuple(column.name for column in self.columns if column.name not in self.drop_from_lake)
        return (*stored_columns, *self.keep_derived)

    @property
    def counts(self) -> tuple[str, ...]:
        """The columns that hold whole numbers."""
        return tuple(column.name for column in self.columns if column.type == "count")
