"""Change the text of a file in a case folder, for tests that break a case on purpose."""

from pathlib import Path


def replace_text(file: Path, old: str, new: str) -> None:
    """Change the first place where a file says `old`; it must say it."""
    text = file.read_text(encoding="utf-8")
    assert old in text, f"{file.name} does not say {old!r}"
    file.write_text(text.replace(old, new, 1), encoding="utf-8", newline="")
