/* What the page is about. Everything comes from the element #data; nothing here changes it. */
const DECISIVE = 70, TELLING = 30, END = 100;

const data = JSON.parse(document.getElementById("data").textContent);
const timeline = data.timeline, steps = timeline.steps, ledgers = data.ledgers;
/* The flow that the timeline is about. Any program has none. */
const chosenFlow = timeline.flow ?? "none", hasFlow = chosenFlow !== "none";
const arrows = data.arrows.map(([from, to, kind]) => ({from, to, kind}));

/* What each kind of arrow is called, in the order of the legend. */
const ARROW_KINDS = [...new Set(arrows.map((arrow) => arrow.kind))].sort();

/* Lanes, in the order of the actors' numbers. */
const lanes = timeline.actors.map((actor, index) => ({...actor, index, first: 0, last: 0}));
const laneOf = new Map(lanes.map((lane) => [lane.number, lane]));
for (const lane of lanes) {
    lane.first = steps.findIndex((step) => step.actor === lane.number);
    lane.last = steps.findLastIndex((step) => step.actor === lane.number);
}

const arrowsFrom = new Map(), arrowsTo = new Map();
for (const arrow of arrows) {
    for (const [map, end] of [[arrowsFrom, arrow.from], [arrowsTo, arrow.to]]) {
        map.set(end, [...(map.get(end) ?? []), arrow]);
    }
}

const decisive = steps.filter((step) => step.weight >= DECISIVE).map((step) => step.step);

function nameOf(step) {
    return laneOf.get(step.actor).name;
}

/* The line that the text form shows as well. */
function lineOf(step) {
    const line = step.source[data.best[step.step]];
    return line ? placeOf(line) : "";
}

function placeOf(line) {
    return line.file.replace(/^.*\//, "") + (line.line ? ":" + line.line : "");
}

/* The last point of a ledger at or before a step: [hits, credited]. */
function countsAt(ledger, step) {
    const point = ledger.points.findLast(([at]) => at <= step);
    return point ? point.slice(1) : [0, 0];
}

/* An element with attributes and children; a string is a child as text. */
function element(name, attributes = {}, ...children) {
    const node = /^(svg|g|path|line|circle|polygon|rect|text|title|defs|marker)$/.test(name)
        ? document.createElementNS("http://www.w3.org/2000/svg", name)
        : document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
        node.setAttribute(key, value);
    }
    node.append(...children);
    return node;
}
