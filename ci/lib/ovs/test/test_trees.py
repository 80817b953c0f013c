"""What is read in somebody's own tree: which repairs it has, and what it wants of the adapter."""

import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from entries import UserError  # noqa: E402
from ovs import edits, members, repairs  # noqa: E402
from ovs.program import explain_failure  # noqa: E402

OLD = """static void
revalidate(struct revalidator *revalidator)
{
    already_dumped = ukey->dump_seq == dump_seq;
}

static void
push_dp_ops(struct udpif *udpif)
{
    transition_ukey(op->ukey, UKEY_EVICTED);
}
"""
NEW = """enum ukey_state {
    UKEY_INCONSISTENT,  /* Here. */
};

static void
revalidate(struct revalidator *revalidator)
{
    ukey->dp_layer = f->attrs.dp_layer;
}

static void
push_dp_ops(struct udpif *udpif)
{
    transition_ukey(op->ukey, UKEY_INCONSISTENT);
}
"""
PROVIDER = """struct dpif_class {
    const char *type;
    int (*init)(void);
    bool (*run)(struct dpif *dpif);
    int (*get_stats)(const struct dpif *dpif, struct dpif_dp_stats *stats);
    int (*brand_new)(struct dpif *dpif,
                     int more);
};
"""
CALLER = """    if (dpif->dpif_class->init) {
        dpif->dpif_class->init();
    }
    return dpif->dpif_class->run ? dpif->dpif_class->run(dpif) : false;
    error = dpif->dpif_class->get_stats(dpif, stats);
    error = dpif->dpif_class->brand_new(dpif, 1);
"""


class Repairs(unittest.TestCase):
    def test_marks(self):
        self.assertEqual(repairs.repaired_in(OLD), ())
        self.assertEqual(repairs.repaired_in(NEW), ("B70", "B74"))

    def test_a_mark_elsewhere_is_none(self):
        self.assertEqual(repairs.repaired_in(OLD.replace("UKEY_EVICTED", "ukey->dp_layer")), ())

    def test_features(self):
        self.assertEqual(repairs.features_of(OLD), ())
        self.assertEqual(repairs.features_of(NEW), ("OVS_HAS_INCONSISTENT",))

    def test_a_purge_that_pauses(self):
        purge = "static void\nupcall_unixctl_purge(struct unixctl_conn *conn)\n{\n%s}\n\nstatic void\nf(void)\n{\n%s}\n"
        pauses = "    udpif_pause_revalidators(udpif);\n"
        self.assertEqual(repairs.features_of(purge % (pauses, "")), ("OVS_PURGE_PAUSES",))
        self.assertEqual(repairs.features_of(purge % ("", pauses)), ())

    def test_it_is_told(self):
        self.assertIn("counts again: B70, B74", repairs.summary_of(NEW))
        self.assertIn("has none of the repairs", repairs.summary_of(OLD))

    def test_what_is_mended_has_a_name_of_the_promises(self):
        text = (edits.ROOT / "harness/ovs/promise/excuses.c").read_text(encoding="utf-8")
        for edit in edits.mended_edits():
            self.assertIn(f'"{edit.name}"', text)


class Members(unittest.TestCase):
    def missing(self, datapath):
        return members.missing_members(PROVIDER, CALLER, datapath)

    def test_what_is_called_without_a_look_and_not_there(self):
        self.assertEqual(self.missing("    .get_stats = get_stats,\n"), ["brand_new"])

    def test_what_is_there(self):
        self.assertEqual(self.missing("    .get_stats = get_stats,\n    .brand_new = brand_new,\n"), [])

    def test_a_tree_without_the_structure(self):
        with self.assertRaisesRegex(UserError, "lib/dpif-provider.h: there is no struct dpif_class"):
            members.missing_members("", CALLER, "")


class Failures(unittest.TestCase):
    """One line, with the name and what to do; compilers' own words, from trees that were changed."""

    def test_a_symbol_that_is_missing(self):
        said = explain_failure("ld: a.o: in function `f': undefined reference to `xlate_new'\n"
                               "ld: a.o: in function `g': undefined reference to `dpif_new'\n")
        self.assertIn("wants what harness/ovs/ does not have: dpif_new, xlate_new;", said)

    def test_a_symbol_of_another_linker(self):
        self.assertIn("not have: xlate_new;", explain_failure("ld.lld: error: undefined symbol: xlate_new\n"))

    def test_a_function_that_is_renamed(self):
        said = explain_failure("x/harness/ovs/calls.h:220:5: error: implicit declaration of function "
                               "'upcall_unixctl_purge' is invalid in C99\n")
        self.assertIn("this tree has no upcall_unixctl_purge, which harness/ovs/calls.h uses (line 220)", said)

    def test_a_member_that_is_gone(self):
        said = explain_failure("x/harness/ovs/seen.h:30:18: error: no member named 'state' in 'struct udpif_key'\n")
        self.assertIn("this tree has no 'state' in 'struct udpif_key', which harness/ovs/seen.h uses (line 30)", said)

    def test_a_member_of_the_datapath_that_is_gone(self):
        said = explain_failure("x/harness/ovs/datapath.c:300:6: error: field designator 'recv' does not refer to any "
                               "field in type 'const struct dpif_class'\n")
        self.assertIn("this tree has no 'recv' in 'const struct dpif_class', which harness/ovs/datapath.c uses", said)

    def test_other_errors_of_the_adapter(self):
        said = explain_failure("x/harness/ovs/translation.c:9:5: error: conflicting types for 'xlate_push_stats'\n")
        self.assertIn("conflicting types for 'xlate_push_stats'; harness/ovs/translation.c:9 is written for 3.1.0", said)

    def test_an_error_of_the_tree(self):
        self.assertEqual(explain_failure("x.c:1: warning: w\n/ovs/lib/x.c:2:3: error: expected ';'\n"),
                         "/ovs/lib/x.c:2:3: error: expected ';'")


if __name__ == "__main__":
    unittest.main()
