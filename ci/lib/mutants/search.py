"""Mutants looked for: what has come of each is kept, so that an interrupted run goes on where it was.

A verdict is one of

    uncompiled   no compiler takes it
    same         its objects are those of the original in each build that looks: no program can tell them apart
    killed       a fuzz target found it: `tag` says by which oracle, HANG that it does not end
    alive        nothing was found in the time that there was
"""

import hashlib
import shutil
import threading
from functools import partial

import campaign
import runs
from build import build
from entries import ROOT, SEEDS, UserError

from .excused import excused
from .operators import read_source
from .workshop import BUILDS, Recipe, Uncompiled, ways_of

SEED = 1


def mark_of_sources():
    """The text of all that a verdict depends on besides the mutant: the cache, the harness, the targets and
    the seeds."""
    digest = hashlib.sha256()
    for folder in ("src", "harness", "targets", "corpus/seeds"):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in (".c", ".h", ".txt", ".cmake", ".scenario") and "test" not in path.parts:
                digest.update(f"{path.relative_to(ROOT)}\0".encode() + path.read_bytes() + b"\0")
    return digest.hexdigest()


def prepare(builds):
    """Builds what mutants are linked with."""
    folders = {}
    for name in builds:
        preset, targets = BUILDS[name]
        folders.setdefault(preset, []).extend(targets)
    if not SEEDS.is_dir() or "plain" not in folders:
        build("plain", ["corpus_seeds"])
    for preset, targets in folders.items():
        build(preset, targets + (["corpus_seeds"] if preset == "plain" else []))
    return {way: Recipe(*way) for way in ways_of(builds)}


class Search:
    """Looks for mutants with a budget: `seconds` for each of the recipes' programs."""

    def __init__(self, work, recipes, builds, seconds, sources=None):
        self.work, self.recipes, self.seconds = work, recipes, seconds
        self.ways = ways_of(builds)
        self.sources = sources or mark_of_sources()
        self._originals, self._lock = {}, threading.Lock()
        self._correct = {}  # What each way counts for the correct cache.

    def _mark(self, mutant, way):
        """What comes of a mutant in one way depends on this."""
        parts = (mutant.id, mutant.file, mutant.old, mutant.new, self.sources, str(self.seconds), *way)
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()

    def _folder(self, mutant, way):
        """Where it is kept."""
        return self.work / "runs" / mutant.id / "-".join(way)

    def _kept_one(self, mutant, way):
        return runs.kept(self._folder(mutant, way), self._mark(mutant, way))

    def kept(self, mutant):
        """The record about it if what is kept decides it; else None."""
        return self._judge(mutant, lambda way: self._kept_one(mutant, way))

    def look_for(self, mutant, stop):
        """The record about a mutant, made or kept. None if it was interrupted."""
        return self._judge(mutant, lambda way: self._kept_one(mutant, way) or self._one_way(mutant, way, stop))

    def _judge(self, mutant, of_way):
        """The record about a mutant, of those that `of_way` has of each way until one decides. None if one is
        missing."""
        whole = {"id": mutant.id, "operator": mutant.operator, "file": mutant.file, "function": mutant.function,
                 "line": mutant.line, "summary": mutant.summary, "verdict": "same", "tag": "", "target": "",
                 "build": "", "executions": 0, "seconds": 0.0, "crash": "", "message": "", "excused": []}
        for way in self.ways:
            one = of_way(way)
            if not one:
                return None
            whole["executions"] += one["executions"]
            whole["seconds"] = round(whole["seconds"] + one["seconds"], 2)
            whole["excused"] += one["excused"]
            if one["verdict"] != "same":
                whole["verdict"] = one["verdict"]
            if one["verdict"] in ("killed", "uncompiled"):
                whole.update(build=way[0], target=way[1],
                             **{key: one[key] for key in ("tag", "crash", "message")})
                break
        return whole

    def forget(self):
        """--fresh."""
        for folder in (self.work / "runs").glob("*"):
            runs.forget(folder)

    def _original(self, way, name):
        """The objects that the file's own text makes, compiled as mutants are."""
        with self._lock:
            if (way, name) not in self._originals:
                folder = self.work / "originals" / "-".join(way) / name.replace("/", "-")
                shutil.rmtree(folder, ignore_errors=True)
                try:
                    self._originals[way, name] = self.recipes[way].objects(name, read_source(name), folder)
                except Uncompiled as why:
                    raise UserError(f"{name} without a mistake cannot be built ({' '.join(way)}): {why}") from why
            return self._originals[way, name]

    def check_correct(self, name="src/ukey.c"):
        """Makes every program without a mistake, as mutants are made, and lets it run. Raises UserError if
        that finds anything: then a mutant's death would say nothing. It has as long as they have: the oracles
        make other excuses when a corpus has grown."""
        for way in self.ways:
            folder = self.work / "correct" / "-".join(way)
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
            program = self.recipes[way].make(self._original(way, name), folder / way[1])
            outcome = campaign.run(program, folder / "run", SEED, self.seconds, threading.Event())
            if outcome.tag:
                raise UserError(f"{' '.join(way)} finds {outcome.tag} without a mutant; see {folder}/run")
            self._correct[way] = outcome.statistics

    def _one_way(self, mutant, way, stop):
        """Makes one program, lets it look, and keeps what came of it. None if it was interrupted."""
        if stop.is_set():
            return None
        folder = self._folder(mutant, way)
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        record = {"fingerprint": self._mark(mutant, way), "verdict": "alive", "tag": "", "executions": 0,
                  "seconds": 0.0, "crash": "", "message": "", "excused": []}
        try:
            if not self._look(mutant, way, folder, record, stop):
                return None
        except Uncompiled as why:
            record.update(verdict="uncompiled", message=str(why))
        except campaign.Ended as why:
            record.update(verdict="killed", tag="EXIT", message=str(why))
        for made in folder.iterdir():
            if made.name == "src":
                shutil.rmtree(made)
            elif made.name != "run":
                made.unlink()
        runs.keep(folder, record, describe({**record, "id": mutant.id, "build": way[0], "target": way[1]}))
        return record

    def _look(self, mutant, way, folder, record, stop):
        """Notes what one program finds. False if it was interrupted."""
        recipe = self.recipes[way]
        objects = recipe.objects(mutant.file, mutant.apply(read_source(mutant.file)), folder)
        if recipe.same(objects, self._original(way, mutant.file)):
            record["verdict"] = "same"
            return True
        outcome = campaign.run(recipe.make(objects, folder / way[1]), folder / "run", SEED, self.seconds, stop)
        record.update(verdict="killed" if outcome.tag else "alive", tag=outcome.tag, crash=outcome.crash,
                      executions=outcome.executions, seconds=round(outcome.seconds, 2),
                      excused=[] if outcome.tag else excused(outcome.statistics, self._correct.get(way, {})))
        return outcome.complete


def describe(record):
    """What came of one, as a line."""
    how = f"killed by {record['tag']}, {record['build']} {record['target']}" if record["tag"] else record["verdict"]
    after = (f" after {record['executions']} executions, {record['seconds']:.1f} s"
             if record["executions"] else "")
    return f"{record['id']}: {how}{after}"


def look_for_all(search, mutants):
    """Looks for all of them, in parallel. True if complete."""
    missing = [mutant for mutant in mutants if not search.kept(mutant)]
    if not missing:
        return True
    search.check_correct()
    return runs.make_all([partial(search.look_for, mutant) for mutant in missing], describe, "ci/mutants",
                         search.work)
