"""test_html.py TOOL SCENARIO LOCKS DEADLOCK CORRECT CLEAN: the page of explain --html, in a real browser.
TOOL has the mistake that SCENARIO shows, in which no packet hits a flow; LOCKS that which DEADLOCK shows;
CORRECT none, and in CLEAN packets hit a flow. Exit code 77 where there is no browser."""
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

import browser

SKIPPED = 77
TOOL, SCENARIO, LOCKS, DEADLOCK, CORRECT, CLEAN = (str(pathlib.Path(arg).resolve()) for arg in sys.argv[1:7])
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
        """The step that is marked, which is one row, and told to those who cannot see it."""
        return self.page.js("""(() => {
            const marked = document.querySelectorAll("[aria-selected=true]");
            const active = document.getElementById(list.getAttribute("aria-activedescendant"));
            return marked.length === 1 && marked[0] === active ? Number(active.dataset.step) : null;
        })()""")

    def text(self, selector):
        return self.page.js(f"document.querySelector({selector!r}).textContent")

    def test_printed_is_written(self):
        self.assertEqual(self.printed, self.file.read_bytes())

    def test_the_command_that_stops_at_a_step_is_whole(self):
        self.assertIn(f"ukeyfuzz replay --gdb --at event:{self.marked()} '{NAME}'", self.text("#details"))

    def test_title_and_message(self):
        title = f"{NAME}: violated {self.json['invariant']} on flow {self.json['flow']}"
        self.assertEqual(self.text("title"), title)
        self.assertTrue(self.text("h1").startswith(title))
        self.assertIn(self.json["message"], self.text("#message"))

    def test_a_long_message(self):
        """That of a deadlock of ten actors takes 1000 characters, and is there without scrolling."""
        self.page.js("document.getElementById('message').textContent = 'waits for another; '.repeat(55)")
        self.assertLessEqual(*self.page.js("[message.scrollHeight, message.clientHeight]"))
        self.assertGreaterEqual(self.page.js("list.clientHeight"), 250)

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
        self.assertIn(f"{step['hits']} hit{'' if step['hits'] == 1 else 's'}, {step['credited']} credited", details)
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
            self.assertLessEqual(self.page.js("""Math.max(0, ...[...document.querySelectorAll('.arrow:not(.touched)')]
                .map((arrow) => Number(getComputedStyle(arrow).opacity)))"""), 0.2)
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

    def test_nothing_is_cut_when_narrow(self):
        """What does not fit is broken into lines, and the page is as long as it must be."""
        self.page.resize(390, 844)
        self.page.open(self.file.as_uri())
        self.page.requests.pop()
        self.page.press("End")
        cut = self.page.js("""[...document.querySelectorAll("header p, nav, nav *, #legend, #details, #details *, .text")]
            .filter((e) => e.clientWidth && (e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 2)
                && getComputedStyle(e).overflow !== "visible").map((e) => e.className + e.id + e.textContent)""")
        self.assertEqual(cut, [])
        wide = self.page.js("""[...document.querySelectorAll("body *")].filter((e) => !e.closest("svg, dialog, #lanes") &&
            e.getBoundingClientRect().right > 391).map((e) => e.outerHTML.slice(0, 80))""")
        self.assertEqual(wide, [])

    def test_no_room_is_wasted_when_wide(self):
        """At 1920 pixels no row has a gap of more than a quarter of the page between its columns."""
        self.page.resize(1920, 1080)
        self.page.open(self.file.as_uri())
        self.page.requests.pop()
        gaps = self.page.js("""[...document.querySelectorAll(".row.step")].map((row) => {
            const range = document.createRange();
            const ends = [...row.children].map((cell) => (range.selectNodeContents(cell), range.getBoundingClientRect()))
                .filter((box) => box.width).concat([row.getBoundingClientRect()]);
            let most = 0;
            for (let i = 1; i < ends.length - 1; i++) most = Math.max(most, ends[i].left - ends[i - 1].right);
            return most;
        })""")
        self.assertLess(max(gaps), 480)
        right = self.page.js("document.getElementById('details').getBoundingClientRect().right")
        self.assertGreater(right, 1880)

    def test_search(self):
        self.page.press("/")
        self.assertEqual(self.page.js("document.activeElement.id"), "search")
        wanted = [s["step"] for s in self.json["steps"] if "evict" in s["text"].lower()]
        for key in "evict":
            self.page.press(key)
        self.page.press("Enter")
        first = self.marked()
        self.assertIn(first, wanted)
        self.assertRegex(self.text("#found"), r"^[0-9]+ of [0-9]+$")
        self.assertGreaterEqual(int(self.text("#found").split()[-1]), len(wanted))
        self.page.press("Enter")
        self.assertNotEqual(self.marked(), first)
        self.assertGreater(self.page.js("document.querySelectorAll('.row.found').length"), 0)
        for key in "zzz":
            self.page.press(key)
        self.assertEqual(self.text("#found"), "nothing")
        self.page.press("Escape")
        self.assertEqual(self.text("#found"), "")
        self.assertEqual(self.page.js("document.activeElement.id"), "steps")

    def test_links(self):
        """The address leads to the marked step, also to one that is folded away."""
        quiet = next(s["step"] for s in self.json["steps"][30:] if s["weight"] < 30)
        self.page.js(f"location.hash = '#{quiet}'")
        self.page.settle()
        self.assertEqual(self.marked(), quiet)
        self.page.press("End")
        last = len(self.json["steps"]) - 1
        self.assertEqual(self.page.js("location.hash"), f"#{last}")
        self.assertEqual(self.page.js("document.querySelector('#details h2 a').getAttribute('href')"), f"#{last}")
        self.page.open("about:blank")
        self.page.open(self.file.as_uri() + f"#{quiet + 1}")
        self.assertEqual(self.marked(), quiet + 1)
        self.page.js("location.hash = '#nonsense'")
        self.page.settle()
        self.assertEqual(self.marked(), quiet + 1)
        self.page.requests[:] = [self.file.as_uri()]

    def test_source_lines(self):
        """The details have the very lines of the source, those around the one that says most."""
        step = next(s for s in self.json["steps"] if s["decisive"] and s["source"])
        self.page.js(f"moveTo({step['step']})")
        for line in step["source"]:
            text = pathlib.Path(line["file"]).read_text(encoding="utf-8").splitlines()[line["line"] - 1].strip()
            self.assertIn(text, self.text("#details"))
        self.assertGreaterEqual(self.page.js("document.querySelectorAll('#details .source span').length"),
                                len(step["source"]) + 3)
        self.assertEqual(self.page.js("document.querySelectorAll('#details .source .here').length"), len(step["source"]))

    def test_words_for_numbers(self):
        step = next(s for s in self.json["steps"] if s["kind"] == "ukey")
        self.page.js(f"moveTo({step['step']})")
        self.assertRegex(self.text("#details"), r"ukey flow 0 serial 1 from CREATED to VISIBLE")
        making = next(s for s in self.json["steps"] if s["makes"])
        self.assertEqual(making["text"], "makes ukey 1")
        lock = next(s for s in self.json["steps"] if s["name"] == "ukey 1's mutex")
        self.page.js(f"moveTo({lock['step']})")
        self.assertIn(f"{lock['kind']} ukey 1's mutex", self.text("#details"))
        self.assertRegex(self.text("#details"), r"made by \S+ in \w+ \(\w+\.c:\d+\)")

    def test_no_empty_chart(self):
        """Nothing was hit: only the states are drawn."""
        self.assertEqual(self.page.js("data.ledgers.length"), 0)
        self.assertFalse(self.page.js("document.getElementById('no-hits').hidden"))
        self.assertEqual(self.page.js("document.querySelectorAll('#plot .hits, #plot .credited').length"), 0)
        self.assertGreater(self.page.js("document.querySelectorAll('#plot .state').length"), 0)
        self.assertLess(self.page.js("plot.clientHeight"), 50)

    def test_meaning(self):
        self.assertIn(self.json["meaning"], self.text("#meaning"))
        self.assertIn(f"ukeyfuzz help {self.json['invariant']}", self.text("#meaning"))

    def test_accessibility(self):
        """Whatever can be used has a name."""
        nodes = self.page.call("Accessibility.getFullAXTree")["nodes"]
        roles = {"button", "checkbox", "combobox", "listbox", "option"}
        used = [(n["role"]["value"], n.get("name", {}).get("value", "")) for n in nodes
                if not n["ignored"] and n["role"]["value"] in roles]
        self.assertLessEqual({"button", "checkbox", "listbox", "option"}, {role for role, _ in used})
        self.assertEqual([role for role, name in used if not name.strip()], [])
        self.assertEqual(self.page.js("document.activeElement.id"), "steps")


