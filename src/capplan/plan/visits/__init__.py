"""A day of visits: generated, planned, planned again, and what follows from the rounds."""
