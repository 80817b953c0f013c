/* The lanes beside the rows: who acts when, and the arrows between them. */
const hiddenKinds = new Set();

function laneWidth() {
    const room = isNarrow() ? 72 : 260;
    return Math.max(7, Math.min(32, Math.floor(room / lanes.length)));
}

function laneX(lane) {
    return (lane.index + 0.5) * laneWidth();
}

function rowY(index) {
    return (index + 0.5) * ROW;
}

/* The actors' names, each above its lane. */
function drawLaneNames() {
    const names = lanes.map((lane) => element("span",
        {class: "lane", "data-lane": lane.index % 8, title: lane.name, style: `left:${laneX(lane)}px`}, lane.name));
    const titles = [["text", "step"]];
    if (hasFlow) {
        titles.push(["ukey", "ukey"], ["instance", "dp"], ["counts", "hit:cr"]);
    }
    titles.push(["where", "where"]);
    const longest = Math.max(...lanes.map((lane) => lane.name.length));
    document.documentElement.style.setProperty("--heads", Math.max(96, Math.min(190, longest * 8)) + "px");
    document.documentElement.style.setProperty("--lanes", lanes.length * laneWidth() + "px");
    document.getElementById("lanes").replaceChildren(
        element("span", {class: "mark"}), element("span", {class: "number"}),
        element("span", {class: "lane-room"}, ...names),
        ...titles.map(([name, text]) => element("span", {class: name}, text)));
}

function drawLives(first, last) {
    return lanes.map((lane) => {
        const from = Math.max(first, rowOfStep[lane.first]), to = Math.min(last, rowOfStep[lane.last]);
        return element("line", {class: "lifetime", "data-lane": lane.index % 8, x1: laneX(lane), x2: laneX(lane),
            y1: rowY(from), y2: Math.max(rowY(from), rowY(to))});
    });
}

/* A thick line where an actor runs on from row to row, and what it does in each. */
function drawActs(first, last) {
    const acts = [];
    for (let i = first; i < last; i++) {
        if (isFold(rows[i])) {
            continue;
        }
        const step = steps[rows[i].from], lane = laneOf.get(step.actor), x = laneX(lane), y = rowY(i);
        const next = rows[i + 1] && !isFold(rows[i + 1]) ? steps[rows[i + 1].from] : null;
        if (next && next.actor === step.actor) {
            acts.push(element("line", {class: "run", "data-lane": lane.index % 8, x1: x, x2: x, y1: y, y2: y + ROW}));
        }
        acts.push(glyph(step, lane, x, y));
    }
    return acts;
}

function glyph(step, lane, x, y) {
    const attributes = {class: "act " + classOf(step), "data-lane": lane.index % 8};
    if (step.weight >= END) {
        return element("path", {...attributes, d: `M${x - 5},${y - 5}l10,10m0,-10l-10,10`});
    }
    if (step.preempted) {
        return element("polygon", {...attributes, points: `${x - 6},${y - 5} ${x + 6},${y - 5} ${x},${y + 6}`});
    }
    if (step.weight >= DECISIVE) {
        return element("polygon", {...attributes, points: `${x},${y - 7} ${x + 7},${y} ${x},${y + 7} ${x - 7},${y}`});
    }
    return element("circle", {...attributes, cx: x, cy: y, r: step.weight < TELLING ? 2 : 3.5});
}

function drawArrow(arrow, touched) {
    const from = steps[arrow.from], to = steps[arrow.to];
    const x1 = laneX(laneOf.get(from.actor)), x2 = laneX(laneOf.get(to.actor));
    const y1 = rowY(rowOfStep[arrow.from]), y2 = rowY(rowOfStep[arrow.to]);
    const side = Math.sign(x2 - x1), bend = Math.min(40, (y2 - y1) / 2);
    return element("path", {
        class: `arrow ${arrow.kind}${touched ? " touched" : " faint"}`, "marker-end": `url(#head-${arrow.kind})`,
        d: `M${x1},${y1}C${x1 + side * 4},${y1 + bend} ${x2 - side * 4},${y2 - bend} ${x2 - side * 5},${y2 - 3}`,
    }, element("title", {}, `${arrow.kind}: ${labelOf(from)} \u2192 ${labelOf(to)}`));
}

/* Those that pass through rows first to last, those of the looked-at step on top. */
function drawArrows(first, last) {
    const looked = preview ?? current, drawn = [];
    for (const arrow of arrows) {
        const from = rowOfStep[arrow.from], to = rowOfStep[arrow.to];
        if (from !== to && to >= first && from < last && !hiddenKinds.has(arrow.kind)) {
            drawn.push([arrow.from === looked || arrow.to === looked, arrow]);
        }
    }
    drawn.sort((a, b) => a[0] - b[0]);
    return drawn.map(([touched, arrow]) => drawArrow(arrow, touched));
}

function drawHeads() {
    return element("defs", {}, ...ARROW_KINDS.map((kind) => element("marker",
        {id: "head-" + kind, viewBox: "0 0 8 8", refX: 6, refY: 4, markerWidth: 6, markerHeight: 6, orient: "auto"},
        element("path", {class: "head " + kind, d: "M0,0L8,4L0,8z"}))));
}

function drawLanes(first, last) {
    return element("svg", {class: "lanes", "aria-hidden": "true", width: lanes.length * laneWidth(), height: rows.length * ROW},
        drawHeads(), ...drawLives(first, last), ...drawArrows(first, last), ...drawActs(first, last));
}
