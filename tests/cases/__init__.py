"""The files that failed real users: `python -m tests.cases` prints what must happen with each, and what happens.

The inputs and their expected answers are beside the checkout (`../shared/cases`), with the real extracts.
"""
