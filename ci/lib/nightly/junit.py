"""junit.xml: a summary in the form that continuous integration servers read.

A test suite per step, with a test case for the step itself and one per case of it, and a suite with
a test case per bug. What is known is skipped there, not failed; what could not be run is an error, and so
are each kind of trouble and a night that looked for nothing.
"""

import re
import xml.etree.ElementTree as ET

from files import write_atomically
from printable import counted

from .cause import bugs
from .page.news import folded

# What XML 1.0 cannot hold.
_UNFIT = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def _fit(text):
    return _UNFIT.sub("?", text)


def _case(suite, name, seconds, outcome="", message=""):
    element = ET.SubElement(suite, "testcase", classname=_fit(f"nightly.{suite.get('name')}"),
                            name=_fit(name), time=f"{seconds:.2f}")
    if outcome:
        ET.SubElement(element, outcome, message=_fit(message))


def _known(record):
    return f"known until {record['expires']}: {record['reason']}"


def _step(suites, step):
    suite = ET.SubElement(suites, "testsuite", name=step["name"], time=f"{step['seconds']:.2f}")
    outcome = {"failed": "error", "done": ""}.get(step["state"], "skipped")
    reason = step["message"] or f"{step['state']} when the night ended"
    _case(suite, step["name"], step["seconds"], outcome, reason)
    for case in step["cases"]:
        if case["result"] == "failed" and case["known"]:
            _case(suite, case["name"], case["seconds"], "skipped", _known(case["known"]))
        else:
            outcome = {"failed": "failure", "passed": ""}.get(case["result"], "skipped")
            _case(suite, case["name"], case["seconds"], outcome, case["message"])
    return suite


def _findings(suites, summary):
    suite = ET.SubElement(suites, "testsuite", name="findings", time="0.00")
    if summary["verdict"] == "incomplete":
        _case(suite, "incomplete", 0, "error", "no step that looks for bugs did anything")
    for variants in bugs(summary["findings"]):
        finding = variants[0]
        place = finding["bundle"] or finding["input"]
        if finding["known"]:
            _case(suite, finding["signature"], 0, "skipped", _known(finding["known"]))
        else:
            others = "".join(f"\nvariant: {other['signature']}: {other['build']} {other['target']} in {other['step']}, "
                             f"{counted(other['files'], 'file')} ({other['bundle'] or other['input']})"
                             for other in variants[1:])
            _case(suite, finding["signature"], 0, "failure",
                  f"{finding['build']} {finding['target']}: {finding['message']} ({place}){others}")
    for line in folded(summary["trouble"]):
        _case(suite, "trouble", 0, "error", line)
    return suite


def render(summary):
    """The text of junit.xml."""
    suites = ET.Element("testsuites", name=f"ukeyfuzz {summary['name']}",
                        time=f"{summary['spent']:.2f}")
    for suite in [*(_step(suites, step) for step in summary["steps"]),
                  _findings(suites, summary)]:
        cases = list(suite)
        suite.set("timestamp", summary["started"].rstrip("Z"))
        suite.set("tests", str(len(cases)))
        for name, outcome in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
            suite.set(name, str(sum(case.find(outcome) is not None for case in cases)))
    ET.indent(suites)
    return ET.tostring(suites, encoding="unicode", xml_declaration=True) + "\n"


def write(path, summary):
    """Writes junit.xml atomically."""
    write_atomically(path, render(summary))
