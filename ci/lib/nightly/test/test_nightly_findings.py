"""What a night has found: kept, grouped, minimised, explained, bundled; on a full disk, too."""

import errno
import os
import resource
import signal
import subprocess
import sys
import tarfile
import unittest
from pathlib import Path
from unittest import mock

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1]))
sys.path.insert(0, str(HERE))

import nightly_fake
from entries import UserError
from nightly import bursts, fork_mode, signatures, sorting, summary
from nightly.bundles import bundle, bundle_read, bundle_schema
from nightly.steps import step_explain
from nightly.findings import Findings
from nightly_fake import fake_night
from own_folder import NightFolder


class Folder(NightFolder):
    @staticmethod
    def crash(night, name, shows, target="fuzz_interleave", padding=0):
        path = night.findings.folder("grow", target, "plain") / name
        path.write_text("x" * padding + f"shows {shows}")


class Sorting(Folder):
    def test_one_finding_for_each_signature(self):
        with fake_night(self.folder, []) as night:
            self.crash(night, "plain-crash-01", "ONCE twice", padding=9)
            self.crash(night, "plain-crash-02", "ONCE twice")
            self.crash(night, "plain-crash-03", "STALL for ever")
            self.crash(night, "plain-slow-unit-04", "ONCE a third")
            self.assertEqual(sorting.sort(night, 60), 2)
            self.assertEqual(sorting.sort(night, 60), 0)
            self.crash(night, "plain-crash-05", "ONCE twice", padding=20)
            self.assertEqual(sorting.sort(night, 60), 0)
            records = night.findings.listed()
        self.assertEqual([(r["signature"], r["files"]) for r in records],
                         [("ONCE twice", 3), ("STALL for ever", 1)])  # The smallest first.
        self.assertEqual(records[0]["invariant"], "ONCE")
        self.assertTrue(records[0]["input"].endswith("/plain-crash-02"))
        self.assertEqual((self.folder / records[0]["input"]).read_text(), "shows ONCE twice")

    def test_what_shows_nothing_is_not_lost(self):
        with fake_night(self.folder, []) as night:
            night.findings.folder("grow", "fuzz_interleave", "plain")
            raw = self.folder / "findings/raw/grow.fuzz_interleave.plain"
            (raw / "plain-timeout-0a").write_text("nothing")
            sorting.sort(night, 60)
            (record,) = night.findings.listed()
        self.assertEqual(record["signature"], "TIMEOUT fuzz_interleave, not shown again")

    def test_targets_whose_inputs_only_they_execute(self):
        with fake_night(self.folder, []) as night:
            self.crash(night, "crash-0b", "TEXT/not-the-same by main", "fuzz_scenario")
            self.crash(night, "crash-0c", "TEXT/not-the-same by main", "fuzz_scenario")
            sorting.sort(night, 60)
            (record,) = night.findings.listed()
        self.assertEqual(record["signature"], "TEXT/not-the-same by main")
        self.assertEqual((record["kind"], record["files"]), ("input", 2))

    def test_what_real_threads_have_shown(self):
        with fake_night(self.folder, []) as night:
            log = night.work / "log"
            for number in (7, 8):
                log.write_text(f"$ ukeyfuzz_stress --seed {number}\nONCE: flow {number} twice\n"
                               "---- signature: ONCE/twice by main\n"
                               f"after 0.{number} s of: ukeyfuzz stress --seed {number}\n")
                night.findings.add_raw("stress", sorting.STRESS, "asan", log)
            sorting.sort(night, 60)
            (record,) = night.findings.listed()
        self.assertEqual((record["signature"], record["files"]), ("ONCE/twice by main", 2))
        self.assertIn(record["command"],
                      ("ukeyfuzz_stress --seed 7", "ukeyfuzz_stress --seed 8"))

    def test_what_bursts_of_real_threads_have_shown(self):
        with fake_night(self.folder, []) as night:
            log = night.work / "log"
            log.write_text("#2\tINITED cov: 3 ft: 4 corp: 1/1b\n")
            self.assertFalse(bursts.keep(night, "fuzz_stress", "plain", log))
            self.assertEqual(bursts.progress_of(log), fork_mode.Progress(2, 3, 4))
            log.write_text("#2\tINITED cov: 3 ft: 4 corp: 1/1b\n#60\tDONE   ft: 185 corp: 26/45b\n")
            self.assertEqual(bursts.progress_of(log), fork_mode.Progress(60, 0, 185))
            log.write_text("ONCE: flow 7 twice\n---- signature: ONCE/twice by main\nin a burst of: ukeyfuzz stress --seed 7\n"
                           "==1== ERROR: libFuzzer: deadly signal\n")
            self.assertTrue(bursts.keep(night, "fuzz_stress", "plain", log))
            self.assertFalse(bursts.keep(night, "fuzz_stress", "plain", log))
            sorting.sort(night, 60)
            (record,) = night.findings.listed()
        self.assertEqual((record["signature"], record["kind"], record["command"]),
                         ("ONCE/twice by main", "command", "ukeyfuzz_stress --seed 7"))

    def test_a_burst_on_a_full_disk_is_told(self):
        with fake_night(self.folder, []) as night, \
                mock.patch.object(night.findings, "add_raw", side_effect=OSError(errno.ENOSPC, "full", "raw")):
            said = b"ONCE: flow 7 twice\n---- signature: ONCE/twice by main\nin a burst of: ukeyfuzz stress --seed 7\n"
            self.assertTrue(bursts.keep(night, "fuzz_stress", "plain", night.work / "log", said))
            self.assertEqual(night.record["trouble"],
                             ["fuzz_stress, plain build: raw: full; make room there; what it found is lost: "
                              "ONCE/twice by main: flow 7 twice"])

    def test_the_settings_of_a_sanitizers_report(self):
        with fake_night(self.folder, []) as night:
            log, program = night.work / "log", night.work / "program"
            program.write_text("#!/bin/sh\necho ukeyfuzz stress --seed $(cat $1) "
                               "$UKEYFUZZ_STRESS_OPTIONS\n")
            program.chmod(0o755)
            for n, (name, command) in enumerate((
                    ("asan-stress-crash-0a", "ukeyfuzz_stress --seed 0 1"), ("", "fuzz_stress"),
                    ("asan-stress-slow-unit-0b", "fuzz_stress"),
                    ("asan-stress-crash-0c", "ukeyfuzz_stress --seed 3 1"))):
                if name:
                    for older in range(1, 4) if "crash" in name else ():
                        file = night.work / f"asan-stress-crash-{n}{older}"
                        file.write_text("9")
                        os.utime(file, (older, older))
                    (night.work / name).write_text(str(n))
                log.write_text("==1== ERROR: AddressSanitizer: heap-use-after-free on address\n"
                               f"    #0 0x1 in f{n} /x/src/f.c:{n}\n")
                with mock.patch.object(night, "program", return_value=program):
                    self.assertTrue(bursts.keep(night, "fuzz_stress", "asan", log))
                sorting.sort(night, 60)
                record = night.findings.records[f"ASAN heap-use-after-free in f{n}"]
                self.assertEqual(record["command"], command)

    def test_names_say_what_they_are_of(self):
        kept = []
        with fake_night(self.folder, []) as night:
            (night.work / "file").write_text("shows ONCE twice")
            for target in ("fuzz_interleave", "fuzz_interleave_fine", "fuzz_sequence", "fuzz_stress",
                           sorting.STRESS):
                path = night.findings.add_raw("replay", target, "asan", night.work / "file")
                self.assertEqual(signatures.kind_of_file(path.name), "CRASH")
                kept.append(path.name.partition("crash")[0])
        self.assertEqual(kept, ["asan-", "asan-fine-", "asan-sequence-", "asan-stress-", "asan-stress-"])

    def test_a_half_made_finding_is_made_again(self):
        with fake_night(self.folder, []) as night:
            self.crash(night, "plain-crash-01", "ONCE twice")
            with mock.patch("os.replace", side_effect=OSError(errno.ENOSPC, "full")):
                with self.assertRaises(OSError):
                    sorting.sort(night, 60)
        again = Findings(self.folder)
        self.assertEqual(again.records, {})
        self.assertEqual(len(again.waiting()), 1)
        with fake_night(self.folder, []) as night:
            self.assertEqual(sorting.sort(night, 60), 1)

    def test_a_finding_whose_record_is_damaged_is_made_again(self):
        for damage in (lambda path: path.write_text(path.read_text()[:100]), lambda path: path.write_text("[]"),
                       lambda path: path.write_bytes(b"\0" * 4096)):
            with fake_night(self.folder, []) as night:
                self.crash(night, "plain-crash-01", "ONCE twice")
                sorting.sort(night, 60)
            (path,) = self.folder.glob("findings/[!.]*/finding.json")
            damage(path)
            with fake_night(self.folder, []) as night:
                self.assertIn("findings/ONCE-", night.record["trouble"][0])
                self.assertEqual(sorting.sort(night, 60), 1)
                (record,) = night.findings.listed()
            self.assertEqual((record["signature"], record["files"]), ("ONCE twice", 1))
        self.assertEqual(len(list(self.folder.glob("findings/.ONCE-*.damaged*/plain-crash-01"))), 3)

    def test_signatures_of_reports(self):
        asan = ("==1==ERROR: AddressSanitizer: heap-use-after-free on address 0x1 at pc 0x2\n"
                "    #0 0x55 in __interceptor_free (/bin/x+0x1)\n"
                "    #1 0x56 in ukey_remove /w/src/install.c:102:3\n"
                "    #2 0x57 in sweep /w/src/sweep.c:14:3\n")
        self.assertEqual(signatures.of_log(asan, "CRASH")[0],
                         "ASAN heap-use-after-free in ukey_remove < sweep")
        self.assertEqual(signatures.of_log(asan.replace("102", "99"), "CRASH")[0],
                         "ASAN heap-use-after-free in ukey_remove < sweep")
        race = ("==================\nWARNING: ThreadSanitizer: data race (pid=7)\n"
                "  Write of size 6 at 0x1 by thread T4:\n"
                "    #0 free <null> (x+0x1) (BuildId: 7)\n"
                "    #1 ukey_remove /w/src/install.c:102:3 (x+0x2) (BuildId: 7)\n"
                "    #2 sweep /w/src/sweep.c:14:3 (x+0x3)\n\n"
                "  Previous write of size 6 at 0x1 by main thread:\n"
                "    #0 ukey_create /w/src/ukey.c:54:9 (x+0x4) (BuildId: 7)\n\n"
                "  Thread T4 'x' (tid=1, running) created by main thread at:\n"
                "    #1 start_threads /w/src/udpif.c:179:17 (x+0x5) (BuildId: 7)\n\n"
                "SUMMARY: ThreadSanitizer: data race (/w/x+0x1) in __interceptor_free\n")
        self.assertEqual(signatures.of_log(race, "CRASH")[:2],
                         ("RACE data race ukey_create / ukey_remove", "RACE"))
        undefined = "/w/src/limit.c:20:5: runtime error: signed integer overflow: 7 + 1\n"
        self.assertEqual(signatures.of_log(undefined, "CRASH")[:2],
                         ("ASAN signed integer overflow: +", "ASAN"))
        self.assertEqual(signatures.of_log("==9== ERROR: libFuzzer: deadly signal\n", "CRASH")[0],
                         "CRASH deadly signal")
        self.assertEqual(signatures.of_log("", "OOM")[0], "OOM no report")
        hang = ("==== VIOLATION HANG\nhandler-0 has used 3 s of processor time since its point 7 and reaches no"
                " other: it spins in f (a.c:12), called by g (a.c:34)\n---- signature: HANG f\n---- found by fuzz_sequence\n")
        self.assertEqual(signatures.of_log(hang, "CRASH")[:2], ("HANG f", "HANG"))
        died = ("==== VIOLATION HARNESS\na mistake of the harness itself, please report it: the process ends with"
                " signal 6 (Aborted): it dies in f (a.c:12), called by g (a.c:34)\n---- signature: HARNESS dies in f\n"
                "---- found by fuzz_sequence\n/w/src/x.c:1: assertion x failed\n")
        self.assertEqual(signatures.of_log(died, "CRASH")[:2], ("HARNESS dies in f", "HARNESS"))


