"""The step that fuzzes: every target in every build, each for its part of the time, and then makes
the corpora small again.

A target has one corpus for all its builds, so that what is found quickly in one is tried in the
others.

data: {"campaigns": [{"target", "build", "seconds", "executions", "coverage", "features", "artefacts",
       "complete", "died"}] ("died": the exit code of one that ended by itself and left no artefact),
       "left_out": ["TARGET BUILD"] (what there was no time or space for),
       "corpora": [{"target", "before", "grown", "minimized", "bytes"}] (numbers of files),
       "reached": {what the executions have reached: how often}}
"""

import functools
import shutil
import time

from printable import counted

from .. import bursts, fork_mode
from .step import Failed, Skip, Step, case, figure, not_begun, of_planned
from ..targets import by_name, file_prefix, pairs_of

# Of the step's time, what fuzzing may use; the rest is for the merges.
FUZZING = 0.85
SECONDS_AT_LEAST = 5
# So many artefacts of one campaign are enough.
ARTEFACTS_MAX = 500
SECONDS_PER_BURST = 0.3
# How long a campaign or a merge may go on after its time. Where all seeds crash it would do so for minutes.
SECONDS_TO_END = 10
FOUND = 77  # libFuzzer's exit code.


def _files(folder):
    return [path for path in folder.iterdir() if path.is_file()] if folder.is_dir() else []


def _did_something(campaign):
    """Whether it has executed anything."""
    return campaign["executions"] > 0 or campaign["artefacts"] > 0


def restore(corpus):
    """Undoes a replacement of the corpus that was interrupted half way."""
    before = corpus.with_name(f"{corpus.name}.before")
    if before.is_dir():
        if corpus.is_dir():
            shutil.rmtree(before)
        else:
            before.rename(corpus)
    corpus.mkdir(parents=True, exist_ok=True)


def replace(corpus, smaller):
    """Puts the minimised corpus in the place of the grown one."""
    before = corpus.with_name(f"{corpus.name}.before")
    corpus.rename(before)
    smaller.rename(corpus)
    shutil.rmtree(before)


