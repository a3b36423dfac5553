"use strict";
// One chart by hand, as SVG: bands and medians of fans, one path, a mark at the day that is read.
var Explorer = globalThis.Explorer || {};

Explorer.svg = function svg(name, attributes, text) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (text !== undefined) made.textContent = text;
  return made;
};

// About `wanted` round numbers from low to high.
Explorer.ticks = function ticks(low, high, wanted) {
  const rough = (high - low) / wanted;
  const size = 10 ** Math.floor(Math.log10(rough));
  const step = size * [1, 2, 5, 10].find((one) => one * size >= rough);
  const made = [];
  for (let n = Math.ceil(low / step); n * step <= high + step * 1e-9; n++) {
    made.push(Number((n * step).toPrecision(12)));
  }
  return made;
};

Explorer.logTicks = function logTicks(low, high) {
  const made = [];
  const steps = Math.log10(high / low) < 1.7 ? [1, 2, 5] : [1];
  for (let n = Math.floor(Math.log10(low)); n <= Math.log10(high); n++) {
    for (const step of steps) {
      const value = Number((step * 10 ** n).toPrecision(3));
      if (value >= low && value <= high) made.push(value);
    }
  }
  return made;
};

// The least and the largest of lines that are drawn, with some room.
Explorer.extent = function extent(lines, log) {
  let [low, high] = [Infinity, -Infinity];
  for (const line of lines) {
    for (const value of line) {
      if (!Number.isFinite(value) || (log && value <= 0)) continue;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  }
  if (low > high) return log ? [1, 10] : [0, 1];
  if (log) return [low / 1.1, Math.max(high * 1.1, low * 2)];
  if (low > 0 && low < 0.6 * high) low = 0;
  const room = (high - low || Math.abs(high) || 1) * 0.06;
  return [low === 0 ? 0 : low - room, high + room];
};

// Draw into an <svg>. `sets` are {mark, path: {days, lines}, fan} and may lack either; the first
// line of a chart has its band. `options` are {width, rows, days, at, log, zero}.
Explorer.draw = function draw(target, sets, options) {
  const [width, height] = [options.width, Math.round(Math.max(190, options.width * 0.56))];
  const box = { left: 50, right: width - 10, top: 8, bottom: height - 26 };
  const shown = sets.flatMap((set) => [
    ...(set.path ? set.path.lines : []),
    ...(set.fan ? set.fan.flatMap((lines, series) => (series ? [lines[2]] : lines)) : []),
  ]);
  const [low, high] = Explorer.extent(shown, options.log);
  const scale = options.log ? Math.log : (value) => value;
  const x = (day) => box.left + (day / options.days) * (box.right - box.left);
  const y = (value) => {
    const part =
      (scale(options.log ? Math.max(value, low) : value) - scale(low)) / (scale(high) - scale(low));
    return box.bottom - part * (box.bottom - box.top);
  };
  const point = (day, value) => `${x(day).toFixed(1)},${y(value).toFixed(1)}`;
  const made = [];
  const add = (name, attributes, text) => made.push(Explorer.svg(name, attributes, text));

  for (const value of options.log ? Explorer.logTicks(low, high) : Explorer.ticks(low, high, 5)) {
    const at = y(value).toFixed(1);
    const zero = options.zero && value === 0 ? " ex-zero" : "";
    add("line", { class: `ex-grid${zero}`, x1: box.left, x2: box.right, y1: at, y2: at });
    add(
      "text",
      { class: "ex-tick", x: box.left - 6, y: Number(at) + 4, "text-anchor": "end" },
      Explorer.figure(value),
    );
  }
  for (let year = 0; year * 365 <= options.days; year++) {
    const at = x(year * 365).toFixed(1);
    add("line", { class: "ex-grid", x1: at, x2: at, y1: box.bottom, y2: box.bottom + 4 });
    const last = (year + 1) * 365 > options.days;
    const anchor = last
      ? { x: width - 2, "text-anchor": "end" }
      : { x: at, "text-anchor": "middle" };
    add(
      "text",
      { class: "ex-tick", y: height - 8, ...anchor },
      last ? `${year} years` : String(year),
    );
  }
  const line = (days, values) =>
    Array.from(values, (value, row) => [days[row], value])
      .filter(([, value]) => Number.isFinite(value))
      .map(([day, value]) => point(day, value))
      .join(" ");
  const known = (values) => values.some((value) => Number.isFinite(value));
  for (const { mark, fan } of sets) {
    if (!fan) continue;
    for (const [below, above] of [
      [0, 4],
      [1, 3],
    ]) {
      const [down, up] = [fan[0][below], fan[0][above]].map((values) => line(options.rows, values));
      add("polygon", {
        class: `ex-band ex-${mark}`,
        points: `${down} ${up.split(" ").reverse().join(" ")}`,
      });
    }
  }
  for (const { mark, fan, path } of sets) {
    const count = fan ? fan.length : path.lines.length;
    for (let series = 0; series < count; series++) {
      const style = series ? "ex-second" : "ex-first";
      if (path && known(path.lines[series])) {
        const thin = fan ? "ex-path" : "";
        if (!fan || !series)
          add("polyline", {
            class: `ex-line ex-${mark} ${style} ${thin}`,
            points: line(path.days, path.lines[series]),
          });
      }
      if (fan)
        add("polyline", {
          class: `ex-line ex-${mark} ${style}`,
          points: line(options.rows, fan[series][2]),
        });
    }
  }
  const at = x(options.at).toFixed(1);
  add("line", { class: "ex-at", x1: at, x2: at, y1: box.top, y2: box.bottom });
  target.setAttribute("viewBox", `0 0 ${width} ${height}`);
  target.replaceChildren(...made);
  return (left) => ((left - box.left) / (box.right - box.left)) * options.days;
};