class Explaining(Folder):
    def explained(self):
        step = step_explain.Explain()
        with fake_night(self.folder, [step]) as night:
            self.crash(night, "plain-crash-01", "ONCE twice", padding=9)
            night.step = night.record["steps"][0]
            step.run(night, 60, night.step)
            night.save()
            return night.findings.listed()[0]

    def test_minimised_explained_and_bundled(self):
        record = self.explained()
        self.assertEqual((record["size"], record["minimized_size"]), (25, 16))
        self.assertEqual((self.folder / record["explanation"]).read_text(), "why: ONCE twice\n")
        saved = summary.read(self.folder / "summary.json")
        self.assertEqual(saved["findings"], [record])

    def test_what_is_missing_is_said(self):
        silent = nightly_fake.FAKE_TOOL.replace('command == "minimize"', "False").replace(
            'print("why:"', 'sys.exit(2), print("why:"')
        with mock.patch.object(nightly_fake, "FAKE_TOOL", silent):
            record = self.explained()
        self.assertEqual((record["minimized"], record["explanation"]), ("", ""))
        self.assertEqual([line.replace(record["id"], "ID")
                          for line in summary.read(self.folder / "summary.json")["trouble"]],
                         ["ukeyfuzz minimize could not make ID smaller; see its minimize.txt",
                          "ID has no explanation.txt: ukeyfuzz explain did not show it",
                          "ID has no explanation.html: ukeyfuzz explain did not show it"])

    def test_bundle(self):
        record = self.explained()
        path = self.folder / record["bundle"]
        about, members = bundle_read.read(path)
        self.assertEqual(about["commit"], "0" * 40)
        self.assertEqual({key: value for key, value in record.items() if key in bundle_schema.MEMBERS},
                         {key: about[key] for key in record if key in bundle_schema.MEMBERS})
        self.assertEqual(members["minimized"], b"shows ONCE twice")
        self.assertEqual(members["input"], b"x" * 9 + b"shows ONCE twice")
        with tarfile.open(path) as archive:
            archive.extractall(self.folder / "elsewhere")
        unpacked = self.folder / "elsewhere" / record["id"]
        self.assertEqual(bundle_read.read(unpacked), (about, members))
        for arguments in ([], ["nowhere"]):
            said = subprocess.run([unpacked / "replay", *arguments], capture_output=True, text=True,
                                  check=False)
            self.assertEqual((said.returncode, said.stdout), (2, ""))
            self.assertRegex(said.stderr, r"^usage: .*/replay CLONE .*\n$")

    def test_what_is_no_bundle(self):
        self.folder.mkdir()
        path = self.folder / "x.tar.gz"
        for content in (b"", b"no archive", b"\x1f\x8b\x08\x00" * 9):
            path.write_bytes(content)
            with self.assertRaisesRegex(UserError, "x.tar.gz: "):
                bundle_read.read(path)
        with tarfile.open(path, "w:gz"):
            pass
        with self.assertRaisesRegex(UserError, "no bundle.json"):
            bundle_read.read(path)
        with self.assertRaisesRegex(UserError, "nowhere"):
            bundle_read.read(Path("nowhere"))


