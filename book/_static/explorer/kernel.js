"use strict";
// The model's kernel: a WebAssembly module that is given rows of numbers in its memory.
var Explorer = globalThis.Explorer || {};

// What a module can do for a scene: give day 0, tell which joint conditions hold, and run.
Explorer.kernel = function kernel(module, scene) {
  const WORD = 8;
  const PAGE = 65536;
  const memory = new WebAssembly.Memory({ initial: 8 });
  const code = new WebAssembly.Instance(module, { env: { __linear_memory: memory } }).exports;
  let top = 1024; // 0 stands for no array

  function area(words) {
    const start = top;
    top += 16 * Math.ceil((words * WORD) / 16);
    return start;
  }

  const parameters = area(scene.parameters.length);
  const schedules = area(scene.governed.length);
  const states = area(scene.states);
  const first = area(scene.states);
  const flags = area(scene.conditions.length);
  const number = area(1);
  const draws = area(scene.shocks * (scene.days + scene.spare));
  const today = area(scene.every);
  const places = area(scene.days);
  const columns = area(scene.every);
  const given = area(scene.shocks * scene.days);
  const out = top;
  const drawn = new Map(); // draws of the runs of one seed, which other parameters do not move
  let seed = null;

  function grown(words) {
    const missing = out + words * WORD - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil(missing / PAGE));
  }
  const numbers = (start, count) => new Float64Array(memory.buffer, start, count);
  const integers = (start, count) => new BigInt64Array(memory.buffer, start, count);

  // One flag a joint condition: whether these parameters hold it.
  function conditions(values) {
    grown(0);
    numbers(parameters, values.length).set(values);
    code.conditions(parameters, flags);
    return Array.from(numbers(flags, scene.conditions.length), (flag) => flag === 1);
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
      const row = numbers(draws + process * step * WORD, step);
      shocks.set(row.subarray(skipped, skipped + until - since), process * scene.days + since);
    }
  }

  // The draws of a part of the days as the kernel reads them, or 0: it draws them itself.
  function reused(shocks, since, until) {
    if (!shocks) return 0;
    for (let process = 0; process < scene.shocks; process++) {
      const row = shocks.subarray(process * scene.days + since, process * scene.days + until);
      numbers(given + process * (until - since) * WORD, row.length).set(row);
    }
    return given;
  }

  // A function from the number of a run to its kept columns, row by row; day 0 has states alone.
  // A setup has parameters, votes (place among the schedules, value, first day), seed, columns
  // by number, and rows, the days to keep.
  function prepared(setup) {
    const kept = setup.columns.length;
    const rows = setup.rows.length;
    grown(kept * rows);
    const fixed = Float64Array.from(setup.parameters);
    const row = new BigInt64Array(scene.days).fill(-1n);
    setup.rows.forEach((day, place) => {
      if (day > 0) row[day - 1] = BigInt(place);
    });
    const parts = edges(setup.votes);
    numbers(parameters, fixed.length).set(fixed);
    code.opening(parameters, first);
    const opening = numbers(first, scene.states).slice();

    return function path(run) {
      numbers(parameters, fixed.length).set(fixed);
      numbers(states, opening.length).set(opening);
      integers(places, scene.days).set(row);
      integers(columns, kept).set(setup.columns.map(BigInt));
      integers(number, 1)[0] = BigInt(run);
      if (seed !== setup.seed) drawn.clear();
      seed = setup.seed;
      const known = drawn.get(run);
      const shocks = known || new Float64Array(scene.shocks * scene.days);
      for (let part = 0; part + 1 < parts.length; part++) {
        const [since, until] = [parts[part], parts[part + 1]];
        const current = scene.governed.map((name) => fixed[scene.parameters.indexOf(name)]);
        for (const vote of setup.votes) {
          if (vote.from <= since + 1) current[vote.place] = vote.value;
        }
        numbers(schedules, current.length).set(current);
        // the addresses in the order of the kernel's arguments, then seed, days and sizes
        code.advance(
          parameters,
          schedules,
          states,
          reused(known, since, until),
          number,
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
          1n,
          1n,
        );
        if (!known) keep(shocks, since, until);
      }
      if (drawn.size < scene.runs) drawn.set(run, shocks);
      const made = numbers(out, kept * rows).slice();
      if (setup.rows[0] === 0) {
        setup.columns.forEach((column, place) => {
          made[place * rows] = column < opening.length ? opening[column] : NaN;
        });
      }
      return made;
    };
  }

  return { conditions, prepared };
};

// The lines of all charts from the kept columns of a run: arrays of a value a kept day.
Explorer.lines = function lines(scene, made, rows) {
  const order = Object.keys(scene.columns);
  return scene.charts.map((chart) =>
    chart.series.map((series) => {
      const line = new Float64Array(rows).fill(series.constant);
      for (const [name, factor] of Object.entries(series.terms)) {
        const column = order.indexOf(name) * rows;
        for (let row = 0; row < rows; row++) line[row] += factor * made[column + row];
      }
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
