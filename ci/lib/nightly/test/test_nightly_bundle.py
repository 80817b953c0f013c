"""Bundles that somebody else has made: refused in one line, and nothing is written or run of theirs."""

import gzip
import io
import json
import os
import subprocess
import sys
import tarfile
import unittest
from pathlib import Path
from unittest import mock

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1]))

from entries import ROOT, UserError
from nightly import foreign, stress_command
from nightly.bundles import bundle_read, bundle_schema, replay_bundle
from nightly.night import commit_here
from own_folder import OwnFolder

ABOUT = {"format": 1, "commit": "0" * 40, "id": "ONCE-01234567", "signature": "ONCE twice",
         "invariant": "ONCE", "message": "twice", "step": "grow", "target": "fuzz_interleave",
         "build": "plain", "planted": "", "kind": "scenario", "command": "", "files": 1, "size": 3,
         "minimized_size": None, "input": "findings/ONCE-01234567/plain-crash-01", "minimized": "",
         "explanation": "", "page": "", "log": "", "bundle": "", "found": "2026-11-21T01:00:00Z",
         "known": None, "expired": False}
STRESS = {"kind": "command", "target": "ukeyfuzz_stress", "command": "ukeyfuzz_stress --seed 1"}


def file(name, content=b"x", **more):
    """A member of an archive: its head and its bytes."""
    member = tarfile.TarInfo(name)
    member.size = len(content)
    for key, value in more.items():
        setattr(member, key, value)
    return member, content


