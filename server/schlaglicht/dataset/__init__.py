"""A version of the dataset: its snapshot, its index, its descriptions, its dumps."""
