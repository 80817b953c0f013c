/* The list of rows: a row is a step, or steps that are folded away. Only those rows that can be seen
 * are in the document, so that an execution of 65536 steps is as quick as one of 60. */
const MARGIN_ROWS = 20;
let ROW = 24; /* Pixels. */

/* On a narrow screen a row has room for two lines of text. */
function measureRows() {
    ROW = isNarrow() ? 34 : 24;
    document.documentElement.style.setProperty("--row", ROW + "px");
}

function isNarrow() {
    return document.documentElement.clientWidth <= 700;
}


const list = document.getElementById("steps"), canvas = document.getElementById("canvas");
const opened = new Set(); /* First steps of folds that the reader has opened. */
let showAll = false, rows = [], rowOfStep = [];

function isShown(step) {
    return showAll || step.weight >= TELLING || step.step === steps.length - 1;
}

/* Lays out the rows again: {from, to} are the steps of a row, the same number unless it is a fold. */
function layRows() {
    rows = [];
    rowOfStep = new Array(steps.length);
    for (let at = 0; at < steps.length;) {
        let end = at;
        while (end < steps.length && !isShown(steps[end])) {
            end++;
        }
        if (end > at + 1 && !opened.has(at)) {
            rowOfStep.fill(rows.length, at, end);
            rows.push({from: at, to: end - 1});
            at = end;
        } else {
            for (end = Math.max(end, at + 1); at < end; at++) {
                rowOfStep[at] = rows.length;
                rows.push({from: at, to: at});
            }
        }
    }
    canvas.style.height = rows.length * ROW + "px";
}

function isFold(row) {
    return row.to > row.from;
}

function markOf(step) {
    return step.weight >= END ? "!" : step.weight >= DECISIVE ? "*" : step.preempted ? "\u25BC" : "";
}

function classOf(step) {
    return "step" + (step.weight >= END ? " violated" : step.weight >= DECISIVE ? " decisive" : "") +
        (step.preempted ? " preempted" : "") + (step.weight < TELLING ? " quiet" : "") +
        (found.has(step.step) ? " found" : "");
}

function labelOf(step) {
    return `${step.step}, ${nameOf(step)}: ${step.text}` +
        (step.weight >= END ? ", the end" : step.weight >= DECISIVE ? ", decisive" : "") +
        (step.preempted ? ", preempted" : "");
}

function stepCells(step) {
    const ukey = step.ukey ? `${step.ukey} ${step.state}` : "\u2013";
    const cells = [["mark", markOf(step)], ["number", String(step.step)], ["lane-room", ""], ["text", step.text]];
    if (hasFlow) {
        cells.push(["ukey", ukey], ["instance", step.instance ? String(step.instance) : "\u2013"],
            ["counts", `${step.hits}:${step.credited}`]);
    }
    cells.push(["where", lineOf(step)]);
    return cells.map(([name, text]) => element("span", {class: name}, text));
}

function rowElement(row, index) {
    const attributes = {
        id: "row-" + index, role: "option", "aria-posinset": index + 1, "aria-setsize": rows.length,
        "aria-selected": row === markedRow(), style: `top:${index * ROW}px`,
    };
    if (isFold(row)) {
        const n = row.to - row.from + 1;
        return element("div", {...attributes, class: "row fold", "aria-label": `${n} steps folded`},
            element("span", {class: "mark"}, "\u22EF"), element("span", {class: "number"}),
            element("span", {class: "lane-room"}), element("span", {class: "text"}, `${n} steps`));
    }
    const step = steps[row.from];
    return element("div", {
        ...attributes, class: "row " + classOf(step), "aria-label": labelOf(step), "data-step": step.step,
        "data-lane": laneOf.get(step.actor).index % 8,
    }, ...stepCells(step));
}

function drawRows() {
    const first = Math.max(0, Math.floor(list.scrollTop / ROW) - MARGIN_ROWS);
    const last = Math.min(rows.length, Math.ceil((list.scrollTop + list.clientHeight) / ROW) + MARGIN_ROWS);
    const shown = rows.slice(first, last).map((row, i) => rowElement(row, first + i));
    canvas.replaceChildren(drawLanes(first, last), ...shown);
    list.setAttribute("aria-activedescendant", "row-" + rowOfStep[current]);
}

function scrollToRow(index) {
    const top = index * ROW, room = 2 * ROW;
    if (top < list.scrollTop + room) {
        list.scrollTop = top - room;
    } else if (top + ROW > list.scrollTop + list.clientHeight - room) {
        list.scrollTop = top + ROW - list.clientHeight + room;
    }
}
