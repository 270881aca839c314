"""The optimisation models, one package per folder of ``formulations/`` at the top of the project."""
