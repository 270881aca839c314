"""Solver profiles: how hard and how long HiGHS tries, read strictly from TOML."""

import difflib
import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from types import MappingProxyType
from typing import TypeAlias

import highspy

from capplan.errors import ProfileError

OptionValue: TypeAlias = bool | int | float | str

# What a profile may not set under [highs], and what to use instead.
RESERVED: Mapping[str, str] = MappingProxyType(
    {
        "mip_rel_gap": "set `mip_rel_gap` at the top of the profile",
        "time_limit": "set `time_limit_s` at the top of the profile",
        "random_seed": "set `seed` at the top of the profile",
        "threads": "set `threads` at the top of the profile",
        "output_flag": "the run's log needs it; name a log file instead",
        "log_to_console": "the log goes to the run's log file",
        "log_file": "the log goes to the run's log file",
        "mip_min_logging_interval": "progress is reported once a second",
        "solve_relaxation": "ask for the relaxation with `lp_relaxation`",
    }
)
# Python types and wording for each type of HiGHS option.
ACCEPTED: Mapping[str, tuple[tuple[type, ...], str]] = MappingProxyType(
    {
        "kBool": ((bool,), "true or false"),
        "kInt": ((int,), "a whole number"),
        "kDouble": ((int, float), "a number"),
        "kString": ((str,), "a text"),
    }
)


@dataclass(frozen=True)
class Profile:
    """Settings of one HiGHS run; the defaults are the planning profile.

    Parameters
    ----------
    name
        Name shown in reports.
    mip_rel_gap
        Stop when the answer is proved to be within this share of the best possible (0.005 is 0.5 %).
    time_limit_s
        Stop after this many seconds, over all stages of one run.
    seed
        Random seed of HiGHS.
    threads
        Threads HiGHS may use; 0 leaves the choice to HiGHS.
    highs
        Further HiGHS options, by HiGHS' own names.

    Raises
    ------
    ProfileError
        If a value has the wrong type or range, or an option is unknown to HiGHS.
    """

    name: str = "default"
    mip_rel_gap: float = 0.005
    time_limit_s: float = 600.0
    seed: int = 0
    threads: int = 0
    highs: Mapping[str, OptionValue] = field(default_factory=lambda: MappingProxyType({}))

    def __post_init__(self) -> None:
        _check_top_level(self)
        for option, value in self.highs.items():
            _check_option(option, value)
        object.__setattr__(self, "mip_rel_gap", float(self.mip_rel_gap))
        object.__setattr__(self, "time_limit_s", float(self.time_limit_s))
        object.__setattr__(self, "highs", MappingProxyType(dict(sorted(self.highs.items()))))

    def __reduce__(self) -> tuple[type["Profile"], tuple[object, ...]]:
        """Pickle by value, so that a solve can run in another process."""
        return Profile, (self.name, self.mip_rel_gap, self.time_limit_s, self.seed, self.threads, dict(self.highs))

    def options(self) -> dict[str, OptionValue]:
        """Return every HiGHS option of this profile, by HiGHS' own names."""
        return {
            **self.highs,
            "mip_rel_gap": self.mip_rel_gap,
            "time_limit": self.time_limit_s,
            "random_seed": self.seed,
            "threads": self.threads,
        }


def load_profile(path: Path | str | None = None, **overrides: object) -> Profile:
    """Read a profile, then apply overrides.

    Parameters
    ----------
    path
        A TOML file with the fields of `Profile` at the top and HiGHS options in a `[highs]` table;
        None starts from the defaults.
    **overrides
        Fields of `Profile` that replace the file's; None leaves the file's value. `highs` is merged.

    Returns
    -------
    Profile

    Raises
    ------
    ProfileError
        If the file cannot be read or anything in it is unknown or of the wrong type.
    """
    settings: dict[str, object] = {}
    if path is not None:
        try:
            settings = tomllib.loads(Path(path).read_text(encoding="utf-8"))
        except OSError as error:
            raise ProfileError(f"Cannot read the solver profile {path}: {error.strerror}.") from error
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise ProfileError(f"The solver profile {path} is not valid TOML: {error}.") from error
        settings.setdefault("name", Path(path).stem)
    given = {key: value for key, value in overrides.items() if value is not None}
    tables = [table for table in (settings.pop("highs", {}), given.pop("highs", {})) if table != {}]
    for table in tables:
        if not isinstance(table, Mapping):
            raise ProfileError(f"`highs` must be a table of HiGHS options, not {table!r}.")
    known = [one.name for one in fields(Profile)]
    for key in {**settings, **given}:
        if key not in known:
            raise ProfileError(f"Unknown profile setting `{key}`.{_suggestion(key, [*known, *_listed_options()])}")
    merged = {key: value for table in tables for key, value in table.items()}  # type: ignore[attr-defined]
    return replace(Profile(), **{**settings, **given, "highs": merged})  # type: ignore[arg-type]


def _check_top_level(profile: Profile) -> None:
    if not isinstance(profile.name, str) or not profile.name:
        raise ProfileError(f"`name` must be a text, not {profile.name!r}.")
    for key, lowest in (("mip_rel_gap", 0.0), ("time_limit_s", 0.0)):
        number = getattr(profile, key)
        if isinstance(number, bool) or not isinstance(number, int | float) or not lowest <= number:
            raise ProfileError(f"`{key}` must be a number of at least {lowest:g}, not {number!r}.")
    if math.isinf(profile.mip_rel_gap):
        raise ProfileError("`mip_rel_gap` must be finite.")
    for key in ("seed", "threads"):
        whole = getattr(profile, key)
        if isinstance(whole, bool) or not isinstance(whole, int) or not 0 <= whole < 2**31:
            raise ProfileError(f"`{key}` must be a whole number of at least 0, not {whole!r}.")


def _check_option(option: str, value: OptionValue) -> None:
    if option in RESERVED:
        raise ProfileError(f"HiGHS option `{option}` cannot be set under [highs]: {RESERVED[option]}.")
    trial = _silent_highs()
    # HiGHS also has options that it does not list.
    status, found = trial.getOptionType(option)
    if status != highspy.HighsStatus.kOk:
        raise ProfileError(f"HiGHS has no option `{option}`.{_suggestion(option, _listed_options())}")
    kind = str(found.name)
    wanted, word = ACCEPTED[kind]
    if (isinstance(value, bool) and kind != "kBool") or not isinstance(value, wanted):
        raise ProfileError(f"HiGHS option `{option}` takes {word}, not {value!r}.")
    if trial.setOptionValue(option, value) != highspy.HighsStatus.kOk:
        raise ProfileError(f"HiGHS option `{option}` does not accept the value {value!r}.")


def _listed_options() -> list[str]:
    return [option for option in dir(_silent_highs().getOptions()) if not option.startswith("_")]


def _silent_highs() -> highspy.Highs:
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    return highs


def _suggestion(word: str, known: list[str]) -> str:
    close = difflib.get_close_matches(word, known, n=3, cutoff=0.6)
    return f" Did you mean {' or '.join(f'`{name}`' for name in close)}?" if close else ""
