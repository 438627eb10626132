"""The one error of `holdgain spc`."""


class SpcError(ValueError):
    """The series or the options cannot be used; the message says why, where, and what form is wanted."""
