// Tables that are searched, filtered and sorted in the page. Without this script they stand whole.
//
// A table of class `live` gets a button in each heading. All tables of a page that share a class
// `live-NAME` get one line of tools above the first: words, a choice for the column N of a class
// `filter-N`, and a choice of table where there are several.
(() => {
  const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

  const element = (name, properties = {}, ...children) => {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  };

  const text = (cell) => (cell ? cell.textContent.replace(/\s+/g, " ").trim() : "");

  const box = (table) => table.closest(".pst-scrollable-table-container") || table;

  const title = (table) => {
    for (let at = box(table).previousElementSibling; at; at = at.previousElementSibling) {
      if (at.matches("h1, h2, h3, h4, p:has(> strong:only-child)")) {
        return text(at).replace(/#$/, "");
      }
    }
    return "";
  };

  // A value with its unit sorts by unit first: 3 days and 3 dollars are not compared.
  const key = (cell) => {
    const value = cell && cell.querySelector("data");
    if (value) return [value.dataset.unit, Number(value.value)];
    const said = text(cell);
    const number = Number(said.replace(/,/g, ""));
    return ["", said !== "" && !Number.isNaN(number) ? number : said];
  };

  const compare = ([unit, one], [other, two]) => {
    if (unit !== other) return collator.compare(unit, other);
    if (typeof one === "number" && typeof two === "number") return one - two;
    return collator.compare(String(one), String(two));
  };

  const sortable = (table, said) => {
    const body = table.tBodies[0];
    const before = [...body.rows];
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, column) => {
      const words = text(head);
      if (!words || before.some((row) => row.cells[column]?.querySelector(".math"))) return;
      const button = element("button", { type: "button", className: "sort" });
      const holder = head.querySelector("p") || head;
      button.append(...holder.childNodes);
      holder.append(button);
      button.addEventListener("click", () => {
        const was = head.getAttribute("aria-sort");
        heads.forEach((each) => each.removeAttribute("aria-sort"));
        if (was === "descending") {
          body.append(...before);
          said(`in the order of the book`);
          return;
        }
        const way = was === "ascending" ? "descending" : "ascending";
        const sign = way === "ascending" ? 1 : -1;
        const keyed = before.map((row) => [key(row.cells[column]), row]);
        keyed.sort((one, two) => sign * compare(one[0], two[0]));
        body.append(...keyed.map(([, row]) => row));
        head.setAttribute("aria-sort", way);
        said(`sorted by ${words}, ${way}`);
      });
    });
  };

  const tooled = (tables) => {
    const rows = tables.flatMap((table) => [...table.tBodies[0].rows]);
    const texts = rows.map((row) => text(row).toLowerCase());
    const status = element("span", { className: "table-status" });
    status.setAttribute("role", "status");
    const words = element("input", { type: "search", placeholder: "name or word" });
    const line = element("p", { className: "table-tools" });
    line.append(element("label", {}, "Show rows with ", words));
    const chosen = [];
    const choice = (label, of) => {
      const values = [...new Set(rows.map(of))].filter(Boolean);
      if (values.length < 2) return;
      const list = element("select", {}, new Option("all", ""));
      list.append(...values.map((value) => new Option(value, value)));
      line.append(" ", element("label", {}, `${label} `, list));
      chosen.push([list, of]);
    };
    for (const name of tables[0].classList) {
      const column = /^filter-(\d+)$/.exec(name)?.[1];
      if (column) {
        choice(text(tables[0].tHead.rows[0].cells[column]), (row) => text(row.cells[column]));
      }
    }
    if (tables.length > 1) choice("table", (row) => title(row.closest("table")));
    line.append(" ", status);
    const filter = () => {
      const wanted = words.value.toLowerCase().split(/\s+/).filter(Boolean);
      const asked = chosen.map(([list, of]) => [list.value, of]).filter(([value]) => value);
      let shown = 0;
      rows.forEach((row, at) => {
        row.hidden =
          !wanted.every((word) => texts[at].includes(word)) ||
          !asked.every(([value, of]) => of(row) === value);
        shown += row.hidden ? 0 : 1;
      });
      status.textContent = shown < rows.length ? `${shown} of ${rows.length} rows` : "";
    };
    // A link to a row must find it, whatever is typed.
    const uncover = () => {
      const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
      if (!target || !target.closest("tr[hidden]")) return;
      words.value = "";
      chosen.forEach(([list]) => (list.value = ""));
      filter();
      target.scrollIntoView();
    };
    window.addEventListener("hashchange", uncover);
    line.addEventListener("input", filter);
    tables.forEach((table) => sortable(table, (what) => (status.textContent = what)));
    box(tables[0]).before(line);
  };

  const groups = new Map();
  for (const table of document.querySelectorAll("table.live")) {
    const name = [...table.classList].find((each) => each.startsWith("live-")) || "live";
    groups.set(name, [...(groups.get(name) || []), table]);
  }
  groups.forEach(tooled);
})();
