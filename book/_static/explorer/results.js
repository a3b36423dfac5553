"use strict";
// What a reader sees of the runs: the charts, the table at one day, the sentence for a listener.
var Explorer = globalThis.Explorer || {};

Explorer.results = function results(scene, moved) {
  const { make } = Explorer;
  const last = scene.rows.length - 1;
  const charts = scene.charts.map((chart) => {
    const named = { "aria-label": chart.title }; // until there is more to say
    const drawing = Explorer.svg("svg", { class: "ex-chart", role: "img", ...named });
    const legend = make("span", { class: "ex-legend" });
    const node = make(
      "figure",
      { class: "ex-figure" },
      make("figcaption", {}, make("strong", {}, chart.title), ` (${chart.unit}) `, legend),
      drawing,
    );
    return { chart, drawing, legend, node, day: null };
  });
  const at = make("input", {
    type: "range",
    id: "ex-at",
    min: 0,
    max: last,
    step: 1,
    value: last,
    oninput: () => moved(Number(at.value)),
  });
  const said = make("output", { for: "ex-at" });
  const live = make("p", { class: "ex-sentence", role: "status", "aria-live": "polite" });
  const table = make("div", {
    class: "ex-table",
    tabindex: 0,
    role: "region",
    "aria-label": "Numbers of the charts",
  });
  const years = make("div", {
    class: "ex-table",
    tabindex: 0,
    role: "region",
    "aria-label": "Numbers by year",
  });
  const node = make(
    "div",
    { class: "ex-results" },
    live,
    make("div", { class: "ex-charts" }, ...charts.map((each) => each.node)),
    make(
      "div",
      { class: "ex-read" },
      make("label", { for: "ex-at" }, "Read the charts after"),
      said,
      at,
    ),
    table,
    make(
      "details",
      { class: "ex-details", ontoggle: () => mark(years) },
      make("summary", {}, "Numbers of every year"),
      years,
    ),
  );

  // A table that is wider than the window says that it scrolls, as the book's tables do.
  function mark(box) {
    box.classList.toggle("scrolls", box.scrollWidth > box.clientWidth + 1);
  }

  for (const each of charts) {
    each.drawing.addEventListener("pointermove", (event) => {
      if (!each.day) return;
      const box = each.drawing.getBoundingClientRect();
      const day = each.day((event.clientX - box.left) * (each.width / box.width));
      let near = 0;
      scene.rows.forEach((row, place) => {
        if (Math.abs(row - day) < Math.abs(scene.rows[near] - day)) near = place;
      });
      if (near !== Number(at.value)) {
        at.value = near;
        moved(near);
      }
    });
  }

  const band = (lines, row) => {
    const [low, , middle, , high] = lines.map((line) => Explorer.figure(line[row]));
    return `${middle} (${low} to ${high})`;
  };

  // `view` has the states' paths, fans by kind (a, b, difference), and what is to be drawn.
  function draw(view) {
    const row = Number(at.value);
    said.textContent = ` ${Explorer.figure(scene.rows[row] / 365)} years (day ${scene.rows[row]})`;
    at.setAttribute("aria-valuetext", said.textContent);
    // All widths before the first drawing: each that is read after one lays the page out anew.
    for (const each of charts) {
      each.width = Math.max(260, Math.round(each.node.clientWidth) || 360);
    }
    charts.forEach((each, place) => {
      const sets =
        view.difference && view.fans.difference
          ? [{ mark: "d", fan: view.fans.difference[place] }]
          : ["b", "a"]
              .filter((mark) => view.paths[mark])
              .map((mark) => ({
                mark,
                path: { days: view.days, lines: view.paths[mark][place] },
                fan: view.fans[mark] && view.fans[mark][place],
              }));
      each.day = Explorer.draw(each.drawing, sets, {
        width: each.width,
        rows: scene.rows,
        days: scene.days,
        at: scene.rows[row],
        log: each.chart.log && !view.difference,
        zero: view.difference,
      });
      each.legend.replaceChildren(...Explorer.legend(each.chart, view));
      each.drawing.setAttribute(
        "aria-label",
        Explorer.described(each.chart, place, sets, row, band),
      );
    });
    table.replaceChildren(Explorer.table(scene, view.fans, [row], band));
    years.replaceChildren(
      Explorer.table(
        scene,
        view.fans,
        scene.rows.flatMap((day, place) => (day % 365 < 15 && day ? [place] : [])),
        band,
      ),
    );
    requestAnimationFrame(() => [table, years].forEach(mark));
  }

  const tell = (text) => {
    if (live.textContent !== text) live.textContent = text;
  };
  return { node, draw, tell, row: () => Number(at.value) };
};

Explorer.legend = function legend(chart, view) {
  const { make } = Explorer;
  const marks = view.difference ? ["d"] : view.paths.b ? ["a", "b"] : ["a"];
  const names = { a: "A", b: "B", d: "A less B" };
  return chart.series.flatMap((series, place) => {
    const samples = marks.map((mark) =>
      make("span", {
        class: `ex-sample ex-${mark} ${place ? "ex-second" : "ex-first"}`,
        "aria-hidden": "true",
      }),
    );
    const words =
      marks.length > 1 || view.difference
        ? ` (${marks.map((mark) => names[mark]).join(", ")})`
        : "";
    return [make("span", { class: "ex-entry" }, ...samples, ` ${series.name}${words}`), " "];
  });
};

Explorer.described = function described(chart, place, sets, row, band) {
  const names = { a: "A", b: "B", d: "A less B, path by path" };
  const parts = sets
    .filter((set) => set.fan)
    .flatMap((set) =>
      chart.series.map(
        (series, which) => `${series.name} (${names[set.mark]}) ${band(set.fan[which], row)}`,
      ),
    );
  return `${chart.title} in ${chart.unit}, five years. At the day that is read, median and nine of ten paths: ${parts.join("; ") || "not computed yet"}.`;
};

// Medians and nine of ten paths, a row a line of a chart and day.
Explorer.table = function table(scene, fans, rows, band) {
  const { make } = Explorer;
  const kinds = [
    ["a", fans.b ? "A" : "median (nine of ten paths)"],
    ["b", "B"],
    ["difference", "A less B, path by path"],
  ].filter(([kind]) => fans[kind]);
  const several = rows.length > 1;
  const head = make(
    "tr",
    {},
    ...["", "unit", ...(several ? ["years"] : []), ...kinds.map(([, name]) => name)].map((text) =>
      make(text ? "th" : "td", text ? { scope: "col" } : {}, text),
    ),
  );
  const body = scene.charts.flatMap((chart, place) =>
    chart.series.flatMap((series, which) =>
      rows.map((row) =>
        make(
          "tr",
          {},
          make("th", { scope: "row" }, `${chart.title}: ${series.name}`),
          make("td", {}, chart.unit),
          several ? make("td", {}, String(Math.round(scene.rows[row] / 365))) : null,
          ...kinds.map(([kind]) => make("td", {}, band(fans[kind][place][which], row))),
        ),
      ),
    ),
  );
  const caption = fans.b
    ? "Medians, with nine of ten paths in brackets"
    : `Medians of ${scene.runs} paths`;
  return make(
    "table",
    {},
    make("caption", {}, caption),
    make("thead", {}, head),
    make("tbody", {}, ...body),
  );
};