class FullDisk(Folder):
    """A limit on the size of files stands for a full disk: writing fails in the same places."""

    def setUp(self):
        super().setUp()
        self.limits = resource.getrlimit(resource.RLIMIT_FSIZE)
        self.addCleanup(self.free)
        self.addCleanup(signal.signal, signal.SIGXFSZ, signal.signal(signal.SIGXFSZ, signal.SIG_IGN))

    def fill(self):
        resource.setrlimit(resource.RLIMIT_FSIZE, (1, self.limits[1]))

    def free(self):
        resource.setrlimit(resource.RLIMIT_FSIZE, self.limits)

    def test_the_night_goes_on_with_what_it_has(self):
        with fake_night(self.folder, []) as night:
            self.crash(night, "plain-crash-01", "ONCE twice")
            sorting.sort(night, 60)
            night.save()
            before = (self.folder / "summary.json").read_bytes()
            self.fill()
            night.record["spent"] = 1e6
            night.save()
            self.assertEqual((self.folder / "summary.json").read_bytes(), before)
            self.assertIn("cannot write", night.record["trouble"][0])
            self.assertFalse((night.work / "reserve").exists())
            self.assertEqual(list(self.folder.glob(".*.new")), [])
            self.free()
            night.save()
        saved = summary.read(self.folder / "summary.json")
        self.assertIn("cannot write", saved["trouble"][0])
        self.assertEqual(saved["findings"][0]["signature"], "ONCE twice")

    def test_a_bundle_is_whole_or_not_there(self):
        with fake_night(self.folder, []) as night:
            self.crash(night, "plain-crash-01", "ONCE twice")
            sorting.sort(night, 60)
            (record,) = night.findings.records.values()
            path = self.folder / "bundles" / "x.tar.gz"
            self.fill()
            with self.assertRaises(OSError):
                bundle.make(path, record, night.findings.root / record["id"], "0" * 40)
            self.assertEqual(list(path.parent.iterdir()), [])

    def test_nothing_more_is_begun(self):
        with fake_night(self.folder, []) as night:
            with mock.patch("nightly.disk.SPACE_MIN", 1 << 60):
                self.assertFalse(night.space_left())
            self.assertIn("are free in", night.record["trouble"][0])
            with mock.patch("nightly.disk.SPACE_MIN", 0):
                self.assertTrue(night.space_left())


if __name__ == "__main__":
    unittest.main()
