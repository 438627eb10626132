"""The pages of the verdict and of spread: programmes, practices, and what each adopter has gained and kept."""
