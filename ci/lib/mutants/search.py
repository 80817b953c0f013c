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
from entries import ROOT, SEEDS, Misfit

from .operators import read_source
from .workshop import BUILDS, Recipe, Uncompiled, ways_of

SEED = 1
# How long the correct cache is looked at before all mutants, so that no mutant's death has another cause.
SECONDS_CORRECT = 3


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

    def mark(self, mutant):
        """What the verdict about a mutant depends on."""
        parts = (mutant.id, mutant.file, mutant.old, mutant.new, self.sources, str(self.seconds),
                 *map("-".join, self.ways))
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()

    def folder(self, mutant):
        """Where the record about a mutant is kept."""
        return self.work / "runs" / mutant.id

    def kept(self, mutant):
        """The record about it if it stands; else None."""
        return runs.kept(self.folder(mutant), self.mark(mutant))

    def forget(self):
        """--fresh."""
        runs.forget(self.work / "runs")

    def _original(self, way, name):
        """The objects that the file's own text makes, compiled as mutants are."""
        with self._lock:
            if (way, name) not in self._originals:
                folder = self.work / "originals" / "-".join(way) / name.replace("/", "-")
                shutil.rmtree(folder, ignore_errors=True)
                try:
                    self._originals[way, name] = self.recipes[way].objects(name, read_source(name), folder)
                except Uncompiled as why:
                    raise Misfit(f"{name} without a mistake cannot be built ({' '.join(way)}): {why}") from why
            return self._originals[way, name]

    def check_correct(self, name="src/ukey.c"):
        """Makes every program without a mistake, as mutants are made, and lets it run. Raises Misfit if
        that finds anything: then a mutant's death would say nothing."""
        for way in self.ways:
            folder = self.work / "correct" / "-".join(way)
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
            program = self.recipes[way].make(self._original(way, name), folder / way[1])
            outcome = campaign.run(program, folder / "run", SEED, SECONDS_CORRECT, threading.Event())
            if outcome.tag:
                raise Misfit(f"{' '.join(way)} finds {outcome.tag} without a mutant; see {folder}/run")

    def look_for(self, mutant, stop):
        """The record about a mutant, made or kept. None if it was interrupted."""
        record = self.kept(mutant)
        if record or stop.is_set():
            return record
        folder = self.folder(mutant)
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        record = {"id": mutant.id, "operator": mutant.operator, "file": mutant.file, "function": mutant.function,
                  "line": mutant.line, "summary": mutant.summary, "fingerprint": self.mark(mutant),
                  "verdict": "alive", "tag": "", "target": "", "build": "", "executions": 0, "seconds": 0.0,
                  "crash": "", "message": ""}
        text = mutant.apply(read_source(mutant.file))
        record["verdict"] = self._verdict(mutant, text, record, stop)
        if not record["verdict"]:
            return None
        for made in folder.glob("*/*"):
            if made.name == "src":
                shutil.rmtree(made)
            elif made.name != "run":
                made.unlink()
        runs.keep(folder, record)
        return record

    def _verdict(self, mutant, text, record, stop):
        """Looks in each way until one finds it. None if interrupted."""
        verdict = "same"
        for way in self.ways:
            try:
                one = self._one_way(mutant, text, way, record, stop)
            except Uncompiled as why:
                record["message"] = str(why)
                return "uncompiled"
            if one in (None, "killed"):
                return one
            verdict = verdict if one == "same" else one
        return verdict

    def _one_way(self, mutant, text, way, record, stop):
        """Makes one program and lets it look. Returns the verdict, or None if interrupted."""
        recipe, folder = self.recipes[way], self.folder(mutant) / "-".join(way)
        objects = recipe.objects(mutant.file, text, folder)
        if recipe.same(objects, self._original(way, mutant.file)):
            return "same"
        program = recipe.make(objects, folder / way[1])
        tag, message, outcome = "", "", None
        try:
            outcome = campaign.run(program, folder / "run", SEED, self.seconds, stop)
            tag = outcome.tag
        except campaign.Ended as why:
            tag, message = "EXIT", str(why)
        if outcome and not outcome.complete:
            return None
        record["executions"] += outcome.executions if outcome else 0
        record["seconds"] = round(record["seconds"] + (outcome.seconds if outcome else 0), 2)
        if not tag:
            return "alive"
        record.update(tag=tag, target=way[1], build=way[0], message=message,
                      crash=outcome.crash if outcome else "")
        return "killed"


def told(record):
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
    return runs.make_all([partial(search.look_for, mutant) for mutant in missing], told, "ci/mutants",
                         search.work)
