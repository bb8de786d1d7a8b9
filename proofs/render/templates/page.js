"use strict";
// Sorting: a button in each head; exact values compare by their rank, which was computed exactly.
for (const button of document.querySelectorAll("th button")) {
  button.addEventListener("click", () => {
    const head = button.closest("th"), body = head.closest("table").tBodies[0];
    const descending = head.getAttribute("aria-sort") === "ascending";
    const key = row => row.cells[head.cellIndex].dataset.key ?? row.cells[head.cellIndex].textContent.trim();
    const numeric = [...body.rows].every(row => key(row) !== "" && !isNaN(key(row)));
    const order = (a, b) => numeric ? key(a) - key(b) : key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0;
    const rows = [...body.rows].sort((a, b) => (descending ? order(b, a) : order(a, b)));
    for (const other of head.parentNode.cells) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", descending ? "descending" : "ascending");
    body.append(...rows);
  });
}
// What scrolls sideways can be reached by keyboard, and only that.
function reachable() {
  for (const box of document.querySelectorAll(".scroll, .wide, .table, .picture, pre")) {
    if (box.scrollWidth > box.clientWidth + 1) box.tabIndex = 0;
    else box.removeAttribute("tabindex");
  }
}
addEventListener("load", reachable);
addEventListener("resize", reachable);
document.addEventListener("toggle", reachable, true);
// Print what is folded.
let opened = [];
addEventListener("beforeprint", () => {
  opened = [...document.querySelectorAll("details:not([open])")];
  for (const part of opened) part.open = true;
});
addEventListener("afterprint", () => { for (const part of opened) part.open = false; });
// LaTeX to the clipboard; where that is refused, the text is shown and selected.
for (const button of document.querySelectorAll("[data-copy]")) {
  button.addEventListener("click", async () => {
    const source = document.getElementById(button.dataset.copy);
    try {
      await navigator.clipboard.writeText(source.value);
      button.textContent = "Copied";
    } catch {
      source.hidden = false;
      source.select();
      button.textContent = "Select and copy";
    }
  });
}
// Many panels: one at a time, with a slider; all of them in print and without this script.
for (const box of document.querySelectorAll(".steps")) {
  const panels = [...box.children];
  const bar = document.createElement("div"), range = document.createElement("input");
  const words = document.createElement("span"), all = document.createElement("button");
  bar.className = "slider";
  Object.assign(range, { type: "range", min: 0, max: panels.length - 1, value: 0 });
  range.setAttribute("aria-label", "Layer");
  all.type = "button";
  const show = single => {
    box.classList.toggle("single", single);
    panels.forEach((panel, k) => panel.classList.toggle("now", k === Number(range.value)));
    words.textContent = single ? panels[range.value].dataset.title : "all layers";
    range.setAttribute("aria-valuetext", words.textContent);
    all.textContent = single ? "Show all" : "One by one";
    all.setAttribute("aria-pressed", String(!single));
  };
  range.addEventListener("input", () => show(true));
  all.addEventListener("click", () => show(!box.classList.contains("single")));
  bar.append(range, words, all);
  box.before(bar);
  show(panels.length > 3);
}
// Who a statement rests on: everything else in the graph steps back.
const graph = document.querySelector("svg.graph");
if (graph) {
  const nodes = new Map([...graph.querySelectorAll(".node")].map(node => [node.dataset.id, node]));
  const below = id => {
    const found = new Set([id]);
    for (const one of found)
      for (const used of nodes.get(one).dataset.uses.split(" ")) if (nodes.has(used)) found.add(used);
    return found;
  };
  const mark = found => {
    for (const [id, node] of nodes) node.classList.toggle("dimmed", found !== null && !found.has(id));
    for (const edge of graph.querySelectorAll(".edges path")) {
      const near = found !== null && found.has(edge.dataset.to);
      edge.classList.toggle("near", near);
      edge.classList.toggle("dimmed", found !== null && !near);
    }
  };
  for (const [id, node] of nodes) {
    for (const kind of ["mouseenter", "focus"]) node.addEventListener(kind, () => mark(below(id)));
    for (const kind of ["mouseleave", "blur"]) node.addEventListener(kind, () => mark(null));
  }
}
