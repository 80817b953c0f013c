"""Patches that do not fit src/ any more, merged with what has changed since they did (ci/zoo --rebase).

A patch is written only if what it makes builds and shows the bug; a merge that shows nothing is no planted
bug. What could not be finished is kept in the folder of the work, NAME/, as whole files to be mended by hand.
"""

import hashlib
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from zoo import planted, regressions, repair
from build import CORPORA, build, build_each, install_needed, log_of
from entries import ROOT, UserError, did_you_mean, from_root, read_entries
from files import write_atomically
from zoo.history import History, merge
from zoo.moved import is_there, relocate
from zoo.planted_build import first_error
from zoo.renames import rename, renamed

SCREEN_LINES = 24
LOOK_S = 60  # So long a bug is looked for whose scenario does not show it after a merge.
_MARKERS = (b"<<<<<<< ", b"||||||| ", b">>>>>>> ")


def header_of(text):
    """What stands before the changes of a patch."""
    lines = text.splitlines(keepends=True)
    end = next((i for i, line in enumerate(lines) if line.startswith(("--- ", "diff "))), len(lines))
    return "".join(lines[:end])


def _difference(name, old, new):
    """The changes of one file, as they stand in a patch."""
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / which for which in ("old", "new")]
        for path, text in zip(paths, (old, new)):
            path.write_bytes(text)
        done = subprocess.run(["diff", "-u", "--label", f"a/{name}", "--label", f"b/{name}", *paths],
                              capture_output=True, check=False)
    return done.stdout.decode()


def _sections(text):
    """The changes of a patch, by the name of the file that each is of."""
    parts = re.split(r"^(?=--- )", text[len(header_of(text)):], flags=re.M)
    return {planted.touched(part)[0]: part for part in parts if planted.touched(part)}


def patch_of(old, now, changed):
    """A patch that makes `changed` out of `now`, both texts by name, with the header of the patch `old`;
    a file whose changes need not be written in another way has them as there."""
    new = header_of(old)
    sections = _sections(old)
    for name in sorted(changed):
        if changed[name] == now.get(name):
            continue
        try:
            same = planted.plant(sections.get(name, ""), now)[name] == changed[name]
        except planted.Unfit:
            same = False
        new += sections[name] if same else _difference(name, now.get(name, b""), changed[name])
    return new


def _fingerprint(files):
    digest = hashlib.sha256()
    for name, text in sorted(files.items()):
        digest.update(f"{name} {len(text)}\n".encode() + text)
    return digest.hexdigest()


def _mistake(text, names):
    """The lines of a patch that change these files, with where each is."""
    lines, shown = [], False
    for line in text[len(header_of(text)):].splitlines():
        if line.startswith("+++ "):
            shown = line[len("+++ b/"):].split("\t")[0] in names
        elif shown and line.startswith(("@@", "+", "-")) and not line.startswith("--- "):
            lines.append(f"    {line}")
    return lines


def _short(subject):
    """A commit's subject, cut to what fits a line with more in it."""
    return subject if len(subject) <= 50 else f"{subject[:47]}..."


def _first_conflict(text):
    """The number of the first line that is in conflict."""
    return text[:text.index(_MARKERS[0])].count(b"\n") + 1


class Rebase:
    """The patches of one call. `root` is the tree, `work` the folder for what needs a hand."""

    def __init__(self, root, work):
        self.root, self.work, self.now = root, work, planted.sources(root)
        self._history, self._names = None, {}

    @property
    def history(self):
        """Read when it is needed, and once."""
        self._history = self._history or History(self.root)
        return self._history

    def _renamed(self, base):
        """What has got another name since a commit."""
        if base.commit not in self._names:
            self._names[base.commit] = renamed(base.files, self.now)
        return self._names[base.commit]

    def keep(self, patch, files):
        """Keeps files that need a hand. Returns their folder. What was there before is NAME.old."""
        folder = self.work / patch.stem
        if folder.exists():
            shutil.rmtree(f"{folder}.old", ignore_errors=True)
            folder.rename(f"{folder}.old")
        for name, text in files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(text)
        (folder / "made-for").write_text(_fingerprint(self.now) + "\n")
        return folder

    def _conflict(self, patch, base, merged):
        """Keeps what is in conflict, and says what to do on one screen. Always raises."""
        names = [name for name in merged.conflicts if _MARKERS[0] in merged.files.get(name, b"")]
        if not names:
            raise UserError(f"{' '.join(merged.conflicts)} is gone, and what {patch.stem} plants there with "
                         f"it: write the patch by hand, or say why not in ci/planted/left-out.txt")
        folder = self.keep(patch, {name: text for name, text in merged.files.items()
                                    if text != self.now.get(name)})
        shown = _mistake(patch.read_text(encoding="utf-8"), names)
        if len(shown) > SCREEN_LINES - 6:
            shown = [*shown[:SCREEN_LINES - 7], f"    ... (all of it: ci/planted/{patch.name})"]
        places = [f"    {from_root(folder / name)}:{_first_conflict(merged.files[name])}" for name in names]
        raise UserError("\n".join([
            f"something has changed since {base.commit} ({_short(base.subject)}) where its mistake is:", *shown,
            "  Between the markers, leave what src/ is now, with the mistake in it:", *places,
            f"  and then: ci/zoo --rebase --resolved {patch.stem}"]))

    def merged(self, patch):
        """What a patch may be now, the likeliest first: its text, and a word on where it is from. Raises
        UserError at the end if it needs a hand whatever became of these."""
        text = patch.read_text(encoding="utf-8")
        if not planted.trouble(patch, self.now):
            yield text, "it fits as it is"
            return
        base = self.history.newest_fit(text)
        since = f"what has changed since {base.commit} ({_short(base.subject)})"
        names = self._renamed(base)
        then = rename(base.files, names)
        mistake = then | rename(planted.plant(text, base.files), names)
        merged = merge(then, mistake, self.now)
        new = patch_of(text, self.now, merged.files)
        if not merged.conflicts and new != header_of(text):
            yield new, f"merged{' word by word' if merged.by_word else ''} with {since}"
        there = patch_of(text, self.now, self.now | relocate(then, mistake, self.now))
        if there not in (new, header_of(text)):
            yield there, "planted where its lines are now"
        if merged.conflicts:
            self._conflict(patch, base, merged)
        if new == header_of(text):
            raise UserError("what it plants is in the sources already: has the bug come back? If that is "
                            "meant, move it to ci/planted/left-out.txt" if is_there(then, mistake, self.now) else
                            f"of its mistake, a merge with {since} leaves nothing, as the lines have gone "
                            "elsewhere: write the patch by hand, or say why not in ci/planted/left-out.txt")

    def resolved(self, patch):
        """The same of what was mended by hand, of which there is one."""
        folder = self.work / patch.stem
        if not (folder / "made-for").exists():
            raise UserError(f"nothing of it waits to be resolved: ci/zoo --rebase {patch.stem}")
        if (folder / "made-for").read_text().strip() != _fingerprint(self.now):
            raise UserError("the sources have changed since the merge: "
                         f"ci/zoo --rebase {patch.stem} merges it once more")
        files = {name: text for name, text in planted.sources(folder).items() if name in self.now}
        for name, text in files.items():
            if any(line.startswith(_MARKERS) for line in text.splitlines()):
                raise UserError(f"{from_root(folder / name)} still has a conflict")
        old = patch.read_text(encoding="utf-8")
        new = patch_of(old, self.now, files)
        if new == header_of(old):
            raise UserError("the resolved files have no mistake in them")
        yield new, "made of the files that were resolved"


