// Sphinx finds the pages that have a word. This puts first what a reader calls by its number, id or
// name, adds this book's terms for words of other texts, and shows the first words of the section
// that answers best, without fetching a page. Programs come last. Names: `book/search_places.py`.
(() => {
  const LAST = /^(book\/api(_\w+)?$|_modules\/)/;
  const LATE = /^book\/(changelog|bibliography)$/;
  // More places than these, of which only words were meant, stand behind the pages.
  const FIRST = 5;
  const stemmer = new Stemmer();
  const stems = new Map();

  // To Sphinx's stemmer APY and API are one word.
  const stem = (word) => {
    if (word.length < 4) return word;
    if (!stems.has(word)) stems.set(word, stemmer.stemWord(word));
    return stems.get(word);
  };
  const tokens = (text) =>
    [...text.matchAll(/[\p{L}\p{N}_]+/gu)].map(({ 0: said, index }) => {
      const word = said.toLowerCase();
      return { at: index, end: index + said.length, word, stem: stem(word) };
    });
  const same = (text, other) =>
    tokens(text).map((t) => t.stem).join(" ") === tokens(other).map((t) => t.stem).join(" ");
  const meets = (token, wanted) =>
    token.stem === wanted.stem || (wanted.word.length > 3 && token.word.startsWith(wanted.word));
  const slug = (name) => name.replace(/[^a-zA-Z0-9]+/g, "-").replace(/^-|-$/g, "");
  const plain = (html) => new DOMParser().parseFromString(html, "text/html").body.textContent;

  const place = (page, anchor, rest) => {
    const [name, [title]] = BookPlaces.pages[page];
    return { page: name, of: title, anchor, numbers: [], names: [], text: "", ...rest };
  };
  const places = [
    ...BookPlaces.claims.map(([page, id, number, equation, title, text]) =>
      place(page, `claim-${id}`, {
        ...{ kind: `${number}, ${id}`, kinds: ["theorem", "claim"], id, title, text },
        numbers: [number, equation],
        names: [title],
      }),
    ),
    ...BookPlaces.terms.map(([page, names, text, anchor]) =>
      place(page, anchor || `term-${slug(names[0])}`, {
        ...{ kind: "term", kinds: [], id: "", title: names.join(", "), names, text },
      }),
    ),
    ...BookPlaces.answers.map(([page, id, sentence, text]) =>
      place(page, `answer-${id}`, {
        ...{ kind: `answer ${id}`, kinds: ["answer"], id, title: sentence, text },
        names: [sentence],
      }),
    ),
    ...BookPlaces.equations.map(([page, id, number]) =>
      place(page, `equation-${id}`, {
        ...{ kind: `equation ${id}`, kinds: ["equation", "eq"], id, title: number },
        numbers: [number],
      }),
    ),
    ...BookPlaces.figures.map(([page, id, number]) =>
      place(page, `fig-${id}`, {
        ...{ kind: `figure ${id}`, kinds: ["fig", "figure"], id, title: number },
        numbers: [number],
      }),
    ),
  ];
  const terms = new Map(
    places.filter((each) => each.kind === "term").flatMap((each) => each.names.map((n) => [n, each])),
  );

  // What is asked for by its number ("theorem 25", "(265)", "25"), its id or its whole name.
  const called = (query) => {
    const asked = query.trim().toLowerCase();
    const [, kind, digits] = asked.match(/^(?:([a-z]+)\.?)?\s*\(?(\d+)\)?$/) || [];
    const id = slug(asked);
    return places.filter(
      (each) =>
        (digits &&
          (!kind || each.kinds.includes(kind)) &&
          each.numbers.some((number) => number.replace(/\D/g, "") === digits)) ||
        (each.id && [each.id, each.anchor, `eq-${each.id}`].includes(id)) ||
        each.names.some((name) => same(name, query)),
    );
  };

  // The terms for words of other texts; a longer phrase is taken before the words in it.
  const otherwise = (query) => {
    const asked = tokens(query).map((token) => token.stem);
    const phrases = BookPlaces.synonyms.map(([said, ...found]) => ({
      found,
      words: tokens(said).map((token) => token.stem),
    }));
    phrases.sort((one, other) => other.words.length - one.words.length);
    const found = new Set();
    for (const { words, found: names } of phrases) {
      const at = asked.findIndex((_, start) => words.every((w, k) => asked[start + k] === w));
      if (at >= 0) {
        asked.splice(at, words.length, ...words.map(() => null));
        names.forEach((name) => found.add(terms.get(name)));
      }
    }
    return [...found];
  };

  const holding = (wanted, text) => {
    const held = tokens(text);
    return wanted.filter((each) => held.some((token) => meets(token, each))).length;
  };

  // All that has every word: in its name, the shortest first; or in its id or first words.
  const worded = (wanted) => {
    const named = [];
    const told = [];
    for (const each of wanted.length ? places : []) {
      const name = each.names.join(" ");
      if (holding(wanted, name) === wanted.length) named.push([tokens(name).length, each]);
      else if (holding(wanted, `${name} ${each.id} ${each.text}`) === wanted.length) told.push(each);
    }
    named.sort(([one], [other]) => one - other);
    return [named.map(([, each]) => each), told];
  };

  // The section of a page that has most of the words, and how many; where several have as many, the
  // one that Sphinx names.
  const best = (page, wanted, named) => {
    const rows = page.slice(1).map(([title, text, own], number) => ({
      title,
      text,
      anchor: number ? own || slug(title).toLowerCase() : "",
    }));
    for (const row of rows) {
      row.points = holding(wanted, `${row.title} ${row.text}`);
      if (named && row.anchor === named) row.points += 0.5;
    }
    return rows.reduce((most, row) => (row.points > most.points ? row : most));
  };

  const marked = (text, wanted) => {
    const made = document.createDocumentFragment();
    let from = 0;
    for (const token of tokens(text)) {
      if (!wanted.some((each) => meets(token, each))) continue;
      const mark = document.createElement("mark");
      mark.textContent = text.slice(token.at, token.end);
      made.append(text.slice(from, token.at), mark);
      from = token.end;
    }
    made.append(text.slice(from));
    return made;
  };

  const link = (page, anchor, text, wanted) => {
    const made = document.createElement("a");
    made.href = page + DOCUMENTATION_OPTIONS.LINK_SUFFIX + (anchor ? `#${anchor}` : "");
    made.append(marked(text, wanted));
    return made;
  };

  const item = (head, note, excerpt) => {
    const made = document.createElement("li");
    made.append(head);
    if (note) made.append(` (${note})`);
    if (excerpt.some((part) => part)) {
      const context = document.createElement("p");
      context.className = "context";
      context.append(...excerpt.filter((part) => part));
      made.append(context);
    }
    return made;
  };

  const placeItem = (each, wanted) =>
    item(
      link(each.page, each.anchor, each.title, wanted),
      `${each.kind}, in ${each.of}`,
      [each.text && marked(each.text, wanted)],
    );

  const pageItem = (page, row, wanted) => {
    const section = row.anchor && link(page[0], row.anchor, row.title, wanted);
    const text = row.text && marked(section ? `: ${row.text}` : row.text, wanted);
    return item(link(page[0], "", page[1][0], wanted), "", [section, text]);
  };

  // A page or an object as Sphinx has it: [page, title, anchor, description, score, file].
  const otherItem = ([page, title, anchor, description], wanted) =>
    item(link(page, anchor.slice(1), plain(title), wanted), description, []);

  const sphinx = (query) => Search._performSearch(...Search._parseQuery(query)).reverse();

  // Each place once: Sphinx has a program by its name and in its index.
  const once = (results) => {
    const seen = new Set();
    return results.filter(([page, , at]) => !seen.has(page + at) && seen.add(page + at));
  };

  // Pages of the book, those first of which a section has more of the words.
  const ordered = (found, wanted) =>
    found
      .map(([page, anchor]) => [page, best(page, wanted, anchor)])
      .sort(([, one], [, other]) => other.points - one.points)
      .map(([page, row]) => pageItem(page, row, wanted));

  // The pages of a list of results, each with the anchor that its first result has.
  const pagesOf = (results) => {
    const found = new Map();
    for (const [name, , anchor] of results) {
      const page = BookPlaces.pages.find(([each]) => each === name);
      if (page && !found.get(page)) found.set(page, anchor.slice(1));
    }
    return found;
  };

  // All that is found, best first. Sphinx searches for the words themselves last, as the page that
  // is opened marks the words of its last search.
  const found = (query) => {
    const exact = called(query);
    if (/\d\)?$/.test(query) && exact.length) return [[], exact.map((each) => placeItem(each, []))];
    const said = exact.some((each) => each.kind === "term") ? [] : otherwise(query);
    const also = new Map();
    for (const term of said) {
      for (const [page] of pagesOf(sphinx(term.names[0]))) also.set(page, (also.get(page) || 0) + 1);
    }
    const results = said.length && /^\w\wy$/i.test(query.trim()) ? [] : sphinx(query);
    const pages = pagesOf(results);
    const more = [...also].filter(([page]) => !pages.has(page));
    more.sort(([, one], [, other]) => other - one);
    const nearest = more.slice(0, 2 * FIRST).map(([page]) => [page, ""]);

    const counts = ({ word }) => word.length > 1 && !stopwords.includes(word);
    const asked = tokens(query).filter(counts);
    const wanted = [...asked, ...said.flatMap((term) => tokens(term.names[0]).filter(counts))];
    const before = new Set([...exact, ...said]);
    const titled = ([page]) => same(page[1][0], query);
    const [named, told] = worded(asked).map((list) => list.filter((each) => !before.has(each)));
    const late = once(results.filter(([page]) => LATE.test(page)));
    const programs = once(results.filter(([page]) => LAST.test(page)));
    return [
      said,
      [
        ...exact.map((each) => placeItem(each, wanted)),
        ...ordered([...pages].filter(titled), wanted),
        ...[...said, ...named.slice(0, FIRST)].map((each) => placeItem(each, wanted)),
        ...ordered([...pages].filter((each) => !titled(each)), wanted),
        ...ordered(nearest, wanted),
        ...[...named.slice(FIRST), ...told].map((each) => placeItem(each, wanted)),
        ...[...late, ...programs].map((each) => otherItem(each, asked)),
      ],
    ];
  };

  Search.query = (query) => {
    Search.status.setAttribute("role", "status");
    const [said, items] = found(query);
    Search.output.replaceChildren(...items);
    // A status is read aloud if it changes once it is there.
    setTimeout(() => {
      _finishSearch(items.length);
      if (!items.length) return;
      const words = said.map((term) => term.names[0]).join(", ");
      Search.status.innerText =
        `${items.length} ${items.length === 1 ? "place" : "places"} found.` +
        (words ? ` This book’s words for it: ${words}.` : "");
    }, 50);
  };
})();