class Grow(Step):
    """See above."""

    name = "grow"
    title = "fuzz every target in every build (fork mode), and minimise the corpora (merge)"
    share = 40.0
    planted = True

    def run(self, night, seconds, record):
        """A case per target and build, and one per merged corpus."""
        pairs = pairs_of(night)
        if not pairs:
            raise Skip("no target is left for this shard")
        data = record["data"]
        for key, empty in (("campaigns", []), ("corpora", []), ("reached", {})):
            data.setdefault(key, empty)
        targets = list(dict.fromkeys(target for target, _ in pairs))
        for target in targets:
            corpus = night.corpus(target.name)
            restore(corpus)
            fork_mode.salvage(self._temporary(night, target), corpus)
            if not any(c["target"] == target.name for c in data["corpora"]):
                data["corpora"].append({"target": target.name, "before": len(_files(corpus)),
                                        "grown": None, "minimized": None, "bytes": None})
        deadline = time.monotonic() + seconds
        first = len(night.history) % len(pairs)  # Where there is no time for all, other nights begin elsewhere.
        self._fuzz(night, pairs[first:] + pairs[:first], seconds * FUZZING, data)
        begun = {f"{c['target']} {c['build']}" for c in data["campaigns"]}
        data["left_out"] = [name for name in (f"{target.name} {build}" for target, build in pairs) if name not in begun]
        for target in targets:
            if not night.stopping() and night.space_left():
                self._merge(night, target, deadline - time.monotonic(), data)
        self._conclude(record)
        if not night.stopping() and not any(c["died"] or _did_something(c) for c in data["campaigns"]):
            raise Skip("its time or the space was over before anything was executed")
        if night.planted and not night.stopping() and not any(c["artefacts"] for c in data["campaigns"]):
            raise Failed(f"{night.planted.name} is planted, and was not found in {record['message']}: "
                         "more --minutes")

    @staticmethod
    def _temporary(night, target):
        return night.work / "fork" / target.name

    def _fuzz(self, night, pairs, seconds, data):
        done = {(c["target"], c["build"]) for c in data["campaigns"] if c["complete"]}
        waiting = [(t, b) for t, b in pairs if (t.name, b) not in done]
        deadline = time.monotonic() + seconds
        for number, (target, build) in enumerate(waiting):
            left = deadline - time.monotonic()
            if night.stopping() or left <= 0 or not night.space_left():
                return
            self._campaign(night, target, build, max(left / (len(waiting) - number), SECONDS_AT_LEAST), data)

    def _campaign(self, night, target, build, seconds, data):
        """One target in one build. What an interrupted part of it did is added to."""
        campaign = next((c for c in data["campaigns"]
                         if (c["target"], c["build"]) == (target.name, build)), None)
        if not campaign:
            campaign = {"target": target.name, "build": build, "seconds": 0.0, "executions": 0,
                        "coverage": 0, "features": 0, "artefacts": 0, "complete": False,
                        "died": 0}
            data["campaigns"].append(campaign)
        artefacts = night.findings.folder("grow", target.name, build)
        start, before, met = time.monotonic(), dict(campaign), 0

        def look(now):
            nonlocal met
            met = now.crashes
            campaign.update(
                seconds=round(before["seconds"] + time.monotonic() - start, 1),
                executions=before["executions"] + now.executions,
                coverage=max(campaign["coverage"], now.coverage),
                features=max(campaign["features"], now.features),
                artefacts=len(_files(artefacts)))
            night.say(f"{target.name} {build}: {now.executions} executions, coverage {now.coverage}, "
                      f"features {now.features}, {counted(campaign['artefacts'], 'artefact')}")
            return campaign["artefacts"] >= ARTEFACTS_MAX or not night.space_left()

        fuzz = bursts.fuzz if target.threads else functools.partial(self._fork, data)
        code = fuzz(night, target.name, build, seconds, look)
        campaign["artefacts"] = len(_files(artefacts))
        campaign["complete"] = not night.stopping()
        campaign["died"] = 0 if campaign["artefacts"] else code or 0
        if met and not campaign["artefacts"]:
            night.trouble(f"{target.name}, {build} build: something was found {counted(met, 'time')}, and no file of it "
                          "could be stored")
            campaign["died"] = campaign["died"] or FOUND
        night.save()

    def _fork(self, data, night, name, build, seconds, look):
        """A campaign in fork mode. Returns its exit code, None if it was ended."""
        target = by_name(name)
        log, stats = night.work / f"grow.{name}.{build}.log", night.work / f"stats.{name}.{build}"
        temporary = self._temporary(night, target)
        log.unlink(missing_ok=True)
        shutil.rmtree(stats, ignore_errors=True)
        stats.mkdir()
        process = night.start(
            fork_mode.command(night.program(build, name), night.processes, seconds,
                              night.findings.folder("grow", name, build), file_prefix(name, build),
                              night.corpus(name), target.seeds()),
            log, {"UKEYFUZZ_STATS": f"{stats}/%p", "TMPDIR": str(temporary)}, cwd=night.work,
            patience=0)
        deadline = time.monotonic() + seconds

        def poll():
            if time.monotonic() >= deadline:
                fork_mode.ask_to_end(temporary)
            return look(fork_mode.progress_of(log))

        code = night.finish_program(process, seconds + SECONDS_TO_END, poll)
        look(fork_mode.progress_of(log))
        fork_mode.salvage(temporary, night.corpus(name))
        for key, count in fork_mode.reached(stats).items():
            data["reached"][key] = data["reached"].get(key, 0) + count
        shutil.rmtree(stats)
        return code

    @staticmethod
    def _merge(night, target, seconds, data):
        """Keeps of a corpus what the plain build needs for all that it reaches."""
        entry = next(c for c in data["corpora"] if c["target"] == target.name)
        if entry["minimized"] is not None:
            return
        build = night.planted.build if night.planted else target.builds[0]
        corpus = night.corpus(target.name)
        smaller = corpus.with_name(f".{target.name}.smaller")
        log = night.work / f"merge.{target.name}.log"
        artefacts = night.findings.folder("grow", target.name, build)
        shutil.rmtree(smaller, ignore_errors=True)
        smaller.mkdir(parents=True)
        entry["grown"] = len(_files(corpus))
        if seconds <= 0 or (target.threads and entry["grown"] * SECONDS_PER_BURST > seconds):
            return
        night.say(f"{target.name}: minimising a corpus of {entry['grown']} files")
        process = night.start([night.program(build, target.name), "-merge=1", "-timeout=60",
                               f"-artifact_prefix={artefacts}/{file_prefix(target.name, build)}",
                               smaller, corpus], log,
                              {"TMPDIR": str(night.work)}, cwd=night.work, patience=0)
        code = night.finish_program(process, max(seconds, SECONDS_TO_END))
        if code != 0 or not _files(smaller):
            if not night.stopping():
                night.trouble(f"the corpus of {target.name} was not minimised; see {log}")
            return
        replace(corpus, smaller)
        entry["minimized"] = len(_files(corpus))
        entry["bytes"] = sum(path.stat().st_size for path in _files(corpus))

    @staticmethod
    def _conclude(record):
        data, record["cases"], record["figures"] = record["data"], [], []
        left_out = data.get("left_out", [])
        for c in data["campaigns"]:
            name = f"{c['target']} {c['build']}"
            result = "passed" if c["complete"] and _did_something(c) else "skipped"
            message = f"{counted(c['executions'], 'execution')}, {counted(c['artefacts'], 'artefact')}"
            if c["died"]:
                result, message = "failed", f"ended with {c['died']} and left no artefact; see its log in work/"
            record["cases"].append(case(name, result, c["seconds"], message))
            record["figures"] += [
                figure(f"{name}: executions per second",
                       round(c["executions"] / max(c["seconds"], 1), 1), "1/s", "higher"),
                figure(f"{name}: coverage", c["coverage"], "edges", "higher"),
                figure(f"{name}: features", c["features"], "", "higher")]
        record["cases"] += not_begun(left_out)
        for c in data["corpora"]:
            before = counted(c["before"] if c["grown"] is None else c["grown"], "file")
            result, message = (("skipped", f"{before}, not minimised") if c["minimized"] is None else
                               ("passed", f"{before}, minimised to {c['minimized']}"))
            record["cases"].append(case(f"merge {c['target']}", result, 0, message))
            record["figures"].append(figure(f"{c['target']}: files in the corpus",
                                            c["minimized"] or c["grown"] or c["before"], "files"))
        executions = sum(c["executions"] for c in data["campaigns"])
        artefacts = sum(c["artefacts"] for c in data["campaigns"])
        begun = len(data["campaigns"])
        record["message"] = (f"{of_planned(begun, begun + len(left_out), 'campaign')}, "
                             f"{counted(executions, 'execution')}, {counted(artefacts, 'artefact')}")
