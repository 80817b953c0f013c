/* Search: steps whose text, actor, event or place in the source has all the words that are typed. */
const search = document.getElementById("search");
let found = new Set();

function searched(step) {
    return [String(step.step), nameOf(step), step.text, step.kind, step.details,
        ...step.source.map((line) => line.function + "() " + placeOf(line))].join(" ").toLowerCase();
}

function find() {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    found = new Set(!words.length ? [] : steps.filter((step) => {
        const text = searched(step);
        return words.every((word) => text.includes(word));
    }).map((step) => step.step));
    tellFound();
    drawRows();
}

function tellFound() {
    const place = [...found].indexOf(current) + 1;
    document.getElementById("found").textContent = !search.value.trim() ? "" : !found.size ? "nothing"
        : place ? `${place} of ${found.size}` : `${found.size} steps`;
}

/* Marks the next step that was found, or the previous one; after the last comes the first. */
function moveToFound(way) {
    const all = [...found];
    const next = way > 0 ? all.find((step) => step > current) ?? all[0]
        : all.findLast((step) => step < current) ?? all.at(-1);
    if (next !== undefined) {
        moveTo(next);
    }
}

function startSearch() {
    search.addEventListener("input", find);
    search.addEventListener("keydown", (event) => {
        if (event.key === "Enter") {
            moveToFound(event.shiftKey ? -1 : 1);
        } else if (event.key === "Escape") {
            search.value = "";
            find();
            list.focus({preventScroll: true});
        } else {
            return;
        }
        event.preventDefault();
    });
}
