"""Does a plan hold when life is random? Discrete-event simulation of what was planned."""
