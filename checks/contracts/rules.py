"""Functions that build a contract's rules: each pairs a Great Expectations class with its meaning and advice."""

from __future__ import annotations

from collections.abc import Sequence

from checks.contracts.contract import COMPLAINT_ABOUT_CELLS, COMPLAINT_ABOUT_ROW, Rule, Severity


def not_null(column: str, severity: Severity = Severity.CRITICAL) -> Rule:
    """Build a rule that a column is filled in on every row."""
    return Rule(
        f"{column}_present",
        "ExpectColumnValuesToNotBeNull",
        {"column": column},
        f"{column} is filled in on every row",
        "fill in the blank, or remove the row if it is not data",
        severity,
    )


def matches_pattern(column: str, pattern: str, meaning: str, severity: Severity = Severity.CRITICAL) -> Rule:
    """Build a rule that a column matches a regular expression; blanks pass."""
    return Rule(
        f"{column}_well_formed",
        "ExpectColumnValuesToMatchRegex",
        {"column": column, "regex": pattern},
        meaning,
        "correct the value at its source and send the file again",
        severity,
    )


def in_set(column: str, values: Sequence[str], severity: Severity = Severity.CRITICAL) -> Rule:
    """Build a rule for a column with a publisher's known values; blanks pass."""
    return Rule(
        f"{column}_known",
        "ExpectColumnValuesToBeInSet",
        {"column": column, "value_set": list(values)},
        f"{column} is one of the {len(values)} known values",
        "if the publisher has added a value, add it to the contract; otherwise correct the file",
        severity,
    )


def one_of(column: str, values: Sequence[str]) -> Rule:
    """Build a rule for a column with a few values of our own, so that its message can list them."""
    listed_values = ", ".join(values)
    return Rule(
        f"{column}_known",
        "ExpectColumnValuesToBeInSet",
        {"column": column, "value_set": list(values)},
        f"{column} is one of {listed_values}",
        f"write {column} in lower case, as one of {listed_values}",
    )


def at_least(column: str, minimum: float = 0) -> Rule:
    """Build a rule that a number is not below the minimum; blanks pass."""
    return Rule(
        f"{column}_not_below_{minimum:g}".replace("-", "minus_"),
        "ExpectColumnValuesToBeBetween",
        {"column": column, "min_value": minimum},
        f"{column} is {minimum:g} or more",
        "a count cannot be negative: correct it at its source and send the file again",
    )


def not_above(smaller: str, larger: str, severity: Severity = Severity.CRITICAL) -> Rule:
    """Build a rule that one column is not above another; rows where either is blank pass."""
    return Rule(
        f"{smaller}_within_{larger}",
        "ExpectColumnPairValuesAToBeGreaterThanB",
        {"column_A": larger, "column_B": smaller, "or_equal": True, "ignore_row_if": "either_value_is_missing"},
        f"{smaller} is not above {larger}",
        "a part cannot exceed its whole: correct one of the two at its source",
        severity,
    )


def is_unique(*columns: str) -> Rule:
    """Build a rule that no two rows have the same values in these columns."""
    if len(columns) == 1:
        return Rule(
            f"{columns[0]}_unique",
            "ExpectColumnValuesToBeUnique",
            {"column": columns[0]},
            f"each {columns[0]} has one row",
            "remove the repeated row; if both are real, add them up at the source",
        )
    return Rule(
        "_".join(columns) + "_unique",
        "ExpectCompoundColumnsToBeUnique",
        {"column_list": list(columns), "ignore_row_if": "never"},
        f"each combination of {', '.join(columns)} has one row",
        "remove the repeated row; if both are real, add them up at the source",
    )


def complaints_sql(columns: Sequence[str], test: str, value: str = "{0}") -> str:
    """Return SQL that lists the columns of a row that meet a test, as 'column: value; ...', or gives null.

    `test` and `value` are SQL with {0} in place of the column.
    """
    texts = {name: f"'{name}: ' || {value.format(name)}".replace("' || '", "") for name in columns}
    parts = ", ".join(f"case when {test.format(name)} then {text} end" for name, text in texts.items())
    return f"nullif(concat_ws('; ', {parts}), '')"


def is_blank(
    column: str, meaning: str, advice: str, severity: Severity = Severity.CRITICAL, *, names_column: bool = False
) -> Rule:
    """Build a rule for a derived column that describes a fault, and is null where the row is right.

    With `names_column` the description has the form 'column: value; ...'.
    """
    expectation = COMPLAINT_ABOUT_CELLS if names_column else COMPLAINT_ABOUT_ROW
    return Rule(column, expectation, {"column": column}, meaning, advice, severity)


def no_negatives() -> Rule:
    """Build a rule for the derived column `negative_counts`, from `complaints_sql(..., '{0} < 0')`."""
    advice = "a count cannot be negative: correct it at its source and send the file again"
    return is_blank("negative_counts", "no count is negative", advice, names_column=True)


def no_blanks() -> Rule:
    """Build a rule for the derived column `missing_counts`, from `complaints_sql(..., '{0} is null', "'blank'")`."""
    advice = "fill in the blank: 0 where there was none"
    return is_blank("missing_counts", "every count of this layout is filled in", advice, names_column=True)
