"""Which files of a checkout a scan reads. The one module of the scan that looks at a disk."""

import os
import stat
import subprocess
from pathlib import Path

from ops.env.scan.model import Listing, Place, ScanResult, Sides, Unclear, united
from ops.env.scan.references import references
from ops.env.scan.syntax import SUFFIXES

LARGEST_BYTES = 1024 * 1024
_SKIPPED = frozenset({"node_modules", "build", "dist", "coverage", ".git"})
_MINIFIED = (".min.js", ".min.mjs", ".min.cjs")


def listing(root: Path) -> Listing:
    """The source files below `root`, sorted; links are not followed.

    Left out are dependencies, build results and what git ignores. Raises OSError if `root` cannot be listed.
    """
    os.scandir(root).close()
    ignored, unclear = _ignored_by_git(root)
    files: list[str] = []
    large = minified = 0

    def unlisted(error: OSError) -> None:
        place = Place(Path(error.filename).relative_to(root).as_posix(), 0)
        unclear.append(Unclear(place, f"cannot be listed ({error.strerror}); allow it or remove it"))

    for folder, folders, names in os.walk(root, onerror=unlisted):
        below = Path(folder).relative_to(root)
        folders[:] = [f for f in folders if f not in _SKIPPED and (below / f).as_posix() not in ignored]
        for name in names:
            file = below / name
            if file.suffix not in SUFFIXES | {".html"} or file.as_posix() in ignored:
                continue
            status = (root / file).lstat()
            if not stat.S_ISREG(status.st_mode):
                continue
            if name.endswith(_MINIFIED):
                minified += 1
            elif status.st_size > LARGEST_BYTES:
                large += 1
            else:
                files.append(file.as_posix())
    return Listing(tuple(sorted(files)), large, minified, frozenset(unclear))


def scan(root: Path, files: Listing, sides: Sides) -> ScanResult:
    """What the listed files read. Raises NoParser."""
    return united(
        [ScanResult(unclear=files.unclear), *(_scan_file(root, file, sides) for file in files.files)]
    )


def _scan_file(root: Path, file: str, sides: Sides) -> ScanResult:
    try:
        source = (root / file).read_bytes()
    except OSError as error:
        why = f"cannot be read ({error.strerror}); allow it or remove it"
        return ScanResult(unclear=frozenset({Unclear(Place(file, 0), why)}))
    return references(source, file, frontend=sides.in_browser(file), prefixes=sides.prefixes)


def _ignored_by_git(root: Path) -> tuple[frozenset[str], list[Unclear]]:
    """The files and folders below `root` that git ignores; none if it is no checkout."""
    if not any((folder / ".git").exists() for folder in (root, *root.parents)):
        return frozenset(), []
    try:
        # Whoever names an ignored folder wants it read.
        if _git(root, "check-ignore", "-q", ".").returncode == 0:
            return frozenset(), []
        done = _git(root, "ls-files", "-z", "--others", "--ignored", "--exclude-standard", "--directory")
        done.check_returncode()
    except (OSError, subprocess.CalledProcessError) as error:
        said = error.stderr if isinstance(error, subprocess.CalledProcessError) else ""
        reason = (said.splitlines() or [str(error)])[0]
        why = (
            f"git cannot say what it ignores here ({reason}), so nothing was left out; make `git status` work"
        )
        return frozenset(), [Unclear(Place(".", 0), why)]
    return frozenset(path.rstrip("/") for path in done.stdout.split("\0") if path), []


def _git(root: Path, *command: str) -> subprocess.CompletedProcess[str]:
    # Inside a git hook these would name another repository.
    environ = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    environ["LC_ALL"] = "C.UTF-8"
    # A checkout's own settings may name a program to start for file changes; a scan starts none.
    start = ["git", "-c", "core.fsmonitor=false", "-C", str(root)]
    return subprocess.run(
        [*start, *command], capture_output=True, encoding="utf-8", errors="surrogateescape", env=environ
    )
