"""Column headings of patient-level records, each with where it is defined and why it refuses a file.

Some headings identify patients by themselves. Others also have harmless meanings, such as CRN for a Clinical Research
Network: these count only beside a heading that describes one person and above a column of record numbers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

NHS_DATA_DICTIONARY = "NHS Data Model and Dictionary"
PRACTICE = "local extracts of patient administration systems"

_WHOSE = r"(?:(?:patient|pat|pt|person|client|child|baby|mother|resident|service ?user|px)(?: ?s)? ?)?"
_NUMBER = r"(?:numbers?|no|num|nr|id|identifier|ref|reference)"


@dataclass(frozen=True)
class HeaderRule:
    """A pattern for headings (lower case, no punctuation), where they are defined, and why they refuse a file."""

    pattern: str
    source: str
    reason: str


STRONG = (
    HeaderRule(rf"{_WHOSE}s? ?nhs ?(?:number|no|num)s?", NHS_DATA_DICTIONARY, "NHS NUMBER identifies a person"),
    HeaderRule(
        r"nhs ?(?:number|no) ?(?:status|trace).*",
        NHS_DATA_DICTIONARY,
        "NHS NUMBER STATUS INDICATOR CODE is recorded for each person's record",
    ),
    HeaderRule(
        rf"{_WHOSE}(?:(?:date|year) ?of ?birth|d ?o ?b|y ?o ?b|birth ?(?:date|dt|day|year))",
        NHS_DATA_DICTIONARY,
        "PERSON BIRTH DATE",
    ),
    HeaderRule(rf"{_WHOSE}(?:date ?of ?death|death ?date)", NHS_DATA_DICTIONARY, "PERSON DEATH DATE"),
    HeaderRule(rf"{_WHOSE}home ?postcode|postcode ?of ?usual ?address|usual ?address", NHS_DATA_DICTIONARY, "a home"),
    HeaderRule(
        r"(?:patient|pat|pt)(?: ?s)? ?(?:id|identifier|name|number|initials|address|postcode)|(?:patient|pat|pt) ?no",
        PRACTICE,
        "one patient in each row",
    ),
    HeaderRule(
        rf"hosp(?:ital)? ?{_NUMBER}|mrn|m r n|medical ?record ?{_NUMBER}|pas ?{_NUMBER}|"
        r"(?:local ?)?patient ?identifier|chi ?(?:number|no)",
        NHS_DATA_DICTIONARY,
        "LOCAL PATIENT IDENTIFIER and the names that systems give it",
    ),
    HeaderRule(
        rf"ppid|patient ?pathway ?{_NUMBER}|ubrn|unique ?booking ?reference(?: ?number)?",
        NHS_DATA_DICTIONARY,
        "PATIENT PATHWAY IDENTIFIER and UNIQUE BOOKING REFERENCE NUMBER belong to one referral of one person",
    ),
    HeaderRule(
        r"(?:encrypted ?)?hes ?id|token ?person ?id|epi ?key|aekey|attend ?key|"
        r"(?:der ?)?pseudo ?(?:nhs|person|patient).*|"
        r"cds ?unique ?identifier|hospital ?provider ?spell ?(?:number|no|identifier)",
        "HES and SUS data dictionaries, NHS England",
        "record-level keys and pseudonyms",
    ),
    HeaderRule(
        r"nino|ni ?number|national ?insurance(?: ?(?:number|no))?",
        "HMRC manual NIM39110",
        "a National Insurance number identifies a person",
    ),
)

NAMES = HeaderRule(
    rf"{_WHOSE}(?:fore ?names?|surname|given ?name|family ?name|first ?name|last ?name|christian ?name|l ?name)",
    NHS_DATA_DICTIONARY,
    "PERSON GIVEN NAME and PERSON FAMILY NAME; contacts of organisations have them too",
)

OF_CARE = HeaderRule(
    rf"(?:pseudo(?:nym)?|referral|episode|spell|attendance|pathway|rtt ?pathway|client|service ?user|subject) "
    rf"?{_NUMBER}|pseudo(?:nym)?|patient|pt|client|service ?user|resident",
    NHS_DATA_DICTIONARY,
    "one referral, attendance or person; a pathway or a client may also be a kind of one",
)
AMBIGUOUS = HeaderRule(
    rf"crn|lpi|(?:unit|district|k|case|record|person|study) ?{_NUMBER}|case ?notes?(?: ?{_NUMBER})?",
    PRACTICE,
    "a patient's number, or a Clinical Research Network, a local performance indicator, a unit",
)

PERSON = re.compile(
    r"full ?name|(?:pt |patient )?initials?|sex|gender|(?:pt |patient |start |current )?age(?: ?at ?\w+)?|startage|"
    r"ethnicity|ethnic ?(?:group|category|origin)|born|"
    r"age ?(?:and )?sex|sex ?(?:and )?age|bed(?: ?(?:number|no))?|edd|"
    r"[fs] ?name|diag(?:nosis)?(?: ?code)?|procedure|tci(?: ?date)?|los"
)
"""Headings that describe one person when they are beside an identifier."""
NAME_OF_SOMEBODY = re.compile(r"(?:full ?)?name|who")
"""Names of anything; of patients if beside a heading that describes a person and above common forenames."""
EVENT = re.compile(
    r"comments?|notes?|free ?text|narrative|remarks?|"
    r"(?:date|time) ?of ?(?:admission|attendance|arrival|discharge|referral)|"
    r"(?:admission|attendance|arrival|discharge|referral|admi|dis|appt|appointment|tci|clock ?start)"
    r"(?: ?(?:date|dt|time|datetime))?"
)
"""Headings for what happened to one person, or for free text about it."""

STRONG_HEADERS = re.compile("|".join(rule.pattern for rule in STRONG))
NAME_HEADERS = re.compile(NAMES.pattern)
CARE_HEADERS = re.compile(OF_CARE.pattern)
AMBIGUOUS_HEADERS = re.compile(AMBIGUOUS.pattern)
_WORDS = (
    r"nhs|birth|[dy].?o.?b|name|patient|\bp[xt]|hosp|m.?r.?n|crn|path|ppid|ubrn|booking|hes.?id|epi|pseud|aekey|attend|lpi|case|"
    r"spell|nino|insurance|death|address|p(?:ost)?.?code|\bchi|\bpas|medical|cds|token|client|resident|service.?user|"
    r"subject|record|unit|district|study|person|referral|first|\bk.?n|\bni.?num"
)
CANDIDATE = re.compile(_WORDS, re.IGNORECASE)
CANDIDATE_BYTES = re.compile(_WORDS.encode(), re.IGNORECASE)
"""A quick test before parsing: a line without any of these words has no such heading."""
