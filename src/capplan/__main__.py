"""``capplan``, and ``python -m capplan``: Ctrl-C ends in words even while the program is loaded."""

import sys


def start() -> None:
    """Load the command line and run it."""
    try:
        from capplan.cli import main
    except KeyboardInterrupt:
        sys.stderr.write("Stopped by Ctrl-C.\n")
        sys.exit(130)
    main()


if __name__ == "__main__":
    start()