def packed(*members, top="ONCE-01234567"):
    """An archive with bundle.json as above, an input and more."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        for member, content in (file(f"{top}/bundle.json", json.dumps(ABOUT).encode()),
                                file(f"{top}/input", b"abc"), *members):
            archive.addfile(member, io.BytesIO(content))
    return out.getvalue()


class Hostile(OwnFolder):
    def setUp(self):
        super().setUp()
        self.path = self.folder / "x.tar.gz"

    def refused(self, content, says):
        """Reading an archive of these bytes ends in a line like this."""
        self.path.write_bytes(content)
        with self.assertRaisesRegex(UserError, says) as caught:
            bundle_read.read(self.path)
        self.assertIn("x.tar.gz", str(caught.exception))

    def about_refused(self, says, content=None, **changes):
        """So does an unpacked one with this bundle.json."""
        (self.folder / "input").write_bytes(b"abc")
        text = content if content is not None else json.dumps({**ABOUT, **changes}).encode()
        (self.folder / "bundle.json").write_bytes(text)
        with self.assertRaisesRegex(UserError, says) as caught:
            bundle_read.read(self.folder)
        self.assertIn("bundle.json", str(caught.exception))


class Archives(Hostile):
    def test_a_good_one(self):
        self.path.write_bytes(packed(file("ONCE-01234567", type=tarfile.DIRTYPE, content=b"")))
        about, members = bundle_read.read(self.path)
        self.assertEqual((about, sorted(members)), (ABOUT, ["bundle.json", "input"]))

    def test_what_is_no_archive(self):
        good = packed()
        for content in (b"", b"no", b"\x1f\x8b\x08\x00" * 9, good[:40], good[:-30], good[:200],
                        gzip.compress(b"\xff" * 5000), gzip.compress(gzip.decompress(good)[:700])):
            self.refused(content, "x.tar.gz: ")
        for at in range(0, len(good), 7):
            self.path.write_bytes(good[:at] + bytes([good[at] ^ 0x5a]) + good[at + 1:])
            try:
                bundle_read.read(self.path)
            except UserError:
                pass

    def test_what_is_damaged_at_its_end(self):
        good = packed()
        for content in (good[:-1], good[:-8], good[:-5] + b"\0" + good[-4:], good + b"more"):
            self.refused(content, "x.tar.gz: not a .tar.gz that can be read")

    def test_what_may_not_be_in_it(self):
        top = "ONCE-01234567"
        for member, says in (
                (file(f"{top}/log", type=tarfile.SYMTYPE, linkname="/etc/passwd"), "log: not a regular file"),
                (file(f"{top}/log", type=tarfile.LNKTYPE, linkname=f"{top}/input"), "not a regular"),
                (file(f"{top}/log", type=tarfile.FIFOTYPE), "not a regular"),
                (file(f"{top}/log", type=tarfile.CHRTYPE), "not a regular"),
                (file(f"{top}/sub", type=tarfile.DIRTYPE), "sub: not a regular"),
                (file("/etc/passwd"), "not in the folder"), (file("../log"), "not in the folder"),
                (file(f"{top}/../log"), "no bundle has"), (file(f"{top}//log"), "no bundle has"),
                (file("elsewhere/log"), "not in the folder"), (file(f"{top}/.bashrc"), "no bundle has"),
                (file(f"{top}/\x1b[2J"), "no bundle has"), (file(f"{top}/input"), "two files"),
                (file(f"{top}/bundle.json"), "two files")):
            self.refused(packed(member), says)
        self.refused(packed(top="STALL-01234567"), "is not called ONCE-01234567")
        self.refused(packed(top=".."), "is not called")
        self.refused(packed(top=""), "is not called")

    def test_what_is_too_much(self):
        top = "ONCE-01234567"
        many = [file(f"{top}/{n}") for n in range(99)]
        self.refused(packed(*many), "no bundle has|more than")
        folders = [file(f"{top}", type=tarfile.DIRTYPE, content=b"")] * 99
        self.refused(packed(*folders), "more than")
        with mock.patch.object(bundle_read, "MAX_MEMBER", 1000):
            self.refused(packed(file(f"{top}/log", bytes(1001))), "log: longer than 1000 bytes")
        with mock.patch.object(bundle_read, "MAX_SUM", 30000):
            self.refused(packed(file(f"{top}/log", bytes(20000)), file(f"{top}/README", bytes(20000))),
                         "longer than 30000 bytes when it is unpacked")
            # A head that is long, too.
            self.refused(packed(file(f"{top}/" + "n" * 50000)), "longer than 30000 bytes")

    def test_sparse_members(self):
        sparse = file("ONCE-01234567/log", type=tarfile.GNUTYPE_SPARSE)
        self.refused(packed(sparse), "x.tar.gz: ")
        pax = file("ONCE-01234567/log", b"1\n0\n1\n".ljust(512, b"\0"),
                   pax_headers={"GNU.sparse.major": "1", "GNU.sparse.minor": "0",
                                "GNU.sparse.name": "ONCE-01234567/log",
                                "GNU.sparse.realsize": str(1 << 40)})
        self.refused(packed(pax), "x.tar.gz: ")

    def test_what_is_no_file(self):
        os.mkfifo(self.folder / "fifo")
        (self.folder / "empty").mkdir()
        (self.folder / "loop").symlink_to("loop")
        for name, says in (("fifo", "not a regular file"), ("empty", "no bundle.json"), ("loop", "links"),
                           ("nowhere", "No such file"), ("n" * 300, "too long"), ("a\0b", "null")):
            with self.assertRaisesRegex(UserError, says):
                bundle_read.read(self.folder / name)
        with self.assertRaisesRegex(UserError, "not a regular file"):
            bundle_read.read(Path("/dev/zero"))

    def test_folders_with_links_and_pipes(self):
        (self.folder / "bundle.json").write_text(json.dumps(ABOUT))
        (self.folder / "my own notes").write_text("are left alone")
        with self.assertRaisesRegex(UserError, "no input"):
            bundle_read.read(self.folder)
        (self.folder / "input").symlink_to("/etc/passwd")
        with self.assertRaisesRegex(UserError, f"{self.folder}/input: not a regular"):
            bundle_read.read(self.folder)
        (self.folder / "input").unlink()
        os.mkfifo(self.folder / "input")
        with self.assertRaisesRegex(UserError, f"{self.folder}/input: not a regular"):
            bundle_read.read(self.folder)


class Abouts(Hostile):
    def test_what_is_no_json(self):
        whole = json.dumps(ABOUT)
        for text in ("", "no", "[]", "7", "null", '"x"', "{", "[" * 100000, '{"a":' * 100000,
                     "\ufeff" + whole, whole.replace('"files": 1', '"files": NaN'),
                     whole.replace('"files": 1', '"files": 1e999'),
                     whole.replace('"files": 1', '"files": 1' + "0" * 10000),
                     whole.replace('"files": 1', '"files": 1, "files": 1'),
                     whole.replace("twice", "\\ud800")):
            self.about_refused(".", text.encode())
        self.about_refused("not UTF-8", whole.encode("utf-16"))
        self.about_refused("not UTF-8", whole.encode().replace(b"twice", b"\xff\xfe"))
        with mock.patch.object(bundle_read, "MAX_JSON", 100):
            self.about_refused("longer than 100 bytes", whole.encode())

    def test_each_member_has_its_form(self):
        for name in ABOUT:
            wrong = [{}, [], [ABOUT], 1.5, -1, "\n", "x" * 70000, None if name != "known" else 3, True]
            if name in ("minimized_size", "known"):
                wrong.remove(None if name == "minimized_size" else 3)
            if name == "expired":
                wrong.remove(True)
            if name in ("signature", "message", "command"):
                wrong.remove("\n")
            for value in wrong:
                with self.subTest(name=name, value=str(value)[:20]):
                    self.about_refused("bundle.json", **{name: value})

    def test_what_paths_and_commands_are_made_of(self):
        for changes, says in (
                ({"build": "/somewhere/x"}, '"build": .*not one of'), ({"build": "../plain"}, "not one of"),
                ({"build": "coverage"}, "not one of"), ({"id": ".."}, '"id"'), ({"id": "/x"}, '"id"'),
                ({"id": "ONCE-01234567\n"}, '"id"'), ({"id": "../ONCE-01234567"}, '"id"'),
                ({"target": "../../bin/sh"}, "not one of"), ({"target": "ukeyfuzz_stress"}, "a scenario of"),
                ({"target": "fuzz_sequence"}, "a scenario of"), ({"kind": "script"}, "not one of"),
                ({"kind": "input", "target": "fuzz_scenario", "build": "tsan"}, "no tsan build"),
                ({"kind": "input", "target": "fuzz_stress"}, "an? input of"),
                ({"planted": "../x"}, '"planted"'), ({"planted": "B59\n"}, '"planted"'),
                ({"commit": "HEAD; rm"}, '"commit"'), ({"commit": "0" * 40 + "\n"}, '"commit"'),
                ({"found": "today"}, '"found"'), ({"input": "/etc/passwd"}, '"input"'),
                ({"log": "a/../b"}, '"log"'), ({"known": {"x": 1}}, '"known"'), ({"raw": []}, "raw"),
                ({"format": 2}, '"format"'), ({**STRESS, "planted": "B59"}, "planted")):
            with self.subTest(**changes):
                self.about_refused(says, **changes)

    def test_what_is_missing(self):
        for name in ("format", "commit", "id", "signature", "kind", "target", "build", "planted", "command"):
            about = {key: value for key, value in ABOUT.items() if key != name}
            self.about_refused(f"'{name}' is a required", json.dumps(about).encode())

    def test_settings_of_real_threads_are_numbers(self):
        for options, says in (
                ("--json /etc/passwd", "--json is not one"), ("--json=x", "is not one"), ("-h", "is not one"),
                ("x", "is not one"), ("--seed", "wants a value"), ("--seed x", "not a number"),
                ("--seed -1", "not a number"), ("--seed --json", "not a number"), ("--seed 1e999", "not a number"),
                ("--seed nan", "not a number"), ("--seed ١", "not a number"), ("--seed '1\n'", "not a number"),
                ("--seconds 1e7", "more than 600"), ("--seconds 601", "more than 600"),
                ("--faults /x", "not a list"), ("--faults all,", "not a list"), ("--faults", "wants a value"),
                ("'", "quotation"), ("--no-progress", "is not one"), ("--seed 1 >x", "is not one")):
            with self.subTest(options=options):
                self.about_refused(says, **{**STRESS, "command": f"ukeyfuzz_stress {options}"})
        for command in ("", "sh -c x", "/bin/ukeyfuzz_stress", "fuzz_interleave"):
            self.about_refused("is not one of ukeyfuzz_stress", **{**STRESS, "command": command})

    def test_all_settings_that_the_program_has(self):
        line = ("ukeyfuzz_stress --seed 18446744073709551615 --seconds 0.05 --handlers 1 --revalidators 1 "
                "--packet-threads 1 --pmds 1 --flows 10 --rate 1000000000000 --skew 1.1 --burst 1 "
                "--flow-limit 1 --max-idle 10 --max-revalidator 10 --umaps 1 --transitions 0 "
                "--quiet-every 1e-05 --patience 1 --faults put-late=7,put-fail --full-dump --steady "
                "--tolerate-stalls")
        self.assertEqual(stress_command.parse(line, "x"), line.split()[1:])
        source = (ROOT / "targets/tool/stress/options.c").read_text()
        for option in [*stress_command.NUMBERS, *stress_command.FLAGS]:
            self.assertIn(f'{{"{option}",', source)


class Replaying(Hostile):
    def test_what_is_written_goes_into_a_new_folder(self):
        bundles = self.folder / "bundles"
        bundles.mkdir()
        (self.folder / "victim").mkdir()
        (bundles / ABOUT["id"]).symlink_to(self.folder / "victim")
        members = {"bundle.json": b"{}", "input": b"abc", "minimized": b"a"}
        with mock.patch.object(replay_bundle, "BUNDLES", bundles):
            for number in (2, 3):
                path = replay_bundle._unpack(ABOUT, members)
                self.assertEqual(path, bundles / f"{ABOUT['id']}-{number}" / "plain-crash-ONCE-01234567")
                self.assertEqual(path.read_bytes(), b"a")
        self.assertEqual(list((self.folder / "victim").iterdir()), [])

    def test_an_input_that_cannot_be_used_is_said_once(self):
        tool, calls = self.folder / "tool", self.folder / "calls"
        tool.write_text(f'#!/bin/sh\necho "$1" >>{calls}\necho "ukeyfuzz: $3: not a scenario" >&2\nexit 2\n')
        tool.chmod(0o755)
        with self.assertRaisesRegex(UserError, "^the input cannot be used: x: not a scenario$"):
            replay_bundle._scenario(tool, ABOUT, "x")
        self.assertEqual(calls.read_text(), "triage\n")

    def test_the_script_says_it_in_one_line_and_ends_with_2(self):
        here, _ = commit_here()
        for name, says, content in (
                ("no archive", "not a .tar.gz", b"no"), ("line\nbreak", r"line\\x0abreak", b"no"), ("\x1b[2J", r"\\x1b\[2J", None),
                ("of a build", '"build"', json.dumps({**ABOUT, "commit": here, "build": "/tmp/x"}).encode()),
                ("of a bug", r"of a bug: it needs ci/planted/B9999\.patch, which is not here; look for it at commit " + here,
                 json.dumps({**ABOUT, "commit": here, "planted": "B9999"}).encode()),
                ("of another commit", "belongs to commit 0000", json.dumps(ABOUT).encode())):
            path = self.folder / name
            if content and content.startswith(b"{"):
                path.mkdir()
                (path / "bundle.json").write_bytes(content)
                (path / "input").write_bytes(b"abc")
            elif content:
                path.write_bytes(content)
            done = subprocess.run([ROOT / "ci" / "replay-bundle", path], capture_output=True, text=True,
                                  check=False)
            self.assertEqual((done.returncode, done.stdout), (2, ""), done.stderr)
            self.assertRegex(done.stderr, rf"^ci/replay-bundle: [^\n]*{says}[^\n]*\n$")

    def test_what_is_made_is_what_may_be_read(self):
        self.assertEqual(set(bundle_schema.MEMBERS), set(ABOUT))
        bundle_schema.check(ABOUT, "x")
        bundle_schema.check({**ABOUT, **STRESS}, "x")
        self.assertEqual(foreign.parse_json(json.dumps(ABOUT).encode(), "x"), ABOUT)


if __name__ == "__main__":
    unittest.main()
