"""Has the gain held: the verdict on adopters and practices, held against organisations that have not adopted."""
