"""Has the gain lasted? Verdicts on adopters and practices, compared with organisations that have not adopted."""
