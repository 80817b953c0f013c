"""What the operators of ci/mutants make of small pieces of C, and what the mutants are called."""

import subprocess
import sys
import unittest
from pathlib import Path
from unittest import mock

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from entries import UserError
from mutants import equivalent, operators, tree

HEAD = """#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
struct s { int a, b; _Atomic int n; bool on; };
void check_failed(void);
#define CHECK(X) do { if (!(X)) check_failed(); } while (0)
#define SIZE 50
void mutex_lock(void *); void mutex_unlock(void *); void step(int); int ask(int, int); bool may(int);
"""
# An operator, the body of a function, and the bodies that become of it.
EXAMPLES = (
    ("relation", "return x < y;", ["return x <= y;", "return x >= y;"]),
    ("relation", "return x == /* < */ y;", ["return x != /* < */ y;"]),
    ("relation", "return x + y;", []),
    ("relation", "CHECK(x < y); return 0;", []),
    ("connective", "return x && may(y);", ["return x || may(y);"]),
    ("constant", "return x + 2;", ["return x + (2 + 1);", "return x + (2 - 1);"]),
    ("constant", "return x < SIZE;", ["return x < (SIZE + 1);", "return x < (SIZE - 1);"]),
    ("constant", "p->on = true; return p != NULL;", ["p->on = false; return p != NULL;"]),
    ("condition", "if (x) { step(1); } return x;", ["if (!(x)) { step(1); } return x;"]),
    ("condition", "while (may(x)) { x++; } return x;", ["while (!(may(x))) { x++; } return x;"]),
    ("condition", "do { x++; } while (may(x)); return x;", ["do { x++; } while (!(may(x))); return x;"]),
    ("condition", "for (int i = 0; i < x; i++) { step(i); } return 0;",
     ["for (int i = 0; !(i < x); i++) { step(i); } return 0;"]),
    ("condition", "return x ? 1 : 2;", ["return !(x) ? 1 : 2;"]),
    ("argument", "return ask(x, y);", ["return ask(y, x);"]),
    ("argument", "return ask(x, x);", []),
    ("result", "if (may(x)) { step(1); } return 0;", ["if (((void) may(x), true)) { step(1); } return 0;"]),
    ("result", "may(x); return ask(x, y);", ["may(x); return ((void) ask(x, y), 0);"]),
    ("field", "*p = (struct s){.a = x, .b = y}; return 0;",
     ["*p = (struct s){ .b = y}; return 0;", "*p = (struct s){.a = x, }; return 0;"]),
    ("copy", "p->a = x; x = y; return x;", ["; x = y; return x;"]),
    ("call", "step(x); return 0;", ["; return 0;"]),
    ("call", "atomic_fetch_add(&p->n, 1); return 0;", ["; return 0;"]),
    ("call", "CHECK(!ask(1, 2)); CHECK(x); return 0;", ["; CHECK(x); return 0;"]),
    ("statement", "x += y; if (x) { return 1; } return 0;",
     ["; if (x) { return 1; } return 0;", "x += y; ; return 0;"]),
    ("exchange", "step(1); x++; return x;", ["x++; step(1); return x;"]),
    ("lock", "mutex_lock(p); x = p->a; step(x); mutex_unlock(p); return x;",
     ["x = p->a; mutex_lock(p); step(x); mutex_unlock(p); return x;",
      "mutex_lock(p); x = p->a; mutex_unlock(p); step(x); return x;"]),
    ("order", "return atomic_load_explicit(&p->n, memory_order_acquire);",
     ["return atomic_load_explicit(&p->n, memory_order_relaxed);"]),
    ("order", "return atomic_load(&p->n); /* memory_order_acquire */",
     ["return atomic_load_explicit(&p->n, memory_order_relaxed); /* memory_order_acquire */"]),
    ("plain", "return atomic_load(&p->n);",
     ["return (*(__typeof__((void) 0, *(&p->n)) *) (&p->n));"]),
    ("plain", "atomic_store(&p->n, ask(x, y)); return 0;",
     ["((*(__typeof__((void) 0, *(&p->n)) *) (&p->n)) = (ask(x, y))); return 0;"]),
    ("plain", "return __atomic_fetch_add(&p->a, 1, __ATOMIC_RELAXED);",
     ["return ({ __typeof__((void) 0, *(&p->a)) was_ = (*(__typeof__((void) 0, *(&p->a)) *) (&p->a)); "
      "(*(__typeof__((void) 0, *(&p->a)) *) (&p->a)) = was_ + (1); was_; });"]),
)


