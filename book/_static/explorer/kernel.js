"use strict";
// The model's kernel: a WebAssembly module that is given rows of numbers in its memory.
var Explorer = globalThis.Explorer || {};

// What a module can do for a scene: give day 0, tell which joint conditions hold, and run. It
// takes `scene.width` runs side by side, which lie next to each other in all arrays.
Explorer.kernel = function kernel(module, scene) {
  const WORD = 8;
  const PAGE = 65536;
  const { width } = scene;
  const memory = new WebAssembly.Memory({ initial: 8 });
  const code = new WebAssembly.Instance(module, { env: { __linear_memory: memory } }).exports;
  let top = 1024; // 0 stands for no array

  function area(words) {
    const start = top;
    top += 16 * Math.ceil((words * WORD) / 16);
    return start;
  }

  const parameters = area(scene.parameters.length * width);
  const schedules = area(scene.governed.length * width);
  const states = area(scene.states * width);
  const first = area(scene.states);
  const flags = area(scene.conditions.length);
  const numbers = area(width);
  const draws = area(scene.shocks * (scene.days + scene.spare) * width);
  const today = area(scene.every * width);
  const places = area(scene.days);
  const columns = area(scene.every);
  const given = area(scene.shocks * scene.days * width);
  const out = top;
  const drawn = new Map(); // draws of the runs of one seed, which other parameters do not move
  let seed = null;

  function grown(words) {
    const missing = out + words * WORD - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil(missing / PAGE));
  }
  const reals = (start, count) => new Float64Array(memory.buffer, start, count);
  const integers = (start, count) => new BigInt64Array(memory.buffer, start, count);

  // Numbers that all runs side by side share.
  function shared(start, values) {
    const target = reals(start, values.length * width);
    values.forEach((value, place) => target.fill(value, place * width, (place + 1) * width));
  }

  // One flag a joint condition: whether these parameters hold it.
  function conditions(values) {
    grown(0);
    reals(parameters, values.length).set(values);
    code.conditions(parameters, flags);
    return Array.from(reals(flags, scene.conditions.length), (flag) => flag === 1);
  }

  // Days after which a vote takes force, from the first day to the last.
  function edges(votes) {
    const inside = votes.map((vote) => vote.from - 1).filter((day) => day > 0 && day < scene.days);
    return [...new Set([0, ...inside, scene.days])].sort((a, b) => a - b);
  }

  // What the kernel drew for a part of the days: it draws some days a turn, from the turn that
  // holds the first of them on, and all processes have rows of equal length in its scratch.
  function keep(shocks, since, until) {
    const skipped = since % scene.turn;
    const step = scene.drawn * Math.ceil((skipped + until - since) / scene.drawn);
    for (let process = 0; process < scene.shocks; process++) {
      const row = reals(draws + process * step * width * WORD, step * width);
      shocks.set(
        row.subarray(skipped * width, (skipped + until - since) * width),
        (process * scene.days + since) * width,
      );
    }
  }

  // The draws of a part of the days as the kernel reads them, or 0: it draws them itself.
  function reused(shocks, since, until) {
    if (!shocks) return 0;
    for (let process = 0; process < scene.shocks; process++) {
      const start = process * scene.days;
      const row = shocks.subarray((start + since) * width, (start + until) * width);
      reals(given + process * (until - since) * width * WORD, row.length).set(row);
    }
    return given;
  }

  // A function from the number of a run to the kept columns of that run and of those that follow
  // it, row by row and side by side, until the next call; day 0 has states alone. A setup has
  // parameters, votes (place among the schedules, value, first day), seed, columns by number, and
  // rows, the days to keep.
  function prepared(setup) {
    const kept = setup.columns.length;
    const rows = setup.rows.length;
    grown(kept * rows * width);
    const fixed = Float64Array.from(setup.parameters);
    const row = new BigInt64Array(scene.days).fill(-1n);
    setup.rows.forEach((day, place) => {
      if (day > 0) row[day - 1] = BigInt(place);
    });
    const parts = edges(setup.votes);
    reals(parameters, fixed.length).set(fixed);
    code.opening(parameters, first);
    const opening = reals(first, scene.states).slice();

    return function abreast(run) {
      shared(parameters, fixed);
      shared(states, opening);
      integers(places, scene.days).set(row);
      integers(columns, kept).set(setup.columns.map(BigInt));
      integers(numbers, width).forEach((_, lane, all) => (all[lane] = BigInt(run + lane)));
      if (seed !== setup.seed) drawn.clear();
      seed = setup.seed;
      const known = drawn.get(run);
      const shocks = known || new Float64Array(scene.shocks * scene.days * width);
      for (let part = 0; part + 1 < parts.length; part++) {
        const [since, until] = [parts[part], parts[part + 1]];
        const current = scene.governed.map((name) => fixed[scene.parameters.indexOf(name)]);
        for (const vote of setup.votes) {
          if (vote.from <= since + 1) current[vote.place] = vote.value;
        }
        shared(schedules, current);
        // the addresses in the order of the kernel's arguments, then seed, days and sizes
        code.advance(
          parameters,
          schedules,
          states,
          reused(known, since, until),
          numbers,
          draws,
          today,
          places + since * WORD,
          columns,
          out,
          BigInt.asIntN(64, BigInt(setup.seed)),
          BigInt(since),
          BigInt(until - since),
          BigInt(kept),
          BigInt(rows),
          BigInt(width),
          BigInt(width),
        );
        if (!known) keep(shocks, since, until);
      }
      if (drawn.size * width < scene.runs) drawn.set(run, shocks);
      const made = reals(out, kept * rows * width);
      if (setup.rows[0] === 0) {
        setup.columns.forEach((column, place) => {
          const value = column < opening.length ? opening[column] : NaN;
          made.fill(value, place * rows * width, (place * rows + 1) * width);
        });
      }
      return made;
    };
  }

  // A function from the number of a run to the kept columns of that run alone.
  function alone(setup) {
    const abreast = prepared(setup);
    return (run) => {
      const made = abreast(run);
      const one = new Float64Array(made.length / width);
      for (let place = 0; place < one.length; place++) one[place] = made[place * width];
      return one;
    };
  }

  return { conditions, prepared, alone };
};

// What a line of a chart begins with: its constant, and parameters, each times a number.
Explorer.begun = (scene, series, parameters) =>
  Object.entries(series.fixed).reduce(
    (sum, [name, factor]) => sum + factor * parameters[scene.parameters.indexOf(name)],
    series.constant,
  );

// One line of a chart from kept columns, of which a value stands every `width` places from `lane`
// on: a value a row, written every `stride` places of a target from `start` on.
Explorer.line = function line(scene, series, begun, made, lane, width, target, start, stride) {
  const order = Object.keys(scene.columns);
  const rows = target.length / stride;
  const terms = Object.entries(series.terms).map(([name, factor]) => [
    order.indexOf(name) * rows * width + lane,
    factor,
  ]);
  for (let row = 0; row < rows; row++) {
    let value = begun;
    for (const [first, factor] of terms) value += factor * made[first + row * width];
    target[start + row * stride] = value;
  }
};

// The lines of all charts from parameters and kept columns of one run: a value a kept day.
Explorer.lines = function lines(scene, parameters, made, rows) {
  return scene.charts.map((chart) =>
    chart.series.map((series) => {
      const line = new Float64Array(rows);
      const begun = Explorer.begun(scene, series, parameters);
      Explorer.line(scene, series, begun, made, 0, 1, line, 0, 1);
      return line;
    }),
  );
};

// The module's bytes, which the page carries packed.
Explorer.unpacked = async function unpacked(text) {
  const packed = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
};
