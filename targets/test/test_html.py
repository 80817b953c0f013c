"""test_html.py TOOL SCENARIO: the page of explain --html, in a real browser. TOOL has the mistake that
SCENARIO shows. Exit code 77 where there is no browser."""
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

import browser

SKIPPED = 77
TOOL, SCENARIO = (str(pathlib.Path(arg).resolve()) for arg in sys.argv[1:3])
# A name that would end the element that the data are in, if it were not escaped.
NAME = "</script><b>&amp;.bin"

COLLECT = """(() => {
    const seen = new Map();
    for (let top = 0; top < list.scrollHeight; top += 400) {
        list.scrollTop = top;
        drawRows();
        for (const row of list.querySelectorAll("[data-step]")) {
            seen.set(Number(row.dataset.step), row.querySelector(".text").textContent);
        }
    }
    return [...seen].sort((a, b) => a[0] - b[0]).map((entry) => entry[1]);
})()"""


def explain(*options, cwd):
    run = subprocess.run([TOOL, "explain", *options, NAME], cwd=cwd, capture_output=True, check=False)
    assert run.returncode == 1, (run.returncode, run.stderr)
    return run.stdout


class Html(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        (folder / NAME).parent.mkdir(parents=True)
        (folder / NAME).write_bytes(pathlib.Path(SCENARIO).read_bytes())
        cls.file = folder / "page.html"
        cls.printed = explain("--html", cwd=folder)
        assert explain("--html", "-o", str(cls.file), cwd=folder) == b""
        cls.json = json.loads(explain("--json", cwd=folder))
        cls.decisive = [s["step"] for s in cls.json["steps"] if s["decisive"]]
        cls.page = cls.enterClassContext(browser.Page(browser.find()))

    def setUp(self):
        self.page.errors.clear()
        self.page.requests.clear()
        self.page.resize(1280, 800)
        self.page.prefer("light")
        self.page.open(self.file.as_uri())

    def tearDown(self):
        self.assertEqual(self.page.errors, [])
        self.assertEqual(self.page.requests, [self.file.as_uri()], "something leaves the page")

    def marked(self):
        """The step that is marked, which is one row, and told to whoever cannot see it."""
        return self.page.js("""(() => {
            const marked = document.querySelectorAll("[aria-selected=true]");
            const active = document.getElementById(list.getAttribute("aria-activedescendant"));
            return marked.length === 1 && marked[0] === active ? Number(active.dataset.step) : null;
        })()""")

    def text(self, selector):
        return self.page.js(f"document.querySelector({selector!r}).textContent")

    def test_printed_is_written(self):
        self.assertEqual(self.printed, self.file.read_bytes())

    def test_title_and_message(self):
        title = f"{NAME}: violated {self.json['invariant']} on flow {self.json['flow']}"
        self.assertEqual(self.text("title"), title)
        self.assertTrue(self.text("h1").startswith(title))
        self.assertIn(self.json["message"], self.text("#message"))

    def test_a_lane_per_actor(self):
        names = [actor["name"] for actor in self.json["actors"]]
        shown = self.page.js("[...document.querySelectorAll('#lanes .lane')].map((e) => e.textContent)")
        self.assertEqual(shown, names)
        self.assertEqual(self.page.js("document.querySelectorAll('.lanes .lifetime').length"), len(names))

    def test_all_steps(self):
        steps = self.json["steps"]
        folded = self.page.js("rows.length")
        self.page.press("a")
        rows = self.page.js("Number(document.querySelector('[role=option]').getAttribute('aria-setsize'))")
        self.assertEqual(rows, len(steps))
        self.assertEqual(self.text("#count"), str(len(steps)))
        self.assertEqual(self.page.js(COLLECT), [step["text"] for step in steps])
        self.page.press("a")
        self.assertEqual(self.page.js("rows.length"), folded)
        self.assertLess(folded, len(steps))

    def test_stepping(self):
        self.assertEqual(self.marked(), self.decisive[0])
        self.page.press("a")
        self.page.press("Home")
        self.assertEqual(self.marked(), 0)
        for key, step in (("ArrowDown", 1), ("ArrowRight", 2), ("j", 3), ("ArrowUp", 2), ("ArrowLeft", 1),
                          ("k", 0), ("ArrowUp", 0)):
            self.page.press(key)
            self.assertEqual(self.marked(), step, key)
        for step in self.decisive:
            self.page.press("n")
            self.assertEqual(self.marked(), step)
            self.assertIn(self.json["steps"][step]["text"], self.text("#details"))
        for step in reversed(self.decisive[:-1]):
            self.page.press("p")
            self.assertEqual(self.marked(), step)
        self.page.press("End")
        self.assertEqual(self.marked(), len(self.json["steps"]) - 1)
        self.assertTrue(self.page.js("""(() => {
            const row = document.querySelector("[aria-selected=true]").getBoundingClientRect();
            const box = list.getBoundingClientRect();
            return row.top > box.top - 1 && row.bottom < box.bottom + 1;
        })()"""), "the mark is out of sight")

    def test_folds(self):
        """Enter unfolds what is next to the mark, and so does going to a step that is folded away."""
        n = self.page.js("rows.length")
        before = self.marked()
        self.page.press("Enter")
        self.assertEqual(self.marked(), before)
        unfolded = self.page.js("rows.length")
        self.assertGreater(unfolded, n)
        self.page.press("Home")
        self.assertEqual(self.marked(), 0)
        self.assertGreater(self.page.js("rows.length"), unfolded)

    def test_pointing(self):
        marked = self.marked()
        other, x, y = self.page.js("""(() => {
            const row = document.querySelector("[aria-selected=true] ~ [data-step]");
            const box = row.getBoundingClientRect();
            return [Number(row.dataset.step), box.left + box.width / 2, box.top + box.height / 2];
        })()""")
        self.page.point_at(x, y)
        self.assertTrue(self.text("#details h2").startswith(f"{other} "), self.text("#details h2"))
        self.assertEqual(self.marked(), marked)
        self.page.press("ArrowUp")  # The pointer rests where it was, and does not count any more.
        self.assertTrue(self.text("#details h2").startswith(f"{self.marked()} "))
        self.assertNotEqual(self.marked(), marked)
        there = self.page.js(f"Number(document.elementFromPoint({x}, {y}).closest('.row').dataset.step)")
        self.assertNotEqual(there, self.marked())
        self.page.click(x, y)
        self.assertEqual(self.marked(), there)
        self.page.point_at(5, 5)
        self.assertTrue(self.text("#details h2").startswith(f"{self.marked()} "))

    def test_state_and_source(self):
        self.page.press("End")
        step = self.json["steps"][-1]
        details = self.text("#details")
        self.assertIn(f"{step['ukey']} {step['state']}", details)
        self.assertIn(f"{step['hits']} hit, {step['credited']} credited", details)
        for line in step["source"]:
            self.assertIn(f"{line['function']}() {line['file'].rsplit('/', 1)[-1]}:{line['line']}", details)

    def test_arrows(self):
        """Each creation has an arrow, and they can be hidden by kind."""
        life = [s for s in self.json["steps"] if s["kind"] == "create" and
                any(t["actor"] == s["object"] for t in self.json["steps"])]
        self.page.press("a")
        for step in life:
            self.page.js(f"moveTo({step['step']})")
            self.assertEqual(self.page.js("document.querySelectorAll('.arrow.life.touched').length"), 1)
            self.assertIn("before (life)", self.text("#details"))
        self.assertTrue(life)
        self.page.js("document.querySelector('#kinds input[value=life]').click()")
        self.assertEqual(self.page.js("document.querySelectorAll('.arrow.life').length"), 0)
        self.assertIn("lock", self.page.js("ARROW_KINDS"))

    def test_ledger(self):
        last = self.json["steps"][-1]
        self.assertIn(f"{last['hits']} hit it and {last['credited']} were credited",
                      self.page.js("document.querySelector('#plot svg').getAttribute('aria-label')"))
        self.page.press("End")
        self.assertTrue(self.text("#balance").startswith(f"at step {last['step']}: {last['hits']} hit"))
        before = self.page.js("document.getElementById('cursor').getAttribute('x1')")
        self.page.press("Home")
        self.assertNotEqual(self.page.js("document.getElementById('cursor').getAttribute('x1')"), before)

    def test_light_and_dark(self):
        ground = "getComputedStyle(document.body).backgroundColor"
        light = self.page.js(ground)
        self.page.prefer("dark")
        dark = self.page.js(ground)
        self.assertNotEqual(light, dark)
        self.page.press("t")
        self.assertEqual(self.page.js(ground), light)
        self.page.press("t")
        self.assertEqual(self.page.js(ground), dark)

    def test_help(self):
        self.assertFalse(self.page.js("document.getElementById('keys').open"))
        self.page.press("?")
        self.assertTrue(self.page.js("document.getElementById('keys').open"))
        marked = self.marked()
        self.page.press("ArrowDown")
        self.assertEqual(self.marked(), marked)
        self.page.press("Escape")
        self.assertFalse(self.page.js("document.getElementById('keys').open"))

    def test_narrow(self):
        self.page.resize(390, 844)
        self.page.open(self.file.as_uri())
        self.page.requests.pop()
        self.assertLessEqual(self.page.js("document.documentElement.scrollWidth"), 390)
        self.assertGreaterEqual(self.page.js("list.clientHeight"), 200)
        self.page.press("ArrowDown")
        self.assertIsNotNone(self.marked())

    def test_accessibility(self):
        """Whatever can be used has a name."""
        nodes = self.page.call("Accessibility.getFullAXTree")["nodes"]
        roles = {"button", "checkbox", "combobox", "listbox", "option"}
        used = [(n["role"]["value"], n.get("name", {}).get("value", "")) for n in nodes
                if not n["ignored"] and n["role"]["value"] in roles]
        self.assertLessEqual({"button", "checkbox", "listbox", "option"}, {role for role, _ in used})
        self.assertEqual([role for role, name in used if not name.strip()], [])
        self.assertEqual(self.page.js("document.activeElement.id"), "steps")


if __name__ == "__main__":
    if not browser.find():
        print("skipped: there is no browser (ci/deps --browser installs one)")
        sys.exit(SKIPPED)
    unittest.main(argv=sys.argv[:1])
