"""Where Open vSwitch's source comes from: Debian's package, or somebody's own checkout."""

import hashlib
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from entries import ROOT, UserError
from locks import wait_for

PACKAGE = "openvswitch-source"
VERSION = "3.1.0"
UPCALL = "ofproto/ofproto-dpif-upcall.c"
# The file of that version, the same in Debian 12 and at upstream's tag v3.1.0.
SHA256 = "50cacb5fdf6f7633e34dd2e51df6d7d435fc59c9e191af876c75017145f22740"
WORK = ROOT / "build" / "ovs"
BOOT_TOOLS = {"autoreconf": "autoconf", "automake": "automake", "libtoolize": "libtool"}


@dataclass(frozen=True)
class Source:
    """A tree, and a short name that tells it from others."""

    tree: Path
    name: str
    own: bool  # Somebody's own: it may change at any time, and its file is taken as it is.

    @property
    def upcall(self):
        """The file under test."""
        return self.tree / UPCALL

    @property
    def text(self):
        """What stands in it."""
        return self.upcall.read_text(encoding="utf-8", errors="replace")


def sha256_of(path):
    """Of a file, in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _run(command, cwd, what, remedy):
    """Runs a command quietly; a line with what it said last if it fails."""
    try:
        done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, errors="replace", check=False)
    except FileNotFoundError as error:
        raise UserError(f"{what}: {command[0]} is missing; {remedy}") from error
    if done.returncode:
        said = [line for line in (done.stderr + done.stdout).splitlines() if line.strip()]
        raise UserError(f"{what}: {said[-1].strip() if said else 'it failed'}; {remedy}")


def _download(folder):
    print(f"fetching {PACKAGE} (8 MB)", flush=True)
    for old in folder.glob("*.deb"):
        old.unlink()
    _run(["apt-get", "-o", "APT::Sandbox::User=root", "download", PACKAGE], folder,
         f"{PACKAGE} cannot be fetched",
         "needed are a network and apt's lists (apt-get update), or --ovs DIR with a checkout")
    files = list(folder.glob(f"{PACKAGE}_*.deb"))
    if not files:
        raise UserError(f"apt-get download {PACKAGE} left no file in {folder}")
    return files[0]


def _unpack(package, folder):
    remedy = "remove build/ovs and try again"
    _run(["dpkg-deb", "-x", str(package), "package"], folder, f"{package.name} cannot be unpacked", remedy)
    archives = list((folder / "package").rglob("openvswitch.tar.gz"))
    if not archives:
        raise UserError(f"{package.name} has no openvswitch.tar.gz: it is built otherwise than Debian 12's; "
                     "give a checkout with --ovs DIR")
    _run(["tar", "-xzf", str(archives[0])], folder, f"{archives[0].name} cannot be unpacked", remedy)


def version_of(tree):
    """As configure.ac says it."""
    try:
        text = (tree / "configure.ac").read_text(errors="replace")
    except OSError:
        text = ""
    found = re.search(r"AC_INIT\(openvswitch, ([0-9.]+)", text)
    return found[1] if found else "unknown"


def has_debian():
    """Whether Debian's source has been fetched."""
    return (WORK / "source" / "openvswitch" / UPCALL).exists()


def _fetch(folder):
    """Under another name until it is whole: half a tree would be taken for one."""
    fresh = folder.with_name("source.new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    _unpack(_download(fresh), fresh)
    shutil.rmtree(folder, ignore_errors=True)
    fresh.rename(folder)


def of_debian():
    """The source of Debian's package: fetched once, and the file under test is the one that is known."""
    tree = WORK / "source" / "openvswitch"
    with wait_for(WORK / "source.lock", f"{PACKAGE} is being fetched by another; waiting"):
        if not has_debian():
            _fetch(tree.parent)
    digest = sha256_of(tree / UPCALL)
    if digest != SHA256:
        raise UserError(f"{UPCALL} of {PACKAGE} (Open vSwitch {version_of(tree)}) has the sha256 {digest[:16]}..., "
                     f"not that of {VERSION}, {SHA256[:16]}...; remove build/ovs/source, or take the tree as it "
                     "is with --ovs DIR")
    return Source(tree, "debian", own=False)


def _boot(tree):
    missing = [package for tool, package in BOOT_TOOLS.items() if not shutil.which(tool)]
    if missing:
        raise UserError(f"{tree} has no configure, and boot.sh needs {' and '.join(missing)}: "
                     f"apt-get install {' '.join(missing)}")
    print(f"running {tree}/boot.sh", flush=True)
    _run(["./boot.sh"], tree, f"{tree}/boot.sh", "see what it says when you run it")


def of_checkout(text):
    """Somebody's own tree."""
    tree = Path(text).resolve()
    if not (tree / UPCALL).is_file():
        raise UserError(f"--ovs {text}: there is no {UPCALL}; it wants a source tree of Open vSwitch")
    if (tree / "config.status").exists():
        raise UserError(f"--ovs {text}: the tree is configured in place, which keeps it from being built elsewhere; "
                     "run make distclean in it, or give another checkout (git worktree add)")
    if not (tree / "configure").exists():
        if not (tree / "boot.sh").exists():
            raise UserError(f"--ovs {text}: there is neither configure nor boot.sh")
        _boot(tree)
    name = "own-" + hashlib.sha256(str(tree).encode()).hexdigest()[:8]
    return Source(tree, name, own=True)
