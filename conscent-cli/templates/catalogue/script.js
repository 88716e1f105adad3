"use strict";

// What this script adds: the search, copy buttons, and links that open what they lead to. Everything else works without it.

// Search. Elements that can be found have `data-find`. Each is in an item (a field, a code) of a group (an event, a type, a
// part of a matrix), or in the group itself, as its name. Groups that are closed are opened while they are found.
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
    wasOpen: false,
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
      if (group.element.matches("details")) {
        group.element.open = words.length > 0 ? some : group.wasOpen;
        group.element.classList.toggle("whole", whole && words.length > 0);
      }
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
    const searching = words.length > 0;
    if (!document.body.classList.contains("searching")) {
      for (const group of groups) group.wasOpen = group.element.open;
    }
    const counts = show(words);
    mark(words);
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
})();

// Copy buttons.
(() => {
  const said = document.querySelector("#said");
  const copy = async (code) => {
    try {
      await navigator.clipboard.writeText(code.textContent);
    } catch {
      // Browsers may refuse the clipboard to a page from a file. A selection can be copied even then.
      getSelection().selectAllChildren(code);
      if (!document.execCommand("copy")) return false;
      getSelection().removeAllRanges();
    }
    return true;
  };
  for (const box of document.querySelectorAll("[data-copy]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "Copy";
    button.setAttribute("aria-label", `Copy ${box.dataset.copy}`);
    button.addEventListener("click", async () => {
      const done = await copy(box.querySelector("code"));
      button.textContent = done ? "Copied" : "Press Ctrl+C";
      button.classList.toggle("done", done);
      said.textContent = done ? `Copied ${box.dataset.copy}` : "Selected; press Ctrl+C to copy";
      setTimeout(() => {
        button.textContent = "Copy";
        button.classList.remove("done");
        said.textContent = "";
      }, 2000);
    });
    box.prepend(button);
  }
})();

// What is closed: links open what they lead to, a button opens all of a list, and paper has everything.
(() => {
  const reveal = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const closed = [];
    for (let one = target?.closest("details"); one; one = one.parentElement.closest("details")) {
      if (!one.open) closed.push(one);
    }
    for (const one of closed) one.open = true;
    if (closed.length > 0) target.scrollIntoView({ behavior: "instant" });
  };
  addEventListener("hashchange", reveal);
  // A link to where the page is already changes nothing in the address.
  document.addEventListener("click", (event) => event.target.closest("a[href^='#']") && setTimeout(reveal));
  reveal();

  for (const title of document.querySelectorAll(".title")) {
    const entries = [...title.parentElement.querySelectorAll(":scope > details")];
    const button = document.createElement("button");
    button.type = "button";
    button.className = "open-all";
    const label = () => {
      button.textContent = entries.every((one) => one.open) ? "Close all" : "Open all";
    };
    button.addEventListener("click", () => {
      const open = !entries.every((one) => one.open);
      for (const one of entries) one.open = open;
    });
    for (const one of entries) one.addEventListener("toggle", label);
    label();
    title.append(button);
  }

  let closed = [];
  addEventListener("beforeprint", () => {
    closed = [...document.querySelectorAll("details:not([open])")];
    for (const one of closed) one.open = true;
  });
  addEventListener("afterprint", () => {
    for (const one of closed) one.open = false;
  });
})();
