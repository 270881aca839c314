"""Each error carries its exit code and says what is wrong."""

from capplan.errors import (
    CapplanError,
    CaseFaults,
    Infeasible,
    NoPlanInTime,
    ProfileError,
    SolverTrouble,
    VerificationFailed,
)


def test_exit_codes() -> None:
    codes: dict[type[CapplanError], int] = {
        CaseFaults: 1,
        ProfileError: 2,
        Infeasible: 3,
        NoPlanInTime: 4,
        SolverTrouble: 4,
        VerificationFailed: 5,
    }
    assert {kind: kind.exit_code for kind in codes} == codes
    assert all(issubclass(kind, CapplanError) for kind in codes)


def test_every_fault_is_listed() -> None:
    error = CaseFaults(["beds.csv row 3: fewer than 0", "sites.csv row 9: unknown base"])
    assert error.faults == ("beds.csv row 3: fewer than 0", "sites.csv row 9: unknown base")
    assert str(error).splitlines() == [
        "2 faults in the case:",
        "  - beds.csv row 3: fewer than 0",
        "  - sites.csv row 9: unknown base",
    ]
    assert str(CaseFaults(["one"])).startswith("1 fault in the case:")


def test_infeasibility_lists_its_cause() -> None:
    error = Infeasible(["ward A needs 3 more nurses"])
    assert error.cause == ["ward A needs 3 more nurses"]
    assert "ward A needs 3 more nurses" in str(error)
