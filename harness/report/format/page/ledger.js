/* The ledger as a plot over the whole execution: packets that hit a flow and packets credited to it,
 * above the ukey's states if it is the flow of the timeline. Also the map by which one gets about. */
const plot = document.getElementById("plot"), flowChoice = document.getElementById("flow");
const STATE_HEIGHT = 16, TICK = 7;

function chosenLedger() {
    return ledgers.find((ledger) => ledger.flow === flowChoice.value) ?? {flow: chosenFlow, points: []};
}

function stepX(step) {
    return (step + 0.5) / steps.length * plot.clientWidth;
}

/* A staircase; `column` of the points, 1: hits, 2: credited. */
function staircase(ledger, column, y) {
    let d = `M0,${y(0)}`;
    for (const point of ledger.points) {
        d += `H${stepX(point[0])}V${y(point[column])}`;
    }
    return d + `H${plot.clientWidth}`;
}

function drawStates(top) {
    const bands = [];
    for (let at = 0, end; at < steps.length; at = end) {
        const {ukey, state} = steps[at];
        for (end = at + 1; end < steps.length && steps[end].ukey === ukey && steps[end].state === state;) {
            end++;
        }
        if (ukey) {
            const x = stepX(at - 0.5), width = stepX(end - 0.5) - x, name = `${ukey} ${state}`;
            bands.push(element("rect", {class: "state " + state, x, y: top, width, height: STATE_HEIGHT},
                element("title", {}, `ukey ${name}, steps ${at} to ${end - 1}`)));
            if (width > name.length * 7 + 6) {
                bands.push(element("text", {class: "state-name", x: x + 4, y: top + 12}, name));
            }
        }
    }
    return bands;
}

function drawTicks(top) {
    const ticks = decisive.map((at) => {
        const x = stepX(at);
        return element("polygon", {class: steps[at].weight >= END ? "tick violated" : "tick decisive",
            points: `${x},${top} ${x + 4},${top + 4} ${x},${top + 8} ${x - 4},${top + 4}`});
    });
    for (const step of steps.filter((s) => s.preempted)) {
        const x = stepX(step.step);
        ticks.push(element("polygon", {class: "tick preempted", points: `${x - 4},${top} ${x + 4},${top} ${x},${top + TICK}`}));
    }
    return ticks;
}

/* Without packets there is nothing to plot; what is left is the map of states and decisive steps. */
function tellFlows() {
    const none = !ledgers.length;
    document.getElementById("ledger").hidden = none && !hasFlow;
    document.getElementById("ledger").classList.toggle("empty", none);
    document.getElementById("no-hits").hidden = !none;
    for (const part of document.querySelectorAll("#flows, #legend .key, #balance")) {
        part.hidden = none;
    }
}

function drawPlot() {
    const ledger = chosenLedger(), height = plot.clientHeight, ours = hasFlow && ledger.flow === chosenFlow;
    const bottom = height - TICK - 6 - (ours ? STATE_HEIGHT + 2 : 0), last = ledger.points.at(-1) ?? [0, 0, 0];
    const most = Math.max(1, last[1], last[2]), y = (n) => bottom - n / most * (bottom - 8);
    plot.replaceChildren(element("svg", {
        width: plot.clientWidth, height, role: "img",
        "aria-label": `Packets of flow ${ledger.flow}: at the end ${last[1]} hit it and ${last[2]} were credited`,
    },
    ...(ledgers.length ? [
        element("line", {class: "axis", x1: 0, x2: plot.clientWidth, y1: bottom, y2: bottom}),
        element("path", {class: "hits", d: staircase(ledger, 1, y)}),
        element("path", {class: "credited", d: staircase(ledger, 2, y)}),
        element("text", {class: "most", x: 2, y: 12}, `${most} packet${most === 1 ? "" : "s"}`),
    ] : []),
    ...(ours ? drawStates(bottom + 2) : []), ...drawTicks(height - TICK - 2),
    element("line", {class: "cursor", id: "cursor", y1: 0, y2: height})));
    drawCursor();
}

function balanceText(hits, credited) {
    return `${hits} hit${hits === 1 ? "" : "s"}, ${credited} credited`;
}

function drawCursor() {
    const at = preview ?? current, [hits, credited] = countsAt(chosenLedger(), at);
    const cursor = document.getElementById("cursor");
    cursor.setAttribute("x1", stepX(at));
    cursor.setAttribute("x2", stepX(at));
    document.getElementById("balance").textContent = `at step ${at}: ${balanceText(hits, credited)}`;
}

function stepAt(event) {
    const x = event.clientX - plot.getBoundingClientRect().left;
    return Math.max(0, Math.min(steps.length - 1, Math.floor(x / plot.clientWidth * steps.length)));
}

function startLedger() {
    flowChoice.append(...ledgers.map((ledger) => element("option", {value: ledger.flow}, ledger.flow)));
    if (ledgers.some((ledger) => ledger.flow === chosenFlow)) {
        flowChoice.value = chosenFlow;
    }
    tellFlows();
    flowChoice.addEventListener("change", drawPlot);
    plot.addEventListener("click", (event) => moveTo(stepAt(event)));
    plot.addEventListener("pointermove", (event) => look(stepAt(event)));
    plot.addEventListener("pointerleave", () => look(null));
}
