"use strict";
// what a reader without script does not miss: sorting, filtering, copying
const told = document.body.dataset;
// on a phone a wide row is read as a card: its first words on top, each other cell after the name of its column
const readAsCards = (table, heads) => {
  const names = heads.map((head) => head.textContent.trim());
  const title = heads.findIndex((head) => !/[ri]/.test(head.className));
  table.classList.add("rows");
  for (const row of table.tBodies[0].rows) {
    names.forEach((name, place) => { row.cells[place].dataset.head = name; });
    row.cells[title]?.classList.add("t");
  }
};
const isNarrow = matchMedia("(max-width: 40rem)").matches;
// what is looked up, and on a phone all beyond the first screen, is folded away until somebody wants it
const fold = (section) => {
  const head = section.querySelector(":scope > h2");
  const inside = document.createElement("div");
  const button = document.createElement("button");
  inside.className = "fold";
  inside.append(...Array.from(section.childNodes).filter((one) => one !== head));
  section.append(inside);
  button.type = "button";
  button.append(...head.childNodes);
  head.append(button);
  const turn = (isOpen) => {
    button.setAttribute("aria-expanded", isOpen);
    if (isOpen) inside.removeAttribute("hidden");
    else inside.setAttribute("hidden", "until-found");
  };
  turn(false);
  button.addEventListener("click", () => turn(inside.hasAttribute("hidden")));
  inside.addEventListener("beforematch", () => turn(true));
  inside.addEventListener("unfold", () => turn(true));
};
const unfold = (place) => {
  for (let one = document.getElementById(place); one; one = one.parentElement) {
    const inside = one.querySelector(":scope > .fold") ?? one;
    if (inside.matches(".fold[hidden]")) inside.dispatchEvent(new Event("unfold"));
  }
};
const led = () => {
  const place = location.hash.slice(1); // of plain letters, as all places are
  if (!place) return;
  unfold(place);
  document.getElementById(place)?.scrollIntoView();
};
const parts = document.querySelectorAll("main > section");
if (parts.length > 1) {
  const isFound = "onbeforematch" in document.documentElement; // a search of the page opens what is folded
  const lookedUp = "section.page, #method, #posts";
  const first = "#head, #changes, #before, #three, #daily-reshares, #daily-replies";
  const folded = isNarrow ? `main > section:not(${first}), section.page` : isFound ? lookedUp : "";
  if (folded) document.querySelectorAll(folded).forEach(fold);
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href^='#']");
    if (link) unfold(link.hash.slice(1));
  });
  addEventListener("hashchange", led);
  led();
}
addEventListener("beforeprint", () => {
  for (const one of document.querySelectorAll("details.more")) one.open = true;
});
for (const table of document.querySelectorAll("table")) {
  const body = table.tBodies[0];
  const heads = Array.from(table.tHead.rows[0].cells);
  if (isNarrow && heads.length > 2) readAsCards(table, heads);
  if (body.rows.length < 2) continue;
  heads.forEach((head, place) => {
    const button = document.createElement("button");
    button.type = "button";
    button.title = told.sort + " " + head.textContent;
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") === "ascending";
      for (const other of heads) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const by = (row) => row.cells[place].dataset.by ?? row.cells[place].textContent;
      const order = new Intl.Collator(document.documentElement.lang, { numeric: true });
      const compare = (one, two) => {
        const [a, b] = [by(one), by(two)];
        if (a === "" || b === "") return (a === "") - (b === "");
        const numbers = Number(a) - Number(b);
        return (down ? -1 : 1) * (Number.isNaN(numbers) ? order.compare(a, b) : numbers);
      };
      body.append(...Array.from(body.rows).sort(compare));
    });
  });
  if (body.rows.length < 9) continue;
  const tools = document.createElement("p");
  const input = document.createElement("input");
  tools.className = "tools";
  input.type = "search";
  input.placeholder = told.filter;
  input.setAttribute("aria-label", told.filter + ": " + table.caption.textContent);
  input.addEventListener("input", () => {
    const words = input.value.toLocaleLowerCase().split(/\s+/);
    for (const row of body.rows) {
      const text = row.textContent.toLocaleLowerCase();
      row.hidden = !words.every((word) => text.includes(word));
    }
  });
  tools.append(input);
  table.parentElement.before(tools);
}
// a table wider than its place is reached by keys, and says what it is
for (const part of document.querySelectorAll(".scroll")) {
  part.tabIndex = 0;
  part.setAttribute("role", "group");
  part.setAttribute("aria-label", part.querySelector("caption").textContent);
}
for (const ready of document.querySelectorAll(".ready")) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = told.copy;
  button.addEventListener("click", async () => {
    const text = ready.querySelector("blockquote").textContent;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const range = document.createRange();
      range.selectNodeContents(ready.querySelector("blockquote"));
      getSelection().removeAllRanges();
      getSelection().addRange(range);
      document.execCommand("copy");
    }
    button.textContent = told.copied;
    setTimeout(() => { button.textContent = told.copy; }, 1500);
  });
  ready.append(button);
}
