"""The glossary: what words on the pages mean, in the order of the alphabet. A test checks that no word is missing.

Words of one kind of extract are in its contract (`terms`), and come to the page with the figures.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

GLOSSARY = {
    "A&E": "Accident and emergency department, also called emergency department.",
    "Adopter": "An organisation that uses a practice, by the register of adoptions.",
    "Assurance": "Whether we expect a standard to be met if nothing changes.",
    "Balancing measure": (
        "A measure that shows whether something else got worse while a practice improved its own measure."
    ),
    "Baseline": "The year before adoption, with which later years are compared.",
    "Benjamini-Hochberg": (
        "A rule that allows for looking at many organisations at once, of which some gain by chance."
    ),
    "Cohort": "A named group of organisations, for example those of one wave of a programme.",
    "Common cause": "A month within what is normal here: the difference from other months is no more than chance.",
    "Comparator": (
        "An organisation of the same kind that has not adopted the practice, with which adopters are compared."
    ),
    "Confidence": "How sure we are of a verdict: high, medium or low, after the grade of its evidence.",
    "Coverage": (
        "The share of those that could use a practice and do. Held coverage counts only those whose own "
        "verdict shows that the gain is held."
    ),
    "COVID-19": "The illness whose pandemic changed attendances and waits everywhere from March 2020.",
    "CSV": "A file of values separated by commas, which every spreadsheet opens.",
    "DM01": "The monthly return on diagnostic waiting times and activity.",
    "Early warning": "A sign that a gain may be slipping, from the last three months.",
    "ECDS": "Emergency Care Data Set.",
    "Edition": "All pages as they were published at one time, named after their newest month.",
    "Eroding": "Part of a gain has been lost, and the limits rule out that all of it is left.",
    "Expected": "What similar organisations that did not adopt achieved from the same starting level.",
    "Expected range": (
        "The range between the two limits of a control chart, in which nearly all months lie while nothing changes."
    ),
    "Funnel plot": (
        "A chart of organisations by their figure and their size. The limits are wider for small ones, which "
        "chance moves more."
    ),
    "Gain": "How much better an adopter did in its first year than expected.",
    "GP": "General practitioner.",
    "Grade of evidence": "How strong the evidence for a verdict is, from A to D.",
    "HES": "Hospital Episode Statistics.",
    "ICB": "Integrated care board, since July 2022.",
    "Limits": "The range that allows for chance. Of a gain, the true value lies between them 9 times in 10.",
    "MAR": "Monthly Activity Return, 2008 to 2013.",
    "Mean": "The average: the sum of the values divided by their number.",
    "Median": "The value in the middle: half of the values are higher and half are lower.",
    "MRR": "Monthly Referral Return, since 2020.",
    "NHS": "National Health Service.",
    "NONC": "The code for patients whom no English commissioner pays for.",
    "ODS code": (
        "The code of an organisation, given by the Organisation Data Service. Names change; the code stays the same."
    ),
    "P′ chart": "A control chart for shares, whose limits follow the number of cases of each month.",
    "PCT": "Primary care trust, until March 2013.",
    "Peers": "Organisations of the same kind, with which one is compared.",
    "PNG": "A picture file.",
    "Practice": "A way of working that a programme spreads.",
    "Provisional": (
        "May still change: a verdict until three monthly runs agree, a figure until the publisher revises it."
    ),
    "Quarantine": "Where a file goes that broke a rule. It is not in the figures.",
    "Rebase": "To work out the limits of a control chart anew, from a month in which the level changed.",
    "RTT": (
        "Referral to treatment: the wait from a referral by a GP to the start of treatment by a consultant’s team."
    ),
    "Run chart": "A chart of monthly figures with their median.",
    "SHA": "Strategic health authority, until March 2013.",
    "SHA-256": "A number worked out from all of a file, by which two files can be told to be the same.",
    "Share retained": "The gain of the latest year divided by the gain of the first.",
    "SPC": "Statistical process control: charts that show which months stand out from what is normal.",
    "Special cause": "A month that stands out from what is normal here, by the rules of Making Data Count.",
    "Standard": "A level that the NHS has set, for example that 95% are seen within four hours.",
    "Sustained": (
        "A gain is kept: at least three quarters of it are left, and the limits rule out that less than half is."
    ),
    "SVG": "A picture file that stays sharp at any size.",
    "UTC": "Coordinated universal time: British time in winter.",
    "Variation": "Whether the latest month is different from what is normal here.",
    "Vintage": (
        "A month’s figures as published at one time. A later version replaces an earlier one, and both are kept."
    ),
    "Washout": "The first months after adoption, which count neither as before nor as after.",
    "Worse than expected": (
        "Of an adopter: its figures after adoption lie on the worse side of what was expected, by more than chance."
    ),
    "XLS, XLSX": "Workbooks of Excel.",
    "XmR chart": (
        "The usual control chart: each month, its mean, and limits from how much one month differs from the next."
    ),
}


def list_in_alphabet(*glossaries: Mapping[str, str]) -> dict[str, str]:
    """Return the words of all glossaries with their meanings, in the order of the alphabet."""
    items: Iterable[tuple[str, str]] = (item for words in glossaries for item in words.items())
    return dict(sorted(items, key=lambda item: item[0].lower().replace("′", "")))
