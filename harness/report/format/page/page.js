/* Stepping: the mark (`current`), what is pointed at (`preview`), the keys and the buttons. */
let current = 0, preview = null;

function markedRow() {
    return rows[rowOfStep[current]];
}

function draw() {
    drawRows();
    drawDetails();
    drawCursor();
    document.getElementById("position").textContent = `${current} / ${steps.length - 1}`;
    tellFound();
}

/* Marks a step; one that is folded away is unfolded. */
function moveTo(step) {
    current = Math.max(0, Math.min(steps.length - 1, step));
    preview = null;
    if (isFold(markedRow())) {
        unfold(markedRow());
    }
    scrollToRow(rowOfStep[current]);
    draw();
    history.replaceState(null, "", "#" + current);
}

/* The step that the page's address names; undefined if it names none. */
function linkedStep() {
    const step = /^#\d+$/.test(location.hash) ? Number(location.hash.slice(1)) : steps.length;
    return step < steps.length ? step : undefined;
}

function unfold(row) {
    opened.add(row.from);
    layRows();
}

/* Marks the step of a row that is `by` rows away; folds are passed over. */
function moveBy(by) {
    const way = Math.sign(by);
    let index = Math.max(0, Math.min(rows.length - 1, rowOfStep[current] + by));
    while (rows[index] && isFold(rows[index])) {
        index += way;
    }
    if (rows[index]) {
        moveTo(rows[index].from);
    }
}

function moveToDecisive(way) {
    const next = way > 0 ? decisive.find((step) => step > current) : decisive.findLast((step) => step < current);
    moveTo(next ?? current);
}

/* The fold next to the mark, below it if there is one. */
function unfoldHere() {
    const at = rowOfStep[current], row = [rows[at + 1], rows[at - 1]].find((r) => r && isFold(r));
    if (row) {
        unfold(row);
        moveTo(current);
    }
}

function look(step) {
    if (preview !== step) {
        preview = step;
        draw();
    }
}

function setAll(all) {
    showAll = all;
    document.getElementById("all").checked = all;
    opened.clear();
    layRows();
    moveTo(current);
}

function switchTheme() {
    const root = document.documentElement;
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
}

const keys = {
    ArrowDown: () => moveBy(1), ArrowRight: () => moveBy(1), j: () => moveBy(1),
    ArrowUp: () => moveBy(-1), ArrowLeft: () => moveBy(-1), k: () => moveBy(-1),
    PageDown: () => moveBy(Math.floor(list.clientHeight / ROW) - 2),
    PageUp: () => moveBy(2 - Math.floor(list.clientHeight / ROW)),
    Home: () => moveTo(0), End: () => moveTo(steps.length - 1),
    n: () => moveToDecisive(1), p: () => moveToDecisive(-1),
    Enter: unfoldHere, a: () => setAll(!showAll), t: switchTheme,
    "/": () => search.select(), "?": () => document.getElementById("keys").showModal(),
};

function onKey(event) {
    const open = document.getElementById("keys").open, action = keys[event.key];
    const own = event.target.closest("select,input[type=search]") || event.key === "Enter" && event.target.closest("button,input,summary");
    if (action && !open && !own && !event.ctrlKey && !event.altKey && !event.metaKey) {
        event.preventDefault();
        action();
    }
}

function startButtons() {
    const buttons = {
        first: "Home", "previous-decisive": "p", previous: "ArrowUp", next: "ArrowDown", "next-decisive": "n",
        last: "End", theme: "t", help: "?",
    };
    for (const [id, key] of Object.entries(buttons)) {
        document.getElementById(id).addEventListener("click", () => keys[key]());
    }
    document.getElementById("all").addEventListener("change", (event) => setAll(event.target.checked));
    const kinds = ARROW_KINDS.map((kind) => element("label", {class: kind},
        element("input", {type: "checkbox", checked: "", value: kind}), kind));
    document.getElementById("kinds").append(...kinds);
    document.getElementById("kinds").hidden = !kinds.length;
    document.getElementById("kinds").addEventListener("change", (event) => {
        hiddenKinds[event.target.checked ? "delete" : "add"](event.target.value);
        drawRows();
    });
}

