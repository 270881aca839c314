"""Pages and tables for a board: options, frontier, what tips the balance."""
