"""The step that executes all corpora under Valgrind's memcheck.

What it reports is kept in the night's folder memcheck/: the file that showed it, and FILE.txt, what
Valgrind says.

data: {"done": {target: files that need not be executed again}, "total": {target: files},
       "reports": [{"target", "signature", "where", "file", "text"}]}, paths relative to the night's
       folder
"""

import hashlib
import shutil
import time
from pathlib import Path

import memcheck
from build import build
from coverage import files_in
from entries import seed_files

from .step import Skip, Step, case, figure
from ..targets import by_name

SECONDS_AT_LEAST = 30


class Memcheck(Step):
    """See above."""

    name = "memcheck"
    title = "execute the corpora under Valgrind, for reads of what was never written"
    share = 5.0

    def run(self, night, seconds, record):
        """A case per target, and one per report. An interrupted one goes on where it was."""
        if not shutil.which(memcheck.VALGRIND[0]):
            raise Skip("there is no valgrind (ci/deps)")
        targets = memcheck.TARGETS[night.shard[0] - 1::night.shard[1]]
        if not targets:
            raise Skip("no target is left for this shard")
        deadline = time.monotonic() + seconds
        night.say("building")
        build(memcheck.PRESET, memcheck.programs_to_build(targets))
        data = record["data"]
        for key, empty in (("done", {}), ("total", {}), ("reports", [])):
            data.setdefault(key, empty)

        def execute(command, log):
            log.unlink(missing_ok=True)
            process = night.start(command, log, cwd=night.work)
            left = max(SECONDS_AT_LEAST, deadline - time.monotonic())
            return night.finish_program(process, left)

        memcheck.check_canary(seed_files()[:8], night.work / "memcheck.canary.log", execute)
        for target in targets:
            self._target(night, target, deadline, data, execute)
        if not night.stopping():
            self._conclude(record)

    def _target(self, night, target, deadline, data, execute):
        folders = by_name(target).seeds()
        if target == "fuzz_interleave":
            folders.append(by_name(target).kept())
        if night.corpus(target).is_dir():
            folders.append(night.corpus(target))
        files = files_in(folders)
        done, data["total"][target] = data["done"], len(files)
        while (done.setdefault(target, 0) < len(files) and time.monotonic() < deadline
               and not night.stopping()):
            night.say(f"{target}: {done[target]} of {len(files)} files")
            batch = files[done[target]:][:memcheck.FILES_AT_A_TIME]
            n, reports = memcheck.check_files(target, batch, night.work / "memcheck.log", execute)
            if night.stopping():
                return
            for report in reports:
                self._keep(night, target, report, data["reports"])
            done[target] += n
            night.save()
            if n < len(batch) and not reports:
                return  # Its time was over.

    @staticmethod
    def _keep(night, target, report, reports):
        if any(r["signature"] == report.signature for r in reports):
            return
        folder = night.output / "memcheck"
        folder.mkdir(exist_ok=True)
        name = f"{target}-{hashlib.sha256(report.signature.encode()).hexdigest()[:8]}"
        if Path(report.file).is_file():
            shutil.copyfile(report.file, folder / name)
        (folder / f"{name}.txt").write_text(report.text, encoding="utf-8")
        reports.append({"target": target, "signature": report.signature, "where": report.where,
                        "file": f"memcheck/{name}", "text": f"memcheck/{name}.txt"})

    @staticmethod
    def _conclude(record):
        data = record["data"]
        record["cases"] = []
        for target, total in data["total"].items():
            n = data["done"].get(target, 0)
            record["cases"].append(case(target, "passed" if n == total else "skipped", 0,
                                        f"{n} of {total} files"))
        record["cases"] += [case(r["signature"], "failed", 0, f"{r['where']}, by {r['file']}")
                            for r in data["reports"]]
        executed = sum(data["done"].values())
        if not executed:
            raise Skip("its time was over before a file was executed")
        record["figures"] = [figure("files", executed, "files")]
        record["message"] = f"{executed} of {sum(data['total'].values())} files, {len(data['reports'])} different reports"
