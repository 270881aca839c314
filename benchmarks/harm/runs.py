"""Every other fault: what becomes of `capplan run`, and of the older run in its place."""

from __future__ import annotations

import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from harm.children import Ended, Row, begun, contents, forked, limited, waited
from harm.sweeps import SWEEP
from quick_case import quick_case

STUCK_S = 90.0


def whole_run(out: Path) -> bool:
    """Say whether a run folder passes its own check."""
    return forked(["verify", out]).code == 0


class Ground:
    """What the faults of `capplan run` have in common: a case, and an older run that must not be lost."""

    def __init__(self, work: Path) -> None:
        self.work, self.case, self.out = work, quick_case(work / "case"), work / "run"
        self.first = forked(["run", self.case, "--out", self.out, "-q"])
        assert self.first.code == 0, self.first.said
        self.older = contents(self.out)

    def again(self, *more: str, **how: object) -> Ended:
        """Run the case again to the same place."""
        return forked(["run", self.case, "--out", self.out, "--seed", "1", "-q", *more], **how)  # type: ignore[arg-type]

    def kept(self) -> bool:
        """Say whether the older run stands, or a new one that is whole; the older one is then put back."""
        now = contents(self.out)
        if now == self.older:
            return True
        good = whole_run(self.out)
        shutil.rmtree(self.out, ignore_errors=True)
        for name, data in self.older.items():
            (self.out / name).parent.mkdir(parents=True, exist_ok=True)
            (self.out / name).write_bytes(data)
        return good


def at_random(ground: Ground, times: int, seed: int, send: int, fault: str) -> Row:
    """Send a signal to `capplan run` at random moments."""
    chance, codes, bad = random.Random(seed), [], 0
    for _ in range(times):
        ended = ground.again(after=chance.uniform(0.0, ground.first.seconds), send=send)
        codes.append(ended.code)
        fine = ended.clean or (send == signal.SIGKILL and ended.code == -send)
        if not fine or not ground.kept():
            bad += 1
            print(ended.code, ended.said[-1500:], file=sys.stderr)
    told = ", ".join(f"{codes.count(code)} × {code}" for code in sorted(set(codes)))
    return Row(
        fault, f"{times} runs, random moments", f"exit codes {told}; {bad} lost a run or spoke unclearly", not bad
    )


def _told(fault: str, tried: str, ended: Ended, kept: bool, codes: set[int]) -> Row:
    said = ended.said.strip().splitlines()
    happened = f"exit {ended.code}: {said[-1][:160] if said else 'nothing said'}"
    if not kept:
        happened += "; THE OLDER RUN IS NOT THERE"
    if not ended.clean:
        print(ended.said[-3000:], file=sys.stderr)
    return Row(fault, tried, happened, ended.clean and kept and ended.code in codes)


def full_disk(ground: Ground, _times: int) -> Iterator[Row]:
    """No room for a file, in the run folder, in the temporary folder, and for a sweep's answers."""
    for most in (4_000, 60_000, 400_000):
        ended = ground.again(before=limited(resource.RLIMIT_FSIZE, most))
        codes = {0, 2} if most >= 400_000 else {2}
        yield _told("full disk", f"run, no file above {most:,} bytes", ended, ground.kept(), codes)
    out = ground.work / "full"
    words: list[object] = ["sweep", ground.case, *SWEEP, "--workers", 0, "--out", out]
    ended = forked(words, before=limited(resource.RLIMIT_FSIZE, 20_000))
    again = forked(words)
    yield _told("full disk", "sweep, no file above 20,000 bytes, then again", ended, again.code == 0, {2})


def read_only(ground: Ground, _times: int) -> Iterator[Row]:
    """A place that takes no files, whoever asks."""
    for words in (
        ["run", ground.case, "--out", "/proc/run", "-q"],
        ["run", ground.case, "--store", "/proc/store", "-q"],
        ["sweep", ground.case, *SWEEP, "--out", "/proc/sweep", "--workers", 0],
        ["options", ground.case, "--out", "/proc/options", "--only", "keep-ward", "--processes", 1, "-q"],
    ):
        yield _told("read-only folder", f"{words[0]} {words[2]} /proc/…", forked(list(words)), True, {2})


def killed(ground: Ground, times: int) -> Iterator[Row]:
    """The end without a word."""
    yield at_random(ground, times, 1, signal.SIGKILL, "kill -9 of a run")


