"""The contract of one kind of extract, and the types it is built from: layouts, rules and measures.

They are frozen values without input or output. Each file in `checks/extracts/` builds one `Extract`; layout detection,
the validation suite, the staging SQL, the observations, the data dictionary and the tests are derived from it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from checks.contracts.contract_rule import COMPLAINT_ABOUT_CELLS, COMPLAINT_ABOUT_ROW, Rule, Severity
from checks.contracts.measure import Area, Chart, Measure, NamedArea, PeerSplit
from checks.contracts.published_layout import Column, PublishedLayout
from checks.contracts.register_age import RegisterAge
from checks.contracts.services import Services

__all__ = [
    "CODE_PATTERN",
    "COMPLAINT_ABOUT_CELLS",
    "COMPLAINT_ABOUT_ROW",
    "ENGLAND",
    "SAMPLE_CODE_PATTERN",
    "Area",
    "Chart",
    "Column",
    "Extract",
    "Measure",
    "NamedArea",
    "PeerSplit",
    "PublishedLayout",
    "RegisterAge",
    "Rule",
    "Services",
    "Severity",
]

CODE_PATTERN = r"^[A-Z0-9]{2,9}$"
ENGLAND = "ENGLAND"
SAMPLE_CODE_PATTERN = r"^(ZZ[A-Z]|sample_)"
"""Marks invented organisations, programmes, practices and local measures, to distinguish them from real ones."""


@dataclass(frozen=True)
class Extract:
    """The one definition of a kind of extract.

    Every SQL field (`is_total`, `organisation`, the measures ...) is an expression over one row of the typed table,
    whose columns are `columns` plus `era`. `read_month` takes one data row by column name and returns YYYY-MM, or None
    if the row does not give the month. A register (`is_register`) has no month of its own: every accepted load counts,
    and the rows of the newest load count for each `register_key` (`transforms/staging/registers.py`).

    Raises ValueError if a layout, a rule or the key names an unknown column, a register has no key, or the figures of
    organisations may be added up and nothing says what a whole file is.
    """

    kind: str
    title: str
    source: str
    source_url: str
    section: str
    columns: tuple[Column, ...]
    layouts: tuple[PublishedLayout, ...]
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
    counts, and then in each measure separately."""
    must_have_total: bool = False
    can_hold_several_months: bool = False
    """Whether a file with rows of several months is split, so that each month is checked and recorded as a load of its
    own. A total row without a month belongs to the rows above it. Other kinds refuse such a file."""
    total_tolerance: int = 0
    subtotal_layouts: tuple[str, ...] = ()
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
    services: Services | None = None
    """How its figures are divided. Only published ones may be: a whole less its other services gives a hidden one."""
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
    terms: Mapping[str, str] = field(default_factory=dict)
    """Words of its figures that readers may not know, and what they mean; the methods page lists them."""
    watched: tuple[str, ...] = ()
    """Counts whose leaps from month to month are reported; all counts if empty."""

    def __post_init__(self) -> None:
        known = {column.name for column in self.columns}
        for published_layout in self.layouts:
            if unknown := {*published_layout.columns, *published_layout.unnamed_columns} - known:
                raise ValueError(f"{self.kind}, layout {published_layout.name}: no such columns: {sorted(unknown)}")
        if self.is_register != bool(self.register_key) or set(self.register_key) - known:
            raise ValueError(f"{self.kind}: a register needs a register_key of its own columns; others have none")
        if self.measures and not (self.is_register or self.says_what_is_whole):
            raise ValueError(
                f"{self.kind}: say what a whole file is: must_have_total, is_national or least_organisations"
            )
        if self.services and (self.has_national_rows or not self.is_published_statistics):
            raise ValueError(f"{self.kind}: only published statistics without national rows are divided by service")
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

    def names_areas(self, layout_name: str) -> bool:
        """Whether the layout of this name has the column of the named area."""
        named_area = self.named_area
        return named_area is not None and any(
            published_layout.name == layout_name
            and named_area.column in (*published_layout.columns, *published_layout.unnamed_columns)
            for published_layout in self.layouts
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
            (self.must_have_total and published_layout.has_total) or published_layout.least_organisations
            for published_layout in self.layouts
        )
        return self.has_national_rows or has_total_or_floor

    @property
    def has_national_rows(self) -> bool:
        """Whether the publisher's own rows are England's figures."""
        return self.is_national != "false"
