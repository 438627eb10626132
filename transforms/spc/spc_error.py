"""The one error of `holdgain spc`, and how it shows a value."""


class SpcError(ValueError):
    """The series or the options cannot be used; the message says why, where, and what form is wanted."""


def shorten_value(value: object) -> str:
    """The value as text of 60 characters at most, so that a long one does not hide the sentence around it."""
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
