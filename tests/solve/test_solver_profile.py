"""Profiles are read strictly: nothing misspelt or mistyped passes."""

from pathlib import Path

import pytest

from capplan.errors import ProfileError
from capplan.solve import Profile, load_profile

PROFILES = Path(__file__).parents[2] / "solvers"


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "own.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_profiles_that_are_shipped_are_these() -> None:
    assert load_profile(PROFILES / "default.toml") == Profile() == load_profile()
    assert load_profile(PROFILES / "quick.toml") == Profile(name="quick", mip_rel_gap=0.01, time_limit_s=60.0)
    assert load_profile(PROFILES / "proof.toml") == Profile(name="proof", mip_rel_gap=1e-6, time_limit_s=3600.0)
    assert (Profile().mip_rel_gap, Profile().time_limit_s) == (0.005, 600.0)


def test_empty_file_is_the_default_under_its_own_name(tmp_path: Path) -> None:
    assert load_profile(written(tmp_path, "")) == Profile(name="own")


def test_overrides_replace_the_file_and_none_does_not(tmp_path: Path) -> None:
    path = written(tmp_path, "time_limit_s = 5\nseed = 3\n[highs]\npresolve = 'off'")
    profile = load_profile(path, seed=4, time_limit_s=None, highs={"mip_max_nodes": 7})
    assert (profile.time_limit_s, profile.seed) == (5.0, 4)
    assert dict(profile.highs) == {"mip_max_nodes": 7, "presolve": "off"}


def test_options_carry_highs_own_names() -> None:
    options = Profile(seed=9, threads=1, highs={"presolve": "off"}).options()
    assert options == {
        "mip_rel_gap": 0.005,
        "time_limit": 600.0,
        "random_seed": 9,
        "threads": 1,
        "presolve": "off",
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[highs]\nmip_heuristic_efort = 0.1", "Did you mean `mip_heuristic_effort`"),
        ("mip_rel_gab = 0.1", "Did you mean `mip_rel_gap`"),
        ("[highs]\nmip_heuristic_effort = 'much'", "`mip_heuristic_effort` takes a number"),
        ("[highs]\nmip_max_nodes = 1.5", "`mip_max_nodes` takes a whole number"),
        ("[highs]\nmip_max_nodes = true", "`mip_max_nodes` takes a whole number"),
        ("[highs]\npresolve = true", "`presolve` takes a text"),
        ("[highs]\nmip_detect_symmetry = 1", "`mip_detect_symmetry` takes true or false"),
        ("[highs]\npresolve = 'perhaps'", "`presolve` does not accept the value 'perhaps'"),
        ("[highs]\nmip_heuristic_effort = -1.0", "`mip_heuristic_effort` does not accept"),
        ("[highs]\ntime_limit = 5.0", "set `time_limit_s` at the top"),
        ("[highs]\nlog_file = 'x'", "run's log file"),
        ("highs = 3", "`highs` must be a table"),
        ("mip_rel_gap = -0.1", "`mip_rel_gap` must be a number of at least 0"),
        ("mip_rel_gap = inf", "`mip_rel_gap` must be finite"),
        ("mip_rel_gap = nan", "`mip_rel_gap` must be a number"),
        ("time_limit_s = true", "`time_limit_s` must be a number"),
        ("seed = 1.0", "`seed` must be a whole number"),
        ("threads = -1", "`threads` must be a whole number"),
        ("name = 3", "`name` must be a text"),
        ("seed = ", "not valid TOML"),
    ],
)
def test_every_slip_is_an_error_that_names_it(tmp_path: Path, text: str, expected: str) -> None:
    with pytest.raises(ProfileError) as error:
        load_profile(written(tmp_path, text))
    assert expected in str(error.value)
    assert error.value.exit_code == 2


def test_misspelt_option_is_refused_in_code_too(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ProfileError, match="no option `presolv`"):
        Profile(highs={"presolv": "off"})
    assert capfd.readouterr().out == ""


def test_option_that_highs_does_not_list_is_accepted() -> None:
    assert dict(Profile(highs={"mip_allow_restart": False}).highs) == {"mip_allow_restart": False}


def test_unknown_override_is_refused() -> None:
    with pytest.raises(ProfileError, match="Unknown profile setting `time_limit`"):
        load_profile(None, time_limit=3)


def test_missing_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ProfileError, match="Cannot read"):
        load_profile(tmp_path / "none.toml")