def check(patch, entry, work, seconds):
    """Builds a bug and checks its scenario; if that does not show it, the bug is looked for, and a scenario
    made of what is found. Returns why it does not build, and what is wrong with the scenario; each is "" if
    nothing is."""
    build("plain", ["ukeyfuzz", "ukeyfuzz_fine", *CORPORA])
    preset = entry.build if entry else "plain"
    if build_each(preset, [f"zoo-{patch.stem}"]):
        return first_error(patch.stem, log_of(preset).read_text(errors="replace")) or log_of(preset), ""
    wrong = regressions.trouble(entry) if entry else ""
    if wrong:
        print(f"{patch.stem}: corpus/bugs/{patch.stem}.scenario {wrong}; looking for the bug for {seconds} s",
              flush=True)
        wrong = "" if repair.repair(entry, work, 1, seconds) else wrong
    return "", wrong


def _fail(rebase, patch, new, error, wrong):
    """Keeps what cannot be used to be mended by hand. Returns what to say."""
    folder = rebase.keep(patch, planted.plant(new, rebase.now))
    why = f"it does not build ({error})" if error else \
        f"it builds, but corpus/bugs/{patch.stem}.scenario {wrong}, and no other was found"
    return (f"{why}; the patch is as it was. Mend what is in\n    "
            f"{from_root(folder)}\n  and then: ci/zoo --rebase --resolved {patch.stem}")


def rebase_one(rebase, patch, entry, resolved, checked):
    """Rebases one patch. `checked` says what is wrong with it, as check() does. Prints what became of it.
    Returns whether all is well with it; if not, it is as it was."""
    def say(what):
        print(f"{patch.stem}: {what}", flush=True)
    old, failed = patch.read_text(encoding="utf-8"), ""
    try:
        for new, how in (rebase.resolved if resolved else rebase.merged)(patch):
            say(f"{how}; building it")
            error = wrong = "it was not checked"
            try:
                write_atomically(patch, new)
                error, wrong = checked(patch, entry)
            finally:
                if error or wrong:
                    write_atomically(patch, old)
            if not error and not wrong:
                shutil.rmtree(rebase.work / patch.stem, ignore_errors=True)
                say("it builds" + (", and its scenario shows the bug" if entry else ""))
                return True
            failed = failed or _fail(rebase, patch, new, error, wrong)
    except UserError as why:
        failed = str(why)
    say(failed)
    return False


def chosen(names, root=ROOT):
    """The patches of these names, or all that do not fit."""
    patches = planted.all_patches(root)
    known = {patch.stem: patch for patch in patches}
    for name in names:
        if name not in known:
            raise UserError(f"there is no ci/planted/{name}.patch{did_you_mean(name, known)}; try --list")
    wanted = [patch for patch in patches if not names or patch.stem in names]
    return wanted, planted.stale(wanted, root)


def rebase_all(names, work, resolved, seconds):
    """ci/zoo --rebase. A bug that its scenario does not show is looked for for `seconds`. Returns the exit code."""
    wanted, bad = chosen(names)
    todo = wanted if names else bad
    if not todo:
        print(f"all {len(wanted)} patches fit")
        return 0
    install_needed()
    entries, rebase = {entry.name: entry for entry in read_entries()}, Rebase(ROOT, work)
    done = [rebase_one(rebase, patch, entries.get(patch.stem), resolved,
                       lambda patch, entry: check(patch, entry, work, seconds)) for patch in todo]
    print(f"{sum(done)} of {len(done)} patches are right")
    return int(not all(done))
