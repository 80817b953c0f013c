"""The report on a finding, from what explain says of it."""

import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from ovs import mail  # noqa: E402


def step(kind, text, flow="", preempted=False, source=(), values=(0, 0, 0)):
    return {"actor": 1, "kind": kind, "text": text, "flow": flow, "preempted": preempted, "values": values,
            "source": [{"function": name, "line": line} for name, line in source]}


EXPLAINED = {
    "invariant": "ABORT", "rule": "ABORT/invalid-transition", "flow": "0",
    "message": "handler-0 ends the process: Invalid ukey transition 5->4 (last at /home/me/ovs/ofproto/a.c:9); known: "
               "N01, a purge deletes",
    "actors": [{"number": 1, "name": "handler-0"}],
    "steps": [step("mutex-lock", "locks mutex 3"), step("fault", "FAULT delete-busy", "0"),
              step("ukey", "ukey 1 CREATED->VISIBLE", "0", source=[("ukey_install__", 1950), ("f", 0)]),
              step("ukey", "ukey 2 CREATED->VISIBLE", "1"),
              step("mutex-unlock", "unlocks mutex 3", preempted=True), step("VIOLATION", "VIOLATION of ABORT")],
}


class Mail(unittest.TestCase):
    def setUp(self):
        self.text = mail.written(EXPLAINED, "ukeyfuzz scenario 2\nend\n", "a file", "ci/ovs explain")

    def test_the_subject_says_what_happens(self):
        self.assertTrue(self.text.startswith(
            "Subject: ofproto-dpif-upcall: ovs-vswitchd aborts: invalid ukey transition\n"))

    def test_no_path_of_this_machine(self):
        self.assertNotIn("/home/me", self.text)
        self.assertIn("ofproto/a.c:9", self.text)

    def test_the_interleaving_is_of_the_flow_alone(self):
        self.assertIn("  1. handler-0: the datapath misbehaves: a delete is answered EBUSY, and the\n     flow stays\n"
                      "  2. handler-0: ukey 1 CREATED -> VISIBLE [f() > ukey_install__():1950]\n"
                      "  3. handler-0: is preempted\n"
                      "  4. handler-0: here it shows\n", self.text)

    def test_what_is_known_and_what_was_injected(self):
        self.assertIn("known: N01, a purge", self.text)
        self.assertIn("It was made to misbehave: a delete is", self.text)

    def test_lines_are_short_and_the_scenario_is_last(self):
        self.assertLessEqual(max(map(len, self.text.split("\n")[1:])), mail.WIDTH)
        self.assertTrue(self.text.endswith("    ci/ovs explain finding.scenario\n\n--\nukeyfuzz scenario 2\nend\n"))

    def test_without_a_flow_the_threads_are_named(self):
        explained = {**EXPLAINED, "flow": "none", "rule": "LOCK/deadlock", "message": "deadlock: nobody can run",
                "steps": [step("ukey", "ukey 1 CREATED->VISIBLE", "0"), step("call", "calls flush()"),
                          step("switch", "gives way to main", source=[("f", 7)]), step("end", "ends 4")]}
        text = mail.written(explained, "", "a file", "ci/ovs explain")
        self.assertTrue(text.startswith("Subject: ofproto-dpif-upcall: threads wait for each other for ever\n"))
        self.assertIn("  1. handler-0: calls flush()\n  2. handler-0: waits [f():7]\n  3. handler-0: ends\n", text)

    def test_no_word_of_the_message_matters(self):
        said = " ".join(EXPLAINED["message"].replace("/home/me/ovs/", "").split())
        other = mail.written({**EXPLAINED, "message": "flow 1"}, "ukeyfuzz scenario 2\nend\n", "a file", "ci/ovs explain")
        self.assertEqual(" ".join(self.text.split()).replace(said, "flow 1"), " ".join(other.split()))

    def test_upstreams_words(self):
        steps = [step("dump-record", "x", "0", values=(3, 7, again)) for again in (0, 1)]
        text = mail.written({**EXPLAINED, "steps": [*steps, step("credit", "x", "0", values=(2, 90, 0))]}, "", "a file", "x")
        self.assertIn("  1. handler-0: dumps the flow (instance 3, n_packets 7)\n"
                      "  2. handler-0: dumps the flow again (instance 3, n_packets 7)\n"
                      "  3. handler-0: pushes stats: n_packets 2\n", text)

    def test_a_long_one_keeps_its_end(self):
        long = {**EXPLAINED, "steps": [EXPLAINED["steps"][1]] * 50 + EXPLAINED["steps"][-1:]}
        text = mail.written(long, "", "a file", "ci/ovs explain")
        self.assertIn("(the 11 steps before are left out)", text)
        self.assertIn(f" {mail.MOST_STEPS}. handler-0: here it shows", text)


if __name__ == "__main__":
    unittest.main()
