"""test_html_program.py UKEYFUZZ PROGRAMS: the page of explain --html for programs that ukeyfuzz cc has built, in a
real browser. Exit code 77 where there is no browser."""
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

import browser

SKIPPED = 77
TOOL, PROGRAMS = (pathlib.Path(arg).resolve() for arg in sys.argv[1:3])
# A name that would end the element that the data are in, if it were not escaped.
NAME = "</script><b>&amp;.uks"


class Programs(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        (cls.folder / NAME).parent.mkdir(parents=True)
        cls.page = cls.enterClassContext(browser.Page(browser.find()))

    def call(self, *words, code=1):
        run = subprocess.run([TOOL, *words], cwd=self.folder, capture_output=True, check=False)
        self.assertEqual(run.returncode, code, run.stderr)
        return run.stdout

    def show(self, program, *options):
        self.call("cc", "-O1", "-o", "a.uk", PROGRAMS / program, code=0)
        self.call("run", "-q", "--runs", "5000", "-o", NAME, *options, "a.uk")
        self.call("explain", "a.uk", NAME, "--html", "page.html")
        self.json = json.loads(self.call("explain", "--json", "a.uk", NAME))
        self.page.errors.clear()
        self.page.requests.clear()
        self.page.resize(1920, 1080)
        self.page.open((self.folder / "page.html").as_uri())

    def tearDown(self):
        self.assertEqual(self.page.errors, [])
        self.assertEqual(self.page.requests, [(self.folder / "page.html").as_uri()], "something leaves the page")

    def text(self, selector):
        return self.page.js(f"document.querySelector({selector!r}).textContent")

    def test_deadlock(self):
        self.show("lock-inversion.c")
        self.assertEqual(self.text("h1"), f"{NAME}: failed LOCK (a.uk)")
        self.assertIn("thread-2 waits for b held by thread-3", self.text("#message"))
        self.assertRegex(self.text("#origins"), r"a: first used by thread-\d \(\w+\) in with_both \(lock-inversion.c:\d+\)")
        # What is the cache's alone is not there.
        for part in ("#ledger", "#columns", "#report"):
            self.assertTrue(self.page.js(f"document.querySelector('{part}').hidden"), part)
        self.assertEqual(self.page.js("document.querySelectorAll('.row .ukey').length"), 0)
        # Each side leads to its step.
        self.assertEqual(self.page.js("document.querySelectorAll('#sides li').length"), 3)
        for i, side in enumerate(self.json["evidence"]):
            self.page.js(f"document.querySelectorAll('#sides button')[{i}].click()")
            self.assertEqual(self.page.js("current"), side["step"])
            self.assertEqual(self.page.js("location.hash"), f"#{side['step']}")
        self.assertIn("ukeyfuzz replay --gdb a.uk ", self.text("#details"))

    def test_race(self):
        self.show("data-race.c", "--races", "first")
        self.assertIn("data race on total", self.text("#message"))
        self.assertEqual(self.page.js("lanes.map((lane) => lane.name)"), [actor["name"] for actor in self.json["actors"]])
        source = (PROGRAMS / "data-race.c").read_text().split("\n")
        for side in self.json["evidence"]:
            step = self.json["steps"][side["step"]]
            self.page.js(f"moveTo({side['step']})")
            self.assertIn(side["what"], self.text("#details"))
            self.assertRegex(self.text("#details"), r"(reads|writes) total = \d")
            self.assertEqual(self.text("#details .source .here").split(None, 1)[1].strip(),
                             source[step["source"][0]["line"] - 1].strip())
        # Search knows variables, threads and places.
        for words in ("total", "add", "data-race.c:21", "thread-2 writes"):
            self.page.js(f"search.value = '{words}'; find()")
            self.assertGreater(self.page.js("found.size"), 0, words)

    def test_sizes(self):
        """Nothing is cut off: not on a phone, and not the names above the lanes."""
        self.show("free-while-used.c")
        for width in (390, 1920):
            self.page.resize(width, 844)
            self.assertLessEqual(self.page.js("document.documentElement.scrollWidth"), width)
            self.assertEqual(self.page.js("""[...document.querySelectorAll("#lanes .lane")].filter((lane) =>
                lane.getBoundingClientRect().top < document.getElementById("lanes").getBoundingClientRect().top)
                .map((lane) => lane.textContent)"""), [])
            self.assertTrue(self.page.js("document.querySelectorAll('#steps [data-step]').length > 10"))


if __name__ == "__main__":
    if not browser.find():
        print("skipped: there is no browser (ci/deps installs one)")
        sys.exit(SKIPPED)
    unittest.main(argv=sys.argv[:1])
