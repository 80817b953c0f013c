"""ci/deps on a machine that has nothing yet: no Python, no compiler, only what each Debian has."""

import re
import shutil
import subprocess
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from script_alone import PATIENCE, ROOT, ScriptAlone

DEBIAN_HAS = ("awk", "basename", "bash", "dirname", "env")
FAKE_DPKG = """#!/bin/sh
case " $INSTALLED " in *" $4 "*) printf "install ok installed" ;; *) exit 1 ;; esac
"""
FAKE_APT = '#!/bin/sh\necho "apt-get $*"\n'
FAKE_SUDO = '#!/bin/sh\nexec "$@"\n'


def packages(*groups):
    """Those of ci/packages.txt, in its order."""
    text = (ROOT / "ci/packages.txt").read_text(encoding="utf-8")
    return [name for group, body in re.findall(r"^\[(\w+)\]\n([^[]*)", text, re.M) if group in groups
            for name in re.findall(r"^\S+", body, re.M)]


class Deps(ScriptAlone):
    def setUp(self):
        super().setUp()
        self.script("deps")
        shutil.copy(ROOT / "ci/packages.txt", self.root / "ci/packages.txt")
        for program in DEBIAN_HAS:
            (self.root / "bin" / program).symlink_to(shutil.which(program))
        for name, text in (("dpkg-query", FAKE_DPKG), ("apt-get", FAKE_APT), ("sudo", FAKE_SUDO)):
            self.program(f"bin/{name}", text)

    def run_it(self, *options, installed=()):
        """(exit code, what was named as needed, what apt-get was asked, what was said to be wrong)"""
        done = subprocess.run([self.root / "ci/deps", *options], text=True, capture_output=True, timeout=PATIENCE,
                              env={"PATH": str(self.root / "bin"), "INSTALLED": " ".join(installed)}, check=False)
        return (done.returncode, re.findall(r"^needed: (\S+) ", done.stdout, re.M),
                re.findall(r"^apt-get (\w+) -\S+(?: -qq --no-install-recommends)?(.*)", done.stdout, re.M), done.stderr)

    def test_all_is_installed(self):
        wanted = packages("base", "browser")
        self.assertGreater(len(wanted), 20)
        code, needed, asked, _ = self.run_it()
        self.assertEqual((code, sorted(needed)), (0, sorted(wanted)))
        self.assertEqual(asked, [("update", ""), ("install", " " + " ".join(needed))])

    def test_what_is_there_is_not(self):
        everything = packages("base", "browser")
        self.assertEqual(self.run_it(installed=everything), (0, [], [], ""))
        self.assertEqual(self.run_it(installed=everything[1:])[2][1], ("install", f" {everything[0]}"))

    def test_check_installs_nothing(self):
        self.assertEqual(self.run_it("--check", installed=packages("base"))[:3], (1, ["chromium"], []))
        self.assertEqual(self.run_it("--check", installed=packages("base", "browser"))[0], 0)

    def test_options_add_groups_and_leave_out(self):
        base = packages("base")
        for option, left in (("--no-browser", []), ("--ovs", packages("ovs")),
                             *((f"--{group}", packages("browser", group)) for group in ("afl", "actionlint"))):
            self.assertEqual(sorted(self.run_it(option, installed=base)[1]), sorted(left), option)

    def test_without_a_list_nothing_is_said_to_be_there(self):
        (self.root / "ci/packages.txt").unlink()
        code, _, asked, said = self.run_it()
        self.assertEqual((code, asked), (2, []))
        self.assertIn("ci/deps: there is no package in ci/packages.txt\n", said)


class List(unittest.TestCase):
    def test_each_line_is_a_group_or_says_what_a_package_is_for(self):
        text = (ROOT / "ci/packages.txt").read_text(encoding="utf-8")
        self.assertEqual([line for line in text.splitlines()
                          if not re.fullmatch(r"(#.*|\[\w+\]|[a-z][\w+.-]* +\S.*|)", line)], [])


if __name__ == "__main__":
    unittest.main()
