"""A plan made whole: figures, sizes, findings, and the run folder that holds them."""
