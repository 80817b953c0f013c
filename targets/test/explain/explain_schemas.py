#!/usr/bin/python3
"""explain_schemas.py json|trace FILE [program]: whether FILE is what harness/report/format/json.h, or Chrome's trace
event format as harness/report/format/perfetto.h uses it, says it is; of the cache, or of any program. Exit
code 0 or 1. Not by python3-jsonschema: it takes about 15 us a member, which is seconds where a document has thousands of
steps, and what is asked here is mostly how members agree with each other."""
import json
import sys

OF_PROGRAM = sys.argv[3:] == ["program"]
STEP = {
    "step": int, "actor": int, "point": int, "kind": str, "text": str, "object": int, "values": list,
    "name": str, "details": str,
    "weight": int, "decisive": bool, "preempted": bool, "evidence": str, "source": list,
}
STEP |= {"value": str} if OF_PROGRAM else {
    "flow": str, "makes": int, "ukey": int, "state": str, "instance": int, "hits": int, "credited": int}
DOCUMENT = {
    "file": str, "build": str, "verdict": str, "invariant": str, "rule": str, "about": dict, "meaning": str, "message": str, "hash": str,
    "died": bool, "report": str, "truncated": bool, "left_out": int, "loops": list, "actors": list,
    "evidence": list, "given": int, "missed": list, "objects": list, "steps": list,
}
DOCUMENT |= {"program": str, "arguments": list} if OF_PROGRAM else {"flow": str}
SOURCE = {"function": str, "file": str, "line": int}
ACTOR = {"number": int, "name": str}
PHASES = {"M", "B", "E", "X", "i", "s", "f", "C"}


def expect(condition, what):
    if not condition:
        sys.exit(f"explain_schemas.py: {what}")


def check_object(value, schema, what):
    expect(isinstance(value, dict), f"{what} is no object")
    expect(set(value) == set(schema), f"{what} has {sorted(set(value) ^ set(schema))}")
    for name, kind in schema.items():
        expect(type(value[name]) is kind, f"{what}: {name} is no {kind.__name__}")


def check_json(document):
    check_object(document, DOCUMENT, "the document")
    for loop in document["loops"]:
        check_object(loop, {"actor": int, "period": int, "times": int, "first": int, "holder": int,
                            "text": str}, "a loop")
    for actor in document["actors"]:
        check_object(actor, ACTOR, "an actor")
    for evidence in document["evidence"]:
        check_object(evidence, {"what": str, "where": str, "step": int}, "an evidence")
        expect(-1 <= evidence["step"] < len(document["steps"]), "an evidence's step")
    for missed in document["missed"]:
        check_object(missed, {"actor": int, "point": int, "target": int}, "a missed preemption")
    expect(len(document["missed"]) <= document["given"], "more preemptions missed than given")
    expect(OF_PROGRAM or document["died"] or not document["evidence"], "evidence of no death")
    for thing in document["objects"]:
        check_object(thing, {"kind": str, "number": int, "name": str, "origin": str, "violated": bool}, "an object")
    numbers = {actor["number"] for actor in document["actors"]}
    for i, step in enumerate(document["steps"]):
        check_object(step, STEP, f"step {i}")
        expect(step["step"] == i, f"step {i} has another number")
        expect(step["actor"] in numbers, f"step {i} is of no actor")
        expect(len(step["values"]) == 3, f"step {i} has not three values")
        expect(0 <= step["weight"] <= 100, f"step {i}'s weight")
        expect(OF_PROGRAM or step["credited"] >= 0 and step["hits"] >= 0, f"step {i}'s ledger")
        for line in step["source"]:
            check_object(line, SOURCE, f"a line of step {i}")
    silent = document["verdict"] in ("clean", "not shown", "damaged", "not judged")
    expect(silent or document["verdict"] == ("failed" if OF_PROGRAM else "violated"), "the verdict")
    expect(silent or document["steps"][-1]["weight"] == 100, "the end")
    expect(any(step["decisive"] for step in document["steps"]), "nothing is decisive")


def check_trace(trace):
    check_object(trace, {"displayTimeUnit": str, "traceEvents": list}, "the trace")
    depth, last, names, counters, flows, short = {}, {}, set(), set(), {}, {}
    for event in trace["traceEvents"]:
        phase, track = event.get("ph"), event.get("tid")
        expect(phase in PHASES, f"unknown phase in {event}")
        expect(type(event["ts"]) is int and type(track) is int and event["pid"] == 1, f"{event}")
        expect(phase == "E" or isinstance(event.get("name"), str) and event["name"], f"{event}")
        if phase == "M":
            expect(event["name"] in ("process_name", "thread_name"), f"{event}")
            expect(isinstance(event["args"]["name"], str), f"{event}")
            names |= {track} if event["name"] == "thread_name" else set()
            continue
        expect(event["ts"] >= last.get(track, 0), f"time runs backwards at {event}")
        last[track] = event["ts"]
        if phase == "C":
            counters.add(event["name"])
            expect(type(event["args"]["packets"]) is int, f"{event}")
            continue
        expect(track in names, f"the track of {event} has no name")
        if phase == "i":
            expect(event["s"] == "t", f"{event}")
        elif phase == "X":
            expect(event["dur"] == 1, f"{event}")
            short[track] = event["ts"]
        elif phase in "sf":
            expect(depth.get(track) or short.get(track) == event["ts"], f"{event} is in no slice")
            flows.setdefault(event["id"], []).append((phase, event["ts"], track, event["name"]))
        else:
            depth[track] = depth.get(track, 0) + (1 if phase == "B" else -1)
            expect(depth[track] >= 0, f"{event} ends nothing")
    expect(not any(depth.values()), "slices are left open")
    expect(flows, "there is no arrow")
    for flow, ends in flows.items():
        expect([end[0] for end in ends] == ["s", "f"], f"arrow {flow} has not two ends")
        expect(ends[0][2] != ends[1][2] and ends[0][3] == ends[1][3], f"arrow {flow} is {ends}")
    expect(counters == (set() if OF_PROGRAM else {"hits", "credited"}), f"the counters are {counters}")


with open(sys.argv[2], encoding="utf-8") as stream:
    {"json": check_json, "trace": check_trace}[sys.argv[1]](json.load(stream))
