"""The page of a night: what it says first, and that nothing in it can become more than text."""

import copy
import re
import sys
import tempfile
import unittest
from html.parser import HTMLParser
from pathlib import Path

TEST = Path(__file__).resolve().parent
sys.path[:0] = [str(TEST.parents[1]), str(TEST), str(TEST.parents[3] / "targets" / "test" / "explain")]

import browser
import page_examples
from entries import ROOT
from nightly import page
from nightly.page import chart, finding, html, news, nights, steps
from report import templates

VOID = ("meta", "circle", "path")


class Reader(HTMLParser):
    """Checks that a page is well formed, and collects what is in it."""

    def __init__(self, text):
        super().__init__()
        self.open, self.tags, self.links, self.said, self.attributes = [], [], [], [], set()
        self.policy = ""
        self.feed(text)
        assert not self.open, self.open

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes.update(name for name, _ in attrs)
        self.links += [value for name, value in attrs if name in ("href", "src")]
        if dict(attrs).get("http-equiv") == "Content-Security-Policy":
            self.policy = dict(attrs)["content"]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:  # Only SVG has them.
            assert "svg" in self.open, tag
            self.open.pop()

    def handle_endtag(self, tag):
        assert self.open and self.open[-1] == tag, (tag, self.open)
        self.open.pop()

    def handle_data(self, data):
        if "style" not in self.open:
            self.said.append(data)

    def text(self):
        """All that is said."""
        return " ".join(" ".join(self.said).split())