function startList() {
    list.addEventListener("scroll", drawRows);
    list.addEventListener("click", (event) => {
        const node = event.target.closest(".row");
        if (node) {
            const row = rows[Number(node.id.slice(4))];
            moveTo(row.from);
        }
    });
    /* Rows that move under a pointer at rest are not pointed at. */
    let x, y;
    list.addEventListener("pointermove", (event) => {
        if (event.pointerType === "mouse" && (event.clientX !== x || event.clientY !== y)) {
            const node = event.target.closest("[data-step]");
            [x, y] = [event.clientX, event.clientY];
            look(node ? Number(node.dataset.step) : null);
        }
    });
    list.addEventListener("pointerleave", () => look(null));
}

function tellTitle() {
    const silent = ["clean", "not shown", "damaged", "not judged"].includes(timeline.verdict);
    const violated = !silent || timeline.died;
    const flow = hasFlow ? ` on flow ${chosenFlow}` : "";
    const title = violated ? `${timeline.died ? "violated" : timeline.verdict} ${timeline.invariant}${flow}` : timeline.verdict;
    document.title = `${timeline.file}: ${title}`;
    document.getElementById("title").replaceChildren(`${timeline.file}: `,
        element("strong", {class: violated ? "violated" : timeline.verdict.replace(" ", "-")}, title), ` (${timeline.program ?? timeline.build + " build"})`);
    document.getElementById("message").textContent = timeline.message +
        timeline.loops.map((loop) => ` \u2014 ${loop.text}.`).join("") +
        (timeline.truncated ? ` (The execution is too long: ${timeline.left_out || "its later"} steps are left out.)` : "");
    document.getElementById("meaning").hidden = !timeline.meaning;
    document.getElementById("meaning").replaceChildren(element("b", {}, timeline.invariant), `: ${timeline.meaning} `,
        element("code", {}, `(ukeyfuzz help ${timeline.invariant})`));
    tellOrigins();
    tellSides();
    document.getElementById("report").hidden = !timeline.report;
    document.getElementById("report").open = innerHeight >= 700 && innerWidth >= 700;
    document.querySelector("#report pre").textContent = timeline.report;
    document.getElementById("count").textContent = steps.length;
    document.getElementById("columns").hidden = !hasFlow;
}

/* Where the locks and the like that the violation is about come from. */
function tellOrigins() {
    const named = timeline.objects.filter((object) => object.origin && object.violated);
    document.getElementById("origins").hidden = !named.length;
    document.getElementById("origins").append(...named.map((object) =>
        element("li", {}, element("b", {}, object.name), ": " + object.origin)));
}

/* The stacks of a sanitizer's report, or the sides of a race or a deadlock, with links to their steps. */
function tellSides() {
    document.getElementById("sides").hidden = !timeline.evidence.length;
    document.getElementById("sides").append(...timeline.evidence.map((side) => element("li", {},
        element("b", {}, side.what), ": ", ...(steps[side.step] ? linkTo(steps[side.step]) : []),
        ...(side.where ? [" in ", element("code", {}, side.where)] : []))));
}

function start() {
    tellTitle();
    if (!steps.length) {
        return;
    }
    startButtons();
    startLedger();
    startList();
    startSearch();
    measureRows();
    layRows();
    drawLaneNames();
    drawPlot();
    moveTo(linkedStep() ?? decisive[0] ?? steps.length - 1);
    addEventListener("hashchange", () => moveTo(linkedStep() ?? current));
    document.addEventListener("keydown", onKey);
    new ResizeObserver(() => {
        measureRows();
        layRows();
        drawLaneNames();
        drawPlot();
        draw();
    }).observe(document.body);
    list.focus({preventScroll: true});
}

start();
