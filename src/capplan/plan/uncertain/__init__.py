"""One plan for many futures: draw them, solve for all of them, say what it is worth and how it does on others."""
