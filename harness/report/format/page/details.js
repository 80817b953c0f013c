/* All that is known of one step: the marked one, or the one that is pointed at. */
const details = document.getElementById("details");

function term(name, ...value) {
    return [element("dt", {}, name), element("dd", {}, ...value)];
}

function linkTo(step) {
    const button = element("button", {class: "link", "data-go": step.step}, `${step.step} ${nameOf(step)}`);
    return [button, ` ${step.text}`];
}

function arrowTerms(step) {
    const terms = [];
    for (const arrow of arrowsTo.get(step.step) ?? []) {
        terms.push(...term(`after (${arrow.kind})`, ...linkTo(steps[arrow.from])));
    }
    for (const arrow of arrowsFrom.get(step.step) ?? []) {
        terms.push(...term(`before (${arrow.kind})`, ...linkTo(steps[arrow.to])));
    }
    return terms;
}

function sourceTerms(step) {
    const lines = step.source.map((line, index) => element("li", {}, element("code", {}, line.function + "()"),
        " " + placeOf(line), ...excerpt(line, index === data.best[step.step] ? 3 : 0)));
    return lines.length ? term("where", element("ol", {}, ...lines)) : [];
}

/* The text of a line of source, with so many lines around it. */
function excerpt(line, around) {
    const text = data.lines.find((f) => f.file === line.file)?.lines ?? {}, shown = [];
    for (let at = line.line - around; at <= line.line + around && text[line.line] !== undefined; at++) {
        if (text[at] !== undefined) {
            shown.push([at, text[at]]);
        }
    }
    const indents = shown.map(([, words]) => words.trim() ? words.search(/\S/) : Infinity);
    const indent = Math.min(...indents);
    return !shown.length ? [] : [element("pre", {class: "source"}, ...shown.map(([at, words]) =>
        element("span", {class: at === line.line ? "here" : ""}, `${String(at).padStart(4)}  ${words.slice(indent)}\n`)))];
}

/* What the event says beyond the step's text. */
function eventTerms(step) {
    const object = timeline.objects.find((one) => one.name === step.name), terms = [];
    if (object?.origin) {
        terms.push(...term(object.kind, `${object.name}, ${object.origin}`));
    }
    return [...terms, ...term("event", element("code", {}, [step.kind, step.name || step.details].join(" ").trim()))];
}

/* A program's schedule stops where it fails; a scenario stops anywhere. */
function debuggerTerms(step) {
    const stop = timeline.program === undefined ? `ukeyfuzz replay --gdb --at event:${step.step} ${quoted(timeline.file)}`
        : step.weight >= END ? `ukeyfuzz replay --gdb ${quoted(timeline.program)} ${quoted(timeline.file)}` : "";
    return stop ? term("stop here in gdb", element("code", {}, stop)) : [];
}

function badges(step) {
    const words = [];
    if (step.weight >= END) {
        words.push(["violated", "the end"]);
    } else if (step.weight >= DECISIVE) {
        words.push(["decisive", "decisive"]);
    }
    if (step.preempted) {
        words.push(["preempted", "preempted"]);
    }
    return words.map(([name, word]) => element("span", {class: "badge " + name}, word));
}

/* A file's name, as a shell has it. */
function quoted(name) {
    return /^[\w./+:@%,=-]+$/.test(name) ? name : "'" + name.replaceAll("'", "'\\''") + "'";
}

function drawDetails() {
    const step = steps[preview ?? current], lane = laneOf.get(step.actor);
    const terms = [];
    if (step.evidence) {
        terms.push(...term("evidence", step.evidence));
    }
    if (hasFlow) {
        terms.push(...term("flow " + chosenFlow,
            `ukey ${step.ukey ? step.ukey + " " + step.state : "none"}, instance ${step.instance || "none"}`),
        ...term("ledger", balanceText(step.hits, step.credited)));
    }
    terms.push(...arrowTerms(step), ...sourceTerms(step), ...eventTerms(step), ...debuggerTerms(step));
    details.replaceChildren(
        element("h2", {"data-lane": lane.index % 8}, element("a", {href: "#" + step.step}, step.step), " ", element("b", {}, lane.name), ...badges(step)),
        element("p", {class: "what"}, step.text), element("dl", {}, ...terms));
}

for (const part of [details, document.getElementById("sides")]) {
    part.addEventListener("click", (event) => {
        const button = event.target.closest("[data-go]");
        if (button) {
            moveTo(Number(button.dataset.go));
        }
    });
}
