"use strict";
// Work beside the page: fans of many paths, and the check against Python. Both run in a worker,
// which gets the text of these functions, since a page that is opened from a disk loads no file.
var Explorer = globalThis.Explorer || {};

// Quantiles of each line and row over the runs: one setup, or two on the same random paths with
// the differences run by run.
Explorer.fans = function fans(machine, scene, setups) {
  const { runs, width } = scene;
  const rows = scene.rows.length;
  const columns = Object.values(scene.columns);
  const empty = () =>
    scene.charts.map((chart) => chart.series.map(() => new Float64Array(rows * runs)));
  // One setup after the other: the draws of a run are kept, and code that runs stays warm.
  const kinds = setups.map((setup) => {
    const abreast = machine.prepared({ ...setup, columns, rows: scene.rows });
    const charts = empty();
    const begun = scene.charts.map((chart) =>
      chart.series.map((series) => Explorer.begun(scene, series, setup.parameters)),
    );
    for (let run = 0; run < runs; run += width) {
      const made = abreast(run);
      scene.charts.forEach((chart, place) =>
        chart.series.forEach((series, which) => {
          for (let lane = 0; lane < width && run + lane < runs; lane++) {
            const target = charts[place][which];
            const first = begun[place][which];
            Explorer.line(scene, series, first, made, lane, width, target, run + lane, runs);
          }
        }),
      );
    }
    return charts;
  });
  if (kinds.length > 1) {
    const [one, other] = kinds;
    const less = (series, place, which) => series.map((v, at) => v - other[place][which][at]);
    kinds.push(one.map((chart, place) => chart.map((series, which) => less(series, place, which))));
  }
  return kinds.map((charts) =>
    charts.map((series) => series.map((values) => Explorer.quantiles(scene, values, rows))),
  );
};

// Quantiles of each row of values, interpolated between the two nearest; none of a NaN.
Explorer.quantiles = function quantiles(scene, values, rows) {
  return scene.quantiles.map((share, which) => {
    const made = new Float64Array(rows);
    for (let row = 0; row < rows; row++) {
      const sorted = values.subarray(row * scene.runs, (row + 1) * scene.runs);
      if (!which) sorted.sort();
      const place = share * (scene.runs - 1);
      const below = Math.floor(place);
      const above = Math.min(below + 1, scene.runs - 1);
      made[row] = sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }
    return made;
  });
};

// The hash of all that the first run of a setup computes on days 1 to the last.
Explorer.bits = function bits(machine, scene, setup) {
  const columns = Array.from({ length: scene.every }, (_, column) => column);
  const rows = Array.from({ length: scene.days }, (_, day) => day + 1);
  const made = machine.alone({ ...setup, columns, rows })(0);
  return Explorer.sha256(new Uint8Array(made.buffer));
};

// What the worker does with a message: its kind, its number, and setups.
Explorer.serve = function serve(scope) {
  let scene = null;
  let machine = null;
  scope.onmessage = function answer(event) {
    const asked = event.data;
    try {
      if (asked.kind === "begin") {
        scene = asked.scene;
        machine = Explorer.kernel(asked.module, scene);
        return;
      }
      const begun = performance.now();
      const found =
        asked.kind === "fans"
          ? Explorer.fans(machine, scene, asked.setups)
          : Explorer.bits(machine, scene, asked.setups[0]);
      scope.postMessage({ number: asked.number, found, spent: performance.now() - begun });
    } catch (error) {
      scope.postMessage({ number: asked.number, wrong: String(error) });
    }
  };
};

// A worker that answers `ask(kind, setups)` with a promise; one question at a time. It starts at
// once, and can be asked when it has been given the compiled module with `begin`.
Explorer.beside = function beside(scene) {
  const parts = ["sha256", "kernel", "begun", "line", "fans", "quantiles", "bits", "serve"];
  const text = parts.map((name) => `Explorer.${name} = ${Explorer[name]};`).join("\n");
  const source = `"use strict"; var Explorer = {};\n${text}\nExplorer.serve(self);`;
  const address = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  const worker = new Worker(address);
  const waiting = new Map();
  let number = 0;
  worker.onmessage = function heard(event) {
    const { resolve, reject } = waiting.get(event.data.number);
    waiting.delete(event.data.number);
    if (event.data.wrong) reject(new Error(event.data.wrong));
    else resolve(event.data);
  };
  worker.onerror = function stopped(event) {
    for (const { reject } of waiting.values()) reject(new Error(event.message || "no worker"));
    waiting.clear();
  };
  return {
    begin: (module) => worker.postMessage({ kind: "begin", module, scene }),
    ask(kind, setups) {
      number += 1;
      const asked = { kind, number, setups };
      return new Promise((resolve, reject) => {
        waiting.set(number, { resolve, reject });
        worker.postMessage(asked);
      });
    },
  };
};
