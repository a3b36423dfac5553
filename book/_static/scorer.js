// The order of the search's results: pages, claims and definitions before programs.
// Sphinx adds its points for words in titles and texts first and calls `score` last.

var Scorer = {
  objNameMatch: 11,
  objPartialMatch: 6,
  objPrio: { 0: 15, 1: 5, 2: -5 },
  objPrioDefault: 0,
  title: 15,
  partialTitle: 7,
  term: 5,
  partialTerm: 2,

  // A result is [page, title, anchor, description, score, file].
  score: (result) => {
    const [page, , anchor, , score] = result;
    if (page === "book/api" || page.startsWith("_modules")) return score - 40;
    if (anchor && anchor.startsWith("#claim-")) return score + 10;
    if (page === "book/changelog" || page === "book/bibliography") return score - 20;
    return score;
  },
};
