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
    const lines = step.source.map((line) => element("li", {}, element("code", {}, line.function + "()"),
        " " + placeOf(line)));
    return lines.length ? term("where", element("ol", {}, ...lines)) : [];
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

function drawDetails() {
    const step = steps[preview ?? current], lane = laneOf.get(step.actor);
    const terms = [];
    if (step.evidence) {
        terms.push(...term("evidence", step.evidence));
    }
    if (story.flow !== "none") {
        terms.push(...term("flow " + story.flow,
            `ukey ${step.ukey ? step.ukey + " " + step.state : "none"}, instance ${step.instance || "none"}`),
        ...term("ledger", `${step.hits} hit, ${step.credited} credited`));
    }
    terms.push(...arrowTerms(step), ...sourceTerms(step),
        ...term("event", element("code", {}, `${step.kind} ${step.object}: ${step.values.join(", ")}`)),
        ...term("point", `the actor's ${step.point}`));
    details.replaceChildren(
        element("h2", {"data-lane": lane.index % 8}, `${step.step} `, element("b", {}, lane.name), ...badges(step)),
        element("p", {class: "what"}, step.text), element("dl", {}, ...terms));
}

details.addEventListener("click", (event) => {
    const button = event.target.closest("[data-go]");
    if (button) {
        moveTo(Number(button.dataset.go));
    }
});
