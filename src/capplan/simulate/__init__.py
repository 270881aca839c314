"""Plans run by chance: do they hold when life is random?"""
