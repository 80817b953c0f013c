"""The arrows between folders are those that harness/CMakeLists.txt states, and no others."""

import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from rooms import arrows  # noqa: E402

ROOT = Path(__file__).resolve().parents[4]


class OfTheTree(unittest.TestCase):
    def setUp(self):
        self.stated = arrows.stated((ROOT / "harness/CMakeLists.txt").read_text(encoding="utf-8"))
        self.drawn = arrows.drawn(ROOT)

    def test_each_is_stated(self):
        for room, others in self.drawn.items():
            for other, example in others.items():
                self.assertIn(other, self.stated[room], example)

    def test_none_is_stated_for_nothing(self):
        for room, others in self.stated.items():
            self.assertEqual(set(self.drawn.get(room, ())), others, room)

    def test_each_room_is_there(self):
        self.assertEqual(set(self.stated), {arrows.room_of(path) for path in arrows.sources(ROOT)})

    def test_no_circle(self):
        self.assertEqual(arrows.circle(self.stated), [])

    def test_each_header_is_found(self):
        for path, target, name in arrows.includes(ROOT):
            self.assertTrue(target, f"{path} includes {name}, which is nowhere")


class OfTheTests(unittest.TestCase):
    """There is one header of assertions in harness/ and targets/. Only it uses what runs cases, which stands on cmocka."""

    def users(self, include, *rooms):
        return [str(path.relative_to(ROOT)) for room in rooms for path in sorted((ROOT / room).rglob("*.[ch]"))
                if f"#include {include}\n" in path.read_text(encoding="utf-8", errors="replace")]

    def test_cmocka_is_known_in_one_place(self):
        self.assertEqual(self.users("<cmocka.h>", "harness", "targets", "ci"), ["ci/cases/run_by_name.h"])
        self.assertEqual(self.users('"run_by_name.h"', "harness", "targets"), ["harness/test/check.c"])


class OfTheOracles(unittest.TestCase):
    """A check asks beliefs and the context, never another check; a belief never a check."""

    def allowed(self, folder, *prefixes):
        files = sorted((ROOT / "harness/oracle" / folder).rglob("*.[ch]"))
        self.assertTrue(files)
        for path, target, name in arrows.includes(ROOT, [file.relative_to(ROOT) for file in files]):
            self.assertTrue(str(target).startswith(prefixes), f"{path} includes {name}")

    def test_checks(self):
        self.allowed("check", "harness/oracle/belief/", "harness/oracle/context.h")

    def test_beliefs(self):
        self.allowed("belief", "harness/oracle/belief/", "harness/oracle/context.h", "harness/runtime/actor_set.h")

    def test_only_the_list_of_checks_is_not_a_belief(self):
        users = [path for path, target, _ in arrows.includes(ROOT)
                 if target and str(target) == "harness/oracle/check/checks.h"]
        self.assertEqual([str(path) for path in users], ["harness/oracle/dispatch.c"])


class OfAnExample(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)
        for path, text in (("src/a.c", '#include "a.h"\n'), ("src/a.h", ""),
                           ("harness/model/m.c", '#include "a.h"\n  #  include "io/o.h"\n#include <stdio.h>\n'),
                           ("harness/io/o.h", '#include "model/none.h"\n'),
                           ("harness/io/test/t.c", '#include "model/m.h"\n')):
            (self.root / path).parent.mkdir(parents=True, exist_ok=True)
            (self.root / path).write_text(text, encoding="utf-8")

    def test_drawn(self):
        self.assertEqual({room: set(others) for room, others in arrows.drawn(self.root).items()},
                         {"model": {"src", "io"}})

    def test_what_is_nowhere(self):
        self.assertIn((Path("harness/io/o.h"), None, "model/none.h"), list(arrows.includes(self.root)))

    def test_stated(self):
        self.assertEqual(arrows.stated("# a\n#   io  ->\n#   model -> io src\nx"), {"io": set(), "model": {"io", "src"}})

    def test_circle(self):
        self.assertEqual(arrows.circle({"a": {"b"}, "b": {"c"}, "c": {"b"}}), ["b", "c", "b"])
        self.assertEqual(arrows.circle({"a": {"b", "c"}, "b": {"c"}, "c": set()}), [])


if __name__ == "__main__":
    unittest.main()