class Pages(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls._folder = tempfile.TemporaryDirectory()
        page_examples.write_files(cls._folder.name)
        cls.pages = {name: page.render(night, before, cls._folder.name)
                     for name, (night, before) in page_examples.nights().items()}
        cls.readers = {name: Reader(text) for name, text in cls.pages.items()}

    @classmethod
    def tearDownClass(cls):
        cls._folder.cleanup()

    def said(self, name):
        return self.readers[name].text()

    def test_what_is_said_first(self):
        for name, words in (("quiet", "Nothing new Every step did its work."),
                            ("bad", "1 new finding and 2 failed cases Could not do their work: "
                                    "memcheck."),
                            ("interrupted", "Not finished Nothing new so far. It was in the step "
                                            "“grow”")):
            self.assertIn(words, self.said(name)[:200])

    def test_a_finding_is_explained(self):
        self.assertIn("VIOLATION of ONCE", self.said("bad"))
        self.assertIn("findings/ONCE-5d1c0b7e/explanation.html", self.readers["bad"].links)
        self.assertIn("bundles/ONCE-5d1c0b7e.tar.gz", self.readers["bad"].links)
        self.assertIn("1 known problem", self.said("bad"))
        self.assertNotIn("What is new", self.said("quiet"))

    def test_what_went_wrong(self):
        for words in ("zoo : B39 not found", "memcheck could not do its work: there is no valgrind", "less than 256 MiB"):
            self.assertIn(words, self.said("bad"))

    def test_plots(self):
        for title in ("Coverage of src/", "Actor, operation, state", "Speed",
                      "Load on real threads", "Slow path after deletion", "Time to find a planted bug"):
            self.assertIn(title, self.said("quiet"))
        self.assertEqual(self.pages["quiet"].count('class="chart"'), 6)
        self.assertIn("plots begin with the second", self.said("first"))
        self.assertNotIn('class="chart"', self.pages["first"])

    def test_a_night_that_was_interrupted_has_no_figures(self):
        self.assertNotIn("The zoo of planted bugs", self.said("interrupted"))
        self.assertIn("30 min 04 s of 2 h 00 min", self.said("interrupted"))

    def test_stress(self):
        self.assertIn("16 of 16 stress runs without a finding", self.said("quiet"))
        self.assertIn("15 of 16 stress runs without a finding", self.said("bad"))
        self.assertIn("1.0 M 8 + 4 all", self.said("quiet"))
        self.assertIn("Upcalls per second", self.said("quiet"))
        self.assertRegex(self.said("bad"), r"1\.0 M 1 \+ 1 all ONCE")

    def test_stall(self):
        self.assertRegex(self.said("quiet"), r"ms on the slow path replaced 0\.0\d+ ")
        self.assertIn("stall.svg", self.readers["quiet"].links)
        self.assertIn("replacing: 99.9 %", self.said("quiet"))

    def test_coverage(self):
        self.assertIn("48–50 53–55 183–184 405–407", self.said("quiet"))
        self.assertIn("handler : verdict replaced, VISIBLE, INCONSISTENT", self.said("quiet"))

    def test_nothing_is_fetched_or_executed(self):
        for name, reader in self.readers.items():
            self.assertFalse({"script", "img", "iframe", "link", "object"} & set(reader.tags), name)
            self.assertFalse([a for a in reader.attributes if a.startswith("on")], name)
            for target in reader.links:
                self.assertFalse(":" in target or target.startswith(("/", "..")), target)
            self.assertIn("default-src 'none';", reader.policy)

    def test_hostile_strings_are_text(self):
        self.assertIn("onerror=alert(1)>", self.said("hostile"))
        self.assertNotIn("<img", self.pages["hostile"])
        self.assertNotIn("root:", self.pages["hostile"])  # /etc/passwd is no explanation.

    def test_a_browser_shows_it(self):
        if not browser.find():
            self.skipTest("there is no browser (ci/deps)")
        folder = Path(self._folder.name)
        with browser.Page(browser.find()) as tab:
            for name, text in self.pages.items():
                (folder / f"{name}.html").write_text(text, encoding="utf-8")
                tab.requests.clear()
                tab.resize(390, 844)
                tab.open((folder / f"{name}.html").as_uri())
                tab.js("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
                tab.settle()
                self.assertLessEqual(tab.js("document.documentElement.scrollWidth"), 390, name)
                self.assertEqual(tab.errors, [], name)
                self.assertEqual(len(tab.requests), 1, name)


class Parts(unittest.TestCase):
    def test_a_tag_is_said_once(self):
        for signature, said in (("ONCE/credited-twice by main", "credited-twice by main"), ("HARNESS dies in f", "dies in f"),
                                ("ONCE: words", "words"), ("ONCE", "ONCE"), ("ONCEMORE x", "ONCEMORE x")):
            tag = signature[:7] if signature.startswith("HARNESS") else "ONCE"
            self.assertEqual(finding.title({"invariant": tag, "signature": signature}), said)

    def test_escaping(self):
        self.assertEqual(html.fill("tiles.html", tiles=[("<a>&", templates.markup("<b>x</b>"))]).strip(),
                         '<div class="tiles"><div><b>&lt;a&gt;&amp;</b><span><b>x</b></span></div></div>')

    def test_a_link_leads_nowhere_else(self):
        for path in ("", "/etc/passwd", "../x", "a/../../x"):
            self.assertEqual(html.href(path), "")
        self.assertEqual(html.href("a b", "<c>"), "a%20b#%3Cc%3E")
        self.assertEqual(html.href("javascript:x"), "javascript%3Ax")

    def test_what_a_template_was_not_given_is_a_mistake(self):
        with self.assertRaisesRegex(Exception, "'tiles' is undefined"):
            html.fill("tiles.html")

    def test_numbers(self):
        self.assertEqual([html.number(n) for n in (None, 0, 12, 0.0312, 152.4, 12345, 261160, 4.19e7)],
                         ["–", "0", "12", "0.0312", "152", "12,345", "261 k", "41.9 M"])
        self.assertEqual([html.duration(s) for s in (0.2, 59, 61, 4112)],
                         ["0 s", "59 s", "1 min 01 s", "1 h 08 min"])

    def test_scales(self):
        for values, log in (([5], False), ([0, 0], False), ([97.1, 97.2], False), ([3, 4], True),
                            ([0.02, 900], True), ([1e-9], True), ([-2, 2], False)):
            drawn = Reader(chart.chart("x", [chart.Series("a", values)], [f"night {i}" for i in range(len(values))], log))
            ticks = [text for text in drawn.said if text.strip() and "night" not in text]
            self.assertTrue(2 <= len(set(ticks)) <= 7, (values, ticks))
            # No value lies outside: a point of it is drawn, and the last is drawn larger.
            self.assertEqual(drawn.tags.count("use"), len(values) + 1, values)

    def test_a_gap_in_a_line(self):
        drawn = chart.chart("x", [chart.Series("a", [1, 2, None, 4])], ["1", "2", "3", "4"])
        line = re.search(r'<path d="([^"]*)"[^>]*var\(--c0\)[^>]*stroke-width: 1.8', drawn)[1]
        self.assertEqual((line.count("M"), line.count("L")), (2, 1))
        self.assertEqual([name for name in Reader(drawn).said if name.startswith("a, ")],
                         ["a, 1: 1", "a, 2: 2", "a, 4: 4", "a, 4: 4"])

    def test_a_chart_is_a_function_of_its_data(self):
        def draw(name):
            return chart.chart("x", [chart.Series(name, [1, 2])], ["1", "2"])

        self.assertEqual(draw("a"), draw("a"))
        ids = [set(re.findall(r' id="([^"]*)"', draw(name))) for name in "ab"]
        self.assertTrue(ids[0] and ids[1] and not ids[0] & ids[1], ids)

    def test_text_in_a_chart_is_text(self):
        hostile = "$\\frac{<b>$\x01\u202e"
        drawn = chart.chart(hostile, [chart.Series(hostile, [1, 2], hostile)], [hostile, "2"])
        self.assertEqual(Reader(drawn).tags.count("b"), 0)
        self.assertIn("$\\frac{<b>$\\x01\\u202e", Reader(drawn).said)

    def test_a_chart_suits_a_phone_and_a_dark_screen(self):
        drawn = chart.chart("x", [chart.Series("a", [1, 2])], ["1", "2"])
        self.assertRegex(drawn, r'^<svg viewBox="0 0 340 150" role="img" aria-label="x: a 2" class="chart">')
        self.assertFalse(re.search(r"#[0-9a-f]{6}\b", drawn.replace('href="#', "")), "a colour of its own")

    def test_change(self):
        self.assertEqual(nights.change([10, 10, 11], "s"), "+10.0 %")
        self.assertEqual(nights.change([95.0, None, 94.0], "%"), "-1.0 pt")
        self.assertEqual(nights.change([7, 7], "s"), "±0 %")
        for values in ([7], [None, 7], [0, 7], [7, None]):
            self.assertEqual(nights.change(values, "s"), "")

    def test_ratios_are_better_upwards(self):
        night = page_examples.quiet_night(3)
        for one in next(s for s in night["steps"] if s["name"] == "bench")["figures"]:
            one["value"] *= 2 if one["better"] == "higher" else 0.5
        ratios = nights.Nights(night, page_examples.history(3)).ratios("bench", lambda name: True)
        self.assertGreater(ratios[-1], 1.7)
        self.assertAlmostEqual(ratios[0], 1, delta=0.1)

    def test_a_later_night_is_no_history(self):
        self.assertEqual(len(nights.Nights(page_examples.quiet_night(3), page_examples.history(9)).all),
                         4)

    def test_what_was_measured_once_is_not_plotted(self):
        before = page_examples.history(1)
        before[0]["steps"] = [s for s in before[0]["steps"] if s["name"] == "coverage"]
        drawn = page.trends.plots(nights.Nights(page_examples.quiet_night(1), before))
        self.assertEqual(drawn.count('class="chart"'), 2)

    def test_matrix(self):
        self.assertEqual(steps.split("fuzz_interleave plain"), ("fuzz_interleave", "plain"))
        self.assertIsNone(steps.matrix([page_examples.case("B57", "passed")]))
        self.assertIn("gcc-asan", steps.matrix([page_examples.case("load gcc-asan", "failed")]))

    def test_verdicts(self):
        night = page_examples.quiet_night(1)
        night["verdict"] = "broken"
        night["steps"][0]["state"] = "failed"
        self.assertEqual(news.verdict(night)[2], "Nothing new, but not everything ran")
        night["steps"][0]["state"], night["verdict"] = "skipped", "clean"
        self.assertEqual(news.verdict(night), ("unsure", "!", "Nothing new, but not everything ran",
                                               "Skipped: build."))
        night["shard"] = "2/4"
        self.assertEqual(news.verdict(night)[::3], ("good", "Skipped: build."))
        night = page_examples.quiet_night(1)
        grow = next(step for step in night["steps"] if step["name"] == "grow")
        grow["cases"].append(page_examples.case("merge fuzz_stress", "skipped"))
        self.assertEqual(news.verdict(night)[::3], ("good", "Every step did its work."))
        grow["cases"].append(page_examples.case("fuzz_stress tsan", "skipped"))
        self.assertEqual(news.verdict(night), ("unsure", "!", "Nothing new, but not everything ran", "Done in part: grow."))
        night = page_examples.interrupted_night(1)
        night["findings"] = [page_examples.finding()]
        self.assertEqual(news.verdict(night)[2], "1 new finding so far")
        night["findings"][0]["known"] = {"reason": "r", "expires": "2027-01-01"}
        self.assertEqual(news.verdict(night)[2], "Not finished")
        unsorted = page_examples.quiet_night(1)
        unsorted["verdict"] = "new"
        self.assertEqual(news.verdict(unsorted)[2], "Something new")

    def test_commands_are_of_the_working_tree(self):
        night = ROOT / "build" / "nightly" / "2026-11-23"
        for change, commands in (
                ({}, ["ci/replay-bundle build/nightly/2026-11-23/bundles/ONCE-5d1c0b7e.tar.gz",
                      "build/asan/targets/ukeyfuzz explain build/nightly/2026-11-23/findings/X.min"]),
                ({"bundle": "", "minimized": "", "planted": "B68", "target": "fuzz_interleave_fine"},
                 ["build/asan/planted/B68/ukeyfuzz_fine explain build/nightly/2026-11-23/findings/X"]),
                ({"bundle": "", "kind": "command", "command": "ukeyfuzz_stress --seed 1"},
                 ["build/asan/targets/ukeyfuzz_stress --seed 1"])):
            record = {**page_examples.finding(), "build": "asan", "input": "findings/X",
                      "minimized": "findings/X.min", "since": None, **change}
            shown = Reader(finding.card([record], page_examples.quiet_night(1), night))
            self.assertEqual([text for text in shown.said if "build/" in text], ["\n".join(commands)])

    def test_since_when_and_what_to_do(self):
        shown = Reader(finding.card([page_examples.finding()], page_examples.quiet_night(1), "/nonexistent"))
        for words in ("Since: in 2 nights, since 2026-11-22 (2bd31a42bd31); the last clean night was 2026-11-21 "
                      "(91c0ffe91c0f)", "git log --oneline 91c0ffe91c0f..2bd31a42bd31",
                      "git bisect start 2bd31a42bd31 91c0ffe91c0f", "git bisect run build/plain/targets/ukeyfuzz",
                      "Met by: fuzz_interleave plain in “grow” (2 files), fuzz_interleave tsan in “grow” (1 file)",
                      "ONCE: every packet and byte of a flow is credited exactly once.", "[[finding]] signature ="):
            self.assertIn(words, shown.text())
        known = Reader(finding.card([page_examples.finding(known={"reason": "r", "expires": "2027-01-01"})],
                                    page_examples.quiet_night(1), "/nonexistent"))
        self.assertNotIn("[[finding]]", known.text())

    def test_trouble_stands_beside_the_verdict(self):
        night = page_examples.quiet_night(1)
        self.assertNotIn("Trouble", Reader(news.banner(night)).text())
        night["trouble"] = [f"artefact {word} is not sorted" for word in "abcdefgh"]
        night["steps"][-1].update(state="failed", message="no space")
        self.assertEqual(news.verdict(night)[0], "unsure")
        said = Reader(news.banner(night)).text()
        self.assertIn("Trouble explain could not do its work: no space artefact a", said)
        self.assertIn("artefact e is not sorted and 3 more", said)
        night["steps"][-1].update(state="done")
        self.assertEqual(news.verdict(night)[2], "Nothing new, but there was trouble")

    def test_trouble_of_one_kind_is_one_line(self):
        night = page_examples.quiet_night(1)
        minimize = "ukeyfuzz minimize was not done with {} in its time"
        corpus = "the corpus of {} was not minimised; see /w/merge.{}.log"
        night["trouble"] = [*(minimize.format(f"ONCE-0abcdef{n}") for n in range(9)), minimize.format("STALL-5d1c0b7e"),
                            *(corpus.format(name, name) for name in ("fuzz_text", "fuzz_sequence")), "the disk is full"]
        said = Reader(news.banner(night)).text()
        for words in ("with ONCE-0abcdef0 in its time (and 9 more like this)", "merge.fuzz_text.log (and 1 more like this)",
                      "the disk is full"):
            self.assertIn(words, said)
        self.assertEqual(said.count("like this"), 2)
        self.assertNotIn("ONCE-0abcdef1", said)
        self.assertIn("ONCE-0abcdef1", Reader(news.what_is_new(night, "/nonexistent")).text())  # None is lost.

    def test_steps_that_were_skipped_for_one_reason_are_one_line(self):
        night = page_examples.quiet_night(1)
        for step in night["steps"][-3:]:
            step.update(state="skipped", message="no time was left")
        said = Reader(news.banner(night)).text()
        self.assertIn(f"{night['steps'][-3]['name']} was skipped: no time was left (and 2 more like this)", said)

    def test_rendering_changes_nothing(self):
        night = page_examples.bad_night(2)
        before = copy.deepcopy(night)
        page.render(night, page_examples.history(2), "/nonexistent")
        self.assertEqual(night, before)


if __name__ == "__main__":
    unittest.main()
