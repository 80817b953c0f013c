"""Templates: what is filled in is text, in HTML and in Markdown, and a name that was not given is an error."""

import sys
import tempfile
import unittest
from pathlib import Path
from unittest import mock

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from report import templates
from entries import UserError


class Filled(unittest.TestCase):
    def fill(self, name, text, **values):
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / name).write_text(text, encoding="utf-8")
            return templates.Templates(folder).fill(name, **values)

    def test_html(self):
        self.assertEqual(self.fill("a.html", "<p>{{ x }}</p>", x="<b>&\"'"), "<p>&lt;b&gt;&amp;&#34;&#39;</p>")
        self.assertEqual(self.fill("a.html", "{{ x }}", x=templates.markup("<b>")), "<b>")

    def test_markdown(self):
        self.assertEqual(self.fill("a.md.j2", "# {{ x }}\n", x="a|b\n# `c` [d](e)\ud800"),
                         "# a\\|b \\# \\`c\\` \\[d\\]\\(e\\)?\n")
        self.assertEqual(self.fill("a.md.j2", "{{ x | safe }}", x="*a*"), "*a*")

    def test_code_in_markdown(self):
        for text, shown in (("a", "`a`"), ("a`b", "``a`b``"), ("`a", "`` `a ``"), ("a\nb", "`a b`"), ("", "`  `")):
            self.assertEqual(self.fill("a.md.j2", "{{ x | code }}", x=text), shown)
        self.assertEqual(self.fill("a.md.j2", "{{ x | block }}", x="a\n```\nb"), "````\na\n```\nb\n````")

    def test_nothing_is_shown_of_none(self):
        for name in ("a.html", "a.md.j2"):
            self.assertEqual(self.fill(name, "({{ x }})", x=None), "()")

    def test_what_was_not_given_is_an_error(self):
        for name in ("a.html", "a.md.j2"):
            with self.assertRaisesRegex(Exception, "'x' is undefined"):
                self.fill(name, "{{ x }}")

    def test_a_missing_library_is_named_with_its_remedy(self):
        with mock.patch.dict(sys.modules, {"jinja2": None}), \
                self.assertRaisesRegex(UserError, "^python3-jinja2 is missing; run ci/deps$"):
            self.fill("a.html", "x")


if __name__ == "__main__":
    unittest.main()
