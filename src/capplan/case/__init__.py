"""The case: what it may hold, how it is read, and every check it must pass."""
