"""The step that executes every file of every corpus in every build, once."""

import re
import time

from coverage import files_in

from .step import Failed, Skip, Step, case
from ..targets import pairs_of

FILES_AT_A_TIME = 2000


def files_of(night, target):
    """The corpus of a target, what it begins with, and the scenarios kept for known bugs."""
    folders = [*target.seeds(), *([] if night.planted else [target.kept()])]
    if night.corpus(target.name).is_dir():
        folders.append(night.corpus(target.name))
    return files_in(folders)


class Replay(Step):
    """data: {"done": {"TARGET BUILD": files that need not be executed again}}."""

    name = "replay"
    title = "replay every corpus in every build"
    share = 3.0

    def run(self, night, seconds, record):
        """A case per target and build. An interrupted one goes on where it was."""
        pairs = [(target, build) for target, build in pairs_of(night) if not target.threads]
        if not pairs:
            raise Skip("no target is left for this shard")
        done = record["data"].setdefault("done", {})
        deadline = time.monotonic() + seconds
        executed = sum(done.values())
        for target, build in pairs:
            name = f"{target.name} {build}"
            if any(c["name"] == name for c in record["cases"]):
                continue
            start = time.monotonic()
            files = files_of(night, target)
            kept = 0
            while done.get(name, 0) < len(files) and time.monotonic() < deadline:
                night.say(f"{name}: {done.get(name, 0)} of {len(files)} files")
                batch = files[done.get(name, 0):][:FILES_AT_A_TIME]
                n, shows = self._execute(night, target, build, batch, deadline)
                executed += n
                kept += shows
                done[name] = done.get(name, 0) + n
                if night.stopping():
                    return
            result = "passed" if done.get(name, 0) == len(files) else "skipped"
            record["cases"].append(case(name, result, time.monotonic() - start,
                                        f"{done.get(name, 0)} of {len(files)} files, {kept} of them "
                                        "show something"))
        if not executed:
            raise Skip("its time was over before a file was executed")
        late = [c["name"] for c in record["cases"] if c["result"] == "skipped"]
        record["message"] = (f"{executed} executions of corpus files" +
                             (f"; there was no time for all of {', '.join(late)}" if late else ""))

    @staticmethod
    def _execute(night, target, build, files, deadline):
        """Executes files, up to one that shows something, which is kept. Returns how many were
        executed, and whether the last one showed something."""
        log = night.work / "replay.log"
        log.unlink(missing_ok=True)
        process = night.start([night.program(build, target.name), "-timeout=60", *files], log,
                              cwd=night.work)
        code = night.finish_program(process, max(1.0, deadline + 60 - time.monotonic()))
        begun = re.findall(rb"^Running: (.*)$", log.read_bytes(), re.M)
        if code == 0:
            return len(files), False
        if code is None:
            return max(0, len(begun) - 1), False
        if not begun:
            raise Failed(f"{target.name} of {build} ended with {code}; see {log}")
        night.findings.add_raw("replay", target.name, build, files[len(begun) - 1])
        return len(begun), True
