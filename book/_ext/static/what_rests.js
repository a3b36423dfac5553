// A box above the first table hides the rows that lack one of its words. Without this script the
// whole list stands.
(() => {
  const tables = [...document.querySelectorAll("table.what-rests")];
  if (!tables.length) return;
  const rows = tables.flatMap((table) => [...table.tBodies[0].rows]);
  const texts = rows.map((row) => row.textContent.toLowerCase());
  const box = document.createElement("input");
  const label = document.createElement("label");
  const count = document.createElement("span");
  box.type = "search";
  box.placeholder = "name, state or word";
  count.setAttribute("role", "status");
  label.append("Show rows with ", box);
  const line = document.createElement("p");
  line.className = "what-rests-search";
  line.append(label, " ", count);
  const first = tables[0].closest(".pst-scrollable-table-container") || tables[0];
  first.before(line);
  const filter = () => {
    const words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    rows.forEach((row, at) => {
      row.hidden = !words.every((word) => texts[at].includes(word));
      shown += row.hidden ? 0 : 1;
    });
    count.textContent = words.length ? `${shown} of ${rows.length} rows` : "";
  };
  // A link to a row must find it, whatever is typed.
  window.addEventListener("hashchange", () => {
    box.value = "";
    filter();
  });
  box.addEventListener("input", filter);
})();
