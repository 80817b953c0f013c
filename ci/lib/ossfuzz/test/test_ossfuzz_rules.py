"""Each rule of ci/ossfuzz-check is broken once, on a small $OUT: it speaks, and no other does."""

import contextlib
import io
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import ossfuzz_fake
from ossfuzz import check
from ossfuzz_fake import Workshop, add


def broken(out):
    """The rules that do not hold in a folder."""
    report = check.Report("address", "libfuzzer")
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        check.check_output(out, "address", "libfuzzer", report)
    return [line.split()[2] for line in said.getvalue().splitlines() if line.startswith("FAILED")]


class Rules(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory()
        cls.workshop = Workshop(cls.temporary.name)
        cls.good = cls.workshop.target()

    @classmethod
    def tearDownClass(cls):
        cls.temporary.cleanup()

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.out = Path(folder.name) / "out"
        self.out.mkdir()

    def expect(self, *names):
        self.assertEqual(broken(self.out), list(names))

    def test_all_hold(self):
        add(self.out, "fuzz_good-1", self.good)
        (self.out / "llvm-symbolizer").write_bytes(b"")
        self.expect()

    def test_no_target(self):
        self.expect("targets")

    def test_name_with_a_dot(self):
        add(self.out, "fuzz.dot", self.good)
        self.expect("name")

    def test_helper_in_out(self):
        add(self.out, "fuzz", self.good)
        (self.out / "make_seeds").write_bytes(self.workshop.helper().read_bytes())
        (self.out / "make_seeds").chmod(0o755)
        self.expect("no-helper")

    def test_file_of_nobody(self):
        add(self.out, "fuzz", self.good)
        (self.out / "fuss.options").write_text("[libfuzzer]\n")
        self.expect("belongs")

    def test_other_processor(self):
        add(self.out, "fuzz", self.good)
        program = bytearray((self.out / "fuzz").read_bytes())
        program[18:20] = (183).to_bytes(2, "little") # e_machine: AArch64
        (self.out / "fuzz").write_bytes(program)
        self.assertIn("architecture", broken(self.out))

    def test_parts_of_the_c_library(self):
        add(self.out, "fuzz", self.workshop.target(link=("-Wl,--no-as-needed", "-lresolv")))
        self.expect()

    def test_dynamic_liburcu(self):
        add(self.out, "fuzz", self.workshop.target(link=("-Wl,--no-as-needed", "-lurcu-cds")))
        self.expect("dependencies")

    def test_folder_of_libraries(self):
        add(self.out, "fuzz", self.workshop.target(link=("-Wl,-rpath,/opt/lib",)))
        self.expect("dependencies")

    def test_without_sanitizer(self):
        add(self.out, "fuzz", self.workshop.target(flags=Workshop.EDGES))
        self.expect("sanitizer")

    def test_two_sanitizers(self):
        flags = ("-fsanitize=address,undefined", *Workshop.EDGES)
        add(self.out, "fuzz", self.workshop.target(flags=flags))
        self.expect("sanitizer")

    def test_without_edges(self):
        add(self.out, "fuzz", self.workshop.target(flags=Workshop.ASAN))
        self.assertIn("instrumented", broken(self.out))

    def test_options(self):
        for text in ("[libfuzzer]\nruns = 1\n", "[libfuzer]\n", "max_len = 1\n"):
            with self.subTest(text):
                add(self.out, "fuzz", self.good, options=text)
                self.assertIn("options", broken(self.out))

    def test_option_that_is_unknown(self):
        add(self.out, "fuzz", self.good, options="[libfuzzer]\nmax_length = 64\n")
        self.expect("dictionary")

    def test_dictionary(self):
        add(self.out, "fuzz", self.good, dictionary="word\n")
        self.assertIn("dictionary", broken(self.out))

    def test_dictionary_that_is_not_there(self):
        add(self.out, "fuzz", self.good, options="[libfuzzer]\ndict = words.dict\n")
        self.assertIn("dictionary", broken(self.out))

    def test_no_seed_corpus(self):
        for spoil in (lambda f: f.unlink(), lambda f: f.write_bytes(b"PK")):
            add(self.out, "fuzz", self.good)
            spoil(self.out / "fuzz_seed_corpus.zip")
            self.expect("seed-corpus")
        add(self.out, "fuzz", self.good, seeds=())
        self.expect("seed-corpus")

    def test_seed_that_crashes(self):
        add(self.out, "fuzz", self.good, seeds=("fine", "crash"))
        self.expect("seeds")

    def test_seeds_that_are_not_executed(self):
        add(self.out, "fuzz", self.workshop.target(
            'for (int i = 0; i < *argc; i++) if (!strcmp((*argv)[i], "-runs=0")) exit(0);'))
        self.assertIn("seeds", broken(self.out))

    def test_crash_at_start(self):
        add(self.out, "fuzz", self.workshop.target("abort();"))
        self.assertIn("starts", broken(self.out))

    def test_needs_the_folder_of_its_build(self):
        beside = Path(ossfuzz_fake.__file__).parent / "no such folder"
        add(self.out, "fuzz", self.workshop.target(f'if (!fopen("{beside}", "r")) abort();'))
        self.assertIn("starts", broken(self.out))

    def test_writes_where_it_runs(self):
        add(self.out, "fuzz", self.workshop.target('if (!fopen("trace", "w")) abort();'))
        self.assertIn("starts", broken(self.out))

    def test_knows_out(self):
        add(self.out, "fuzz", self.workshop.target('if (!getenv("OUT")) abort();'))
        self.assertIn("starts", broken(self.out))


if __name__ == "__main__":
    unittest.main()
