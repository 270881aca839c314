"""Plans run by chance, to see whether they hold when life is random."""
