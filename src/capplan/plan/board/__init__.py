"""What a board compares: options, the frontier, what tips the balance, and questions the other way round."""
