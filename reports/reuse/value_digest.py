"""Digests of values that pages are made from."""

from __future__ import annotations

import hashlib
import pickle
from typing import Any

DIGEST_BYTES = 16
"""128 bits: two of a billion different values have the same digest by chance once in 10 to the power of 20 editions."""


def digest_value(value: Any) -> str:
    """A digest of everything in a value; empty where it cannot be had, so that nothing is taken over.

    Values that are pickled to the same bytes are equal in every part. Equal values may have different bytes (of two
    equal texts, one object or two), which costs a rendering and is never wrong. Pickles are only written, never read.
    """
    try:
        content = pickle.dumps(value, protocol=5)
    except (pickle.PicklingError, TypeError, AttributeError):
        return ""
    return hashlib.blake2b(content, digest_size=DIGEST_BYTES).hexdigest()
