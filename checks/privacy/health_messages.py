"""Recognise messages between clinical systems (HL7 version 2 and FHIR): their form alone makes them patient records."""

from __future__ import annotations

import re

HL7 = re.compile(rb"(?:^|[\r\n\x0b\x1c\"])[ \t]*(?:MSH\|\^~\\&|PID\|[^\r\n|]*\|)")
"""A header segment with standard delimiters, or a patient segment (HL7 version 2, chapters 2 and 3)."""
FHIR = re.compile(
    rb"\"resourceType\"\s*:\s*\"Patient\"|\"reference\"\s*:\s*\"(?:[^\"]*/|urn:[^\"]*)?Patient/|"
    rb"<Patient xmlns=\"http://hl7.org/fhir\"|<recordTarget\b"
)
"""A Patient resource, or a reference to one. Organisations, locations and measures are published in FHIR too."""
FHIR_WORDS = (b'"resourceType"', b'"reference"', b"<Patient", b"<recordTarget")
"""Searching for these words is ten times as fast as the pattern; most files have neither braces nor tags."""


def holds_patient_message(block: bytes) -> bool:
    """Whether the bytes contain a message about a patient. A search for one byte comes first: most files lack it."""
    if b"|" in block and (b"PID|" in block or b"MSH|" in block) and HL7.search(block):
        return True
    has_brackets = b"{" in block or b"<" in block
    return has_brackets and any(word in block for word in FHIR_WORDS) and FHIR.search(block) is not None
