"""Errors a user can act on: each says what is wrong and carries the exit code of the command line."""

from collections.abc import Iterable, Sequence
from typing import ClassVar


class CapplanError(Exception):
    """Base of every error that is the input's, the solver's or the clock's doing, not a programming slip."""

    exit_code: ClassVar[int] = 1


class CaseFaults(CapplanError):  # noqa: N818 (read as a finding, not as a fault of the program)
    """Every fault found in a case, listed at once.

    Parameters
    ----------
    faults
        One object per fault; its text is one line of the message.
    """

    exit_code: ClassVar[int] = 1

    def __init__(self, faults: Iterable[object]) -> None:
        self.faults: tuple[object, ...] = tuple(faults)
        super().__init__(self.faults)

    def __str__(self) -> str:
        count = len(self.faults)
        heading = f"{count} fault{'' if count == 1 else 's'} in the case:"
        return "\n".join([heading, *(f"  - {fault}" for fault in self.faults)])


class ProfileError(CapplanError):
    """A solver profile names an option that does not exist or gives it a value it cannot take."""

    exit_code: ClassVar[int] = 2


class Infeasible(CapplanError):  # noqa: N818 (read as a finding, not as a fault of the program)
    """No answer meets every requirement.

    Parameters
    ----------
    cause
        Sentences that name the requirements that clash.
    """

    exit_code: ClassVar[int] = 3

    def __init__(self, cause: Sequence[str]) -> None:
        self.cause: list[str] = list(cause)
        super().__init__(self.cause)

    def __str__(self) -> str:
        heading = "No plan meets every requirement."
        return "\n".join([heading, *(f"  - {sentence}" for sentence in self.cause)])


class NoPlanInTime(CapplanError):  # noqa: N818 (read as a finding, not as a fault of the program)
    """The limit was reached before any plan was found; nothing is known about whether one exists."""

    exit_code: ClassVar[int] = 4


class SolverTrouble(CapplanError):  # noqa: N818 (read as a finding, not as a fault of the program)
    """The solver failed or answered with something that cannot be trusted."""

    exit_code: ClassVar[int] = 4


class VerificationFailed(CapplanError):  # noqa: N818 (read as a finding, not as a fault of the program)
    """The independent check found that a plan breaks a requirement or misstates its cost."""

    exit_code: ClassVar[int] = 5