def ctrl_c(ground: Ground, times: int) -> Iterator[Row]:
    """Ctrl-C in every phase, that of loading the program included."""
    yield at_random(ground, times, 2, signal.SIGINT, "Ctrl-C in a run")
    yield _in_each_phase(ground)
    bad, codes = 0, []
    for after in (0.3, 0.8, 1.5, 2.5):
        words = [sys.executable, "-m", "capplan", "check", str(ground.case)]
        child = subprocess.Popen(words, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
        time.sleep(after)
        child.send_signal(signal.SIGINT)
        said = child.communicate()[1]
        codes.append(child.returncode)
        # Before Python has come to our first line, it speaks for itself.
        bad += "Traceback" in said and "capplan" in said
    yield Row(
        "Ctrl-C", "while the program is loaded, 4 moments", f"exit codes {codes}; {bad} with a traceback", not bad
    )


def _in_each_phase(ground: Ground) -> Row:
    """Send Ctrl-C as soon as a run tells its first phase, then its second, and so on until a run ends before it."""
    words = [sys.executable, "-m", "capplan", "run", str(ground.case), "--out", str(ground.out), "--seed", "1"]
    phases, wrong = list[str](), list[str]()
    while True:
        child = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        assert child.stderr is not None
        told = [line.strip() for line in islice((one for one in child.stderr if "•" in one), len(phases) + 1)]
        if len(told) <= len(phases):
            child.communicate()
            break
        child.send_signal(signal.SIGINT)
        said = child.communicate()[1]
        phases.append(told[-1])
        if child.returncode not in (0, 130) or "Traceback" in said or not ground.kept():
            wrong.append(told[-1])
            print(child.returncode, said[-1500:], file=sys.stderr)
    ended = f"exit 130, or 0 where it was over; {len(wrong)} lost a run or spoke unclearly {wrong or ''}".strip()
    return Row("Ctrl-C", f"in each of {len(phases)} phases of a run", ended, not wrong and len(phases) > 1)


def time_out(ground: Ground, _times: int) -> Iterator[Row]:
    """A limit that ends before there is a plan."""
    for limit in ("0.001", "0.05"):
        ended = forked(["run", ground.case, "--out", ground.out, "--time-limit", limit, "-q"])
        yield _told("time-out", f"run --time-limit {limit}", ended, ground.kept(), {0, 4})


def crash(ground: Ground, _times: int) -> Iterator[Row]:
    """A solver's process that dies in the middle: those that `options` and `tornado` start."""
    for verb in (["options", ground.case, "--only", "keep-ward", "--processes", 2, "-q"],):
        pid, spoken, began = begun(list(verb))
        victim = _child_at_work(pid)
        if victim is not None:
            os.kill(victim, signal.SIGKILL)
        ended = waited(pid, spoken, began)
        yield _told("solver crash", f"{verb[0]} --processes 2, one killed", ended, victim is not None, {4})


def _child_at_work(pid: int) -> int | None:
    """Return a child of a process that has taken up its work: one that spawned processes are."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            found = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
            for one in found:
                if b"spawn_main" in Path(f"/proc/{one}/cmdline").read_bytes():
                    return int(one)
        except OSError:
            return None
        time.sleep(0.02)
    return None


def no_memory(ground: Ground, _times: int) -> Iterator[Row]:
    """Less address space than the work takes, above what the loaded program has."""
    pages = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    for more in (8, 40, 80, 160):
        limit = limited(resource.RLIMIT_AS, pages + more * 1_000_000)
        ended = ground.again("--time-limit", "60", before=limit, after=STUCK_S, send=signal.SIGKILL)
        row = _told("out of memory", f"run with {more} MB to spare", ended, ground.kept(), {0, 4})
        if ended.code == -signal.SIGKILL:
            # OpenBLAS looks for memory without end while it is loaded, before anything of ours has begun.
            row.happened, row.passed = f"still being loaded after {STUCK_S:.0f} s: killed", ground.kept()
        yield row


def truncated(ground: Ground, _times: int) -> Iterator[Row]:
    """Every file of a case and of a run folder cut in the middle of itself."""
    for what, folder, verb in (("case", ground.case, "check"), ("run folder", ground.out, "verify")):
        codes: dict[int, list[str]] = {}
        bad = []
        for path in sorted(folder.rglob("*")):
            if not path.is_file():
                continue
            data = path.read_bytes()
            path.write_bytes(data[: len(data) // 2])
            ended = forked([verb, folder])
            path.write_bytes(data)
            codes.setdefault(ended.code, []).append(path.name)
            if not ended.clean:
                bad.append(path.name)
                print(path, ended.said[-1500:], file=sys.stderr)
        told = "; ".join(f"exit {code}: {len(names)}" for code, names in sorted(codes.items()))
        passed = ", ".join(codes.get(0, [])[:12])
        yield Row("truncated file", f"{verb}, each file of a {what} cut in half", f"{told} (0: {passed})", not bad)


def two_writers(ground: Ground, times: int) -> Iterator[Row]:
    """Two runs into the same place at the same time."""
    bad, codes = 0, []
    for _ in range(max(2, times // 5)):
        both = [begun(["run", ground.case, "--out", ground.out, "--seed", seed, "-q"]) for seed in (1, 2)]
        ended = [waited(*one) for one in both]
        codes += [one.code for one in ended]
        bad += not all(one.clean for one in ended) or 0 not in codes[-2:] or not ground.kept()
    told = ", ".join(f"{codes.count(code)} × {code}" for code in sorted(set(codes)))
    yield Row("two writers", "two runs at once to one --out", f"exit codes {told}; {bad} without a whole run", not bad)


def clock(ground: Ground, _times: int) -> Iterator[Row]:
    """The machine's clock set back and forth while a run is made (libfaketime, named by FAKETIME_LIB)."""
    library = os.environ.get("FAKETIME_LIB")
    if library is None:
        return
    stamp = ground.work / "clock"
    stamp.write_text("+0", encoding="utf-8")
    surroundings = os.environ | {
        "LD_PRELOAD": library, "FAKETIME_TIMESTAMP_FILE": str(stamp), "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }  # fmt: skip
    words = [sys.executable, "-m", "capplan", "run", str(ground.case), "--out", str(ground.out), "--seed", "0", "-q"]
    child = subprocess.Popen(words, env=surroundings, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
    began, number = time.monotonic(), 0
    while child.poll() is None:
        number += 1
        stamp.write_text(("-400d", "+3000d", "+0")[number % 3], encoding="utf-8")
        time.sleep(0.3)
    said = child.communicate()[1]
    same = (ground.out / "plan.json").read_bytes() == ground.older["plan.json"]
    ended = Ended(child.returncode, said, time.monotonic() - began)
    row = _told("clock change", f"run, clock set {number} times by years", ended, ground.kept(), {0})
    row.passed &= same
    row.happened += f"; plan {'equal' if same else 'UNEQUAL'}"
    yield row


FAULTS = (full_disk, read_only, killed, ctrl_c, time_out, crash, no_memory, truncated, two_writers, clock)