class Others(unittest.TestCase):
    """Pages of other kinds of executions."""

    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        cls.page = cls.enterClassContext(browser.Page(browser.find()))

    def show(self, tool, scenario, code):
        file = self.folder / "page.html"
        done = subprocess.run([tool, "explain", "--html", "-o", str(file), scenario], check=False)
        self.assertEqual(done.returncode, code)
        self.page.errors.clear()
        self.page.open(file.as_uri())

    def tearDown(self):
        self.assertEqual(self.page.errors, [])

    def text(self, selector):
        return self.page.js(f"document.querySelector({selector!r}).textContent")

    def test_deadlock(self):
        self.show(LOCKS, DEADLOCK, 1)
        self.assertTrue(self.page.js("document.getElementById('ledger').hidden"))
        self.assertIn("waits on condition queue->not_empty", self.text("#message"))
        self.assertRegex(self.text("#origins"), r"queue->not_empty: made by main in \w+ \(queue\.c:\d+\)")
        lanes = self.page.js("[...new Set(decisive.map((at) => nameOf(steps[at])))].sort()")
        self.assertLessEqual({"main", "handler-0"}, set(lanes))

    def test_clean(self):
        self.show(CORRECT, CLEAN, 0)
        self.assertTrue(self.text("h1").split(": ", 1)[1].startswith("clean"))
        self.assertTrue(self.page.js("document.getElementById('meaning').hidden"))
        self.assertEqual(self.page.js("document.querySelectorAll('#plot path.hits, #plot path.credited').length"), 2)
        self.assertTrue(self.page.js("document.getElementById('no-hits').hidden"))


if __name__ == "__main__":
    if not browser.find():
        print("skipped: there is no browser (ci/deps installs one)")
        sys.exit(SKIPPED)
    unittest.main(argv=sys.argv[:1])
