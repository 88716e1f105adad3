"use strict";

// Search. Elements that can be found have `data-find`. Each is in an item (a field, a code) of a group (an event, a type, a
// part of a matrix), or in the group itself, as its name. Everything else on the page works without this script.
(() => {
  const box = document.querySelector("#search");
  const found = document.querySelector("#found");
  const nothing = document.querySelector("#nothing");
  const main = document.querySelector("main");

  const text = (parts) => parts.map((part) => part.textContent.toLowerCase()).join("\n");
  const parts = (element) => [...element.querySelectorAll("[data-find]")];
  const groups = [...document.querySelectorAll("[data-group]")].map((element) => ({
    element,
    kind: element.dataset.group,
    name: text(parts(element).filter((part) => !part.closest("[data-item]"))),
    items: [...element.querySelectorAll("[data-item]")].map((item) => ({
      element: item,
      kind: item.dataset.item,
      text: text(parts(item)),
    })),
  }));
  const frames = [...document.querySelectorAll("[data-groups]")];

  // Every word has to match, in the item or in the name of its group. A group whose name has them all shows all its items.
  const show = (words) => {
    const counts = new Map();
    const count = (kind) => kind && counts.set(kind, (counts.get(kind) ?? 0) + 1);
    for (const group of groups) {
      const whole = words.every((word) => group.name.includes(word));
      let some = whole;
      if (whole) count(group.kind);
      for (const item of group.items) {
        const own = words.filter((word) => item.text.includes(word));
        const matches = own.length > 0 && words.every((word) => own.includes(word) || group.name.includes(word));
        if (matches) count(item.kind);
        item.element.hidden = !whole && !matches;
        some ||= matches;
      }
      group.element.hidden = !some;
    }
    for (const frame of frames) {
      frame.hidden = !frame.querySelector("[data-group]:not([hidden])");
    }
    return counts;
  };

  const mark = (words) => {
    for (const old of document.querySelectorAll("mark")) {
      const parent = old.parentNode;
      old.replaceWith(old.textContent);
      parent.normalize();
    }
    if (words.length === 0) return;
    const longest = words.toSorted((a, b) => b.length - a.length);
    const pattern = new RegExp(longest.map((word) => word.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&")).join("|"), "gi");
    const nodes = [];
    for (const part of document.querySelectorAll("[data-find]")) {
      if (part.closest("[hidden]")) continue;
      const walker = document.createTreeWalker(part, NodeFilter.SHOW_TEXT);
      while (walker.nextNode()) nodes.push(walker.currentNode);
    }
    for (const node of nodes) {
      const hits = [...node.data.matchAll(pattern)];
      // From the last, so that the positions before a hit stay valid.
      for (const hit of hits.reverse()) {
        const rest = node.splitText(hit.index);
        rest.splitText(hit[0].length);
        const marked = document.createElement("mark");
        rest.replaceWith(marked);
        marked.append(rest);
      }
    }
  };

  const say = (counts) =>
    ["event", "type", "field", "code", "change"]
      .filter((kind) => counts.has(kind))
      .map((kind) => `${counts.get(kind)} ${kind}${counts.get(kind) === 1 ? "" : "s"}`)
      .join(", ") || "no match";

  const search = () => {
    const words = [...new Set(box.value.toLowerCase().split(/\s+/).filter(Boolean))];
    const counts = show(words);
    mark(words);
    const searching = words.length > 0;
    document.body.classList.toggle("searching", searching);
    nothing.hidden = !searching || counts.size > 0;
    found.textContent = searching ? say(counts) : "";
  };

  const clear = () => {
    box.value = "";
    search();
  };

  box.addEventListener("input", () => {
    search();
    if (main.getBoundingClientRect().top < 0) main.scrollIntoView({ behavior: "instant" });
  });
  box.addEventListener("keydown", (event) => {
    if (event.key === "Escape") clear();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.target === box) return;
    event.preventDefault();
    box.select();
    box.focus();
  });
  // A link to something that the search hides ends the search.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    const target = link && document.getElementById(link.getAttribute("href").slice(1));
    if (target?.closest("[hidden], .searching .intro")) clear();
  });

  box.parentElement.hidden = false;
  document.body.classList.add("scripted");
  search();
})();
