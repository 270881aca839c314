"""One module per family of public instances: `find(folder)` and `solve(instance, ...)`."""