def wrap(body, head=HEAD):
    """A file with a function that has this body."""
    return f"{head}int f(struct s *p, int x, int y) {{ {body} }}\n"


def mutants_of(text, *names):
    return operators.mutants_of("src/example.c", text, names or operators.NAMES)


class Operators(unittest.TestCase):
    def test_each_makes_these_edits(self):
        for name, body, wanted in EXAMPLES:
            text = wrap(body)
            made = [mutant.apply(text) for mutant in mutants_of(text, name)]
            self.assertEqual(sorted(made), sorted(map(wrap, wanted)), f"{name}: {body}")

    def test_all_have_an_example(self):
        self.assertEqual({name for name, _, wanted in EXAMPLES if wanted}, set(operators.NAMES))

    def test_what_they_make_compiles(self):
        numbered = [wrap(changed).replace("int f(", f"int f{i}_{k}(").removeprefix(HEAD)
                    for i, (_, _, wanted) in enumerate(EXAMPLES) for k, changed in enumerate(wanted)]
        done = subprocess.run(["clang", "-std=gnu11", "-w", "-fsyntax-only", "-x", "c", "-"], text=True,
                              input=HEAD + "".join(numbered), capture_output=True, check=False)
        self.assertEqual(done.stderr, "")

    def test_what_is_made_plain_is_not_atomic(self):
        text = wrap("atomic_fetch_add(&p->n, 1); return 0;")
        self.assertIn("\tlock", self.assembly(text))
        self.assertNotIn("\tlock", self.assembly(mutants_of(text, "plain")[0].apply(text)))

    @staticmethod
    def assembly(text):
        done = subprocess.run(["clang", "-std=gnu11", "-w", "-O1", "-S", "-x", "c", "-", "-o", "-"], text=True,
                              input=text, capture_output=True, check=True)
        return done.stdout

    def test_what_clang_does_not_understand_is_said(self):
        with self.assertRaisesRegex(UserError, r"src/example\.c: clang does not understand it: "):
            mutants_of("int f(void) { return no_such_name; }\n")


class Names(unittest.TestCase):
    body = "step(1); step(1); if (x < y) { return 1; } return 2;"

    def test_they_stay_when_lines_are_added_above(self):
        below = f"{HEAD}\n\nint g(int x) {{ return x < 1; }}\n\n"
        before, after = mutants_of(wrap(self.body)), mutants_of(wrap(self.body, below))
        self.assertGreater(len(before), 8)
        self.assertLessEqual({m.id for m in before}, {m.id for m in after})
        self.assertNotEqual([m.line for m in before], [m.line for m in after if m.function == "f"])

    def test_they_stay_when_the_layout_changes(self):
        wide = wrap(self.body.replace("x < y", "x  <  y").replace("; ", ";\n  "))
        self.assertEqual({m.id for m in mutants_of(wrap(self.body))}, {m.id for m in mutants_of(wide)})

    def test_equal_edits_are_told_apart(self):
        calls = mutants_of(wrap(self.body), "call")
        self.assertEqual(len({m.id for m in calls}), 2)

    def test_an_edit_keeps_the_number_of_lines(self):
        text = wrap("step(1\n+ x\n); return 0;")
        changed, = (m.apply(text) for m in mutants_of(text, "call"))
        self.assertEqual(changed.count("\n"), text.count("\n"))

    def test_bytes_that_are_no_ascii_move_nothing(self):
        text = wrap("/* \u2192 */ return x < y;").encode().decode("latin-1")
        first = mutants_of(text, "relation")[0].apply(text)
        self.assertIn("/* \u2192 */ return x <= y;", first.encode("latin-1").decode())


class Source(unittest.TestCase):
    def test_the_file_of_equivalent_mutants_is_in_step(self):
        mutants = operators.all_mutants()
        equivalent.check(equivalent.read(), mutants)
        self.assertGreater(len(mutants), 1000)
        self.assertEqual(len({m.id for m in mutants}), len(mutants))
        self.assertEqual({m.operator for m in mutants}, set(operators.NAMES))

    def test_without_the_binding_the_remedy_is_said(self):
        with mock.patch.dict(sys.modules, {"clang": None}):
            with self.assertRaisesRegex(UserError, "^python3-clang is missing; run ci/deps$"):
                tree.Source("src/example.c", "", ())


if __name__ == "__main__":
    unittest.main()
