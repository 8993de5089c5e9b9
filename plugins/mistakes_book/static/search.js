// The search: rows come from scripts, are folded once, and are shown as text, a page of results at a time.
"use strict";
(() => {
  const PAGE = 40;
  const AROUND = 70;
  const [ID, NUMBER, TITLE, DAY, YEAR, KIND, STATUS, OPEN, HOURS, COST, TAGS, LEARNED, HAPPENED] = Array(13).keys();
  const numbers = new Intl.NumberFormat("en");
  const rows = [];
  const folded = [];
  let found = [];
  let terms = [];
  let shown = 0;

  self.chapters = (more) => {
    for (const row of more) rows.push(row);
  };

  /** Letters as they are compared: without case, accents and widths. */
  function fold(text) {
    return text.normalize("NFKD").replace(/\p{M}+/gu, "").toLowerCase();
  }

  function foldedRow(index) {
    folded[index] ??= [rows[index][TITLE], rows[index][TAGS].join("\n"), rows[index][LEARNED], rows[index][HAPPENED]].map(fold);
    return folded[index];
  }

  /** Fold what is left while nothing else is to be done, so that the first search is as quick as the others. */
  function foldAhead(from = 0) {
    const end = performance.now() + 8;
    let index = from;
    while (index < rows.length && performance.now() < end) foldedRow(index++);
    if (index < rows.length) setTimeout(foldAhead, 0, index);
  }

  /** Words, "phrases" and -without, folded. */
  function parsed(query) {
    const wanted = [];
    const unwanted = [];
    for (const [, not, phrase, word] of query.matchAll(/([-−]?)(?:["“”„]([^"“”„]+)["“”„]?|(\S+))/gu)) {
      const term = fold(phrase ?? word).trim();
      if (term) (not ? unwanted : wanted).push(term);
    }
    return { wanted, unwanted };
  }

  const WEIGHTS = [8, 5, 3, 1];

  /** How well a row fits; 0 if a word is missing. */
  function score(texts, { wanted, unwanted }) {
    let sum = 1;
    for (const term of wanted) {
      let best = 0;
      for (let place = 0; place < texts.length && !best; place++) {
        if (texts[place].includes(term)) best = WEIGHTS[place];
      }
      if (!best) return 0;
      sum += best;
    }
    return unwanted.some((term) => texts.some((text) => text.includes(term))) ? 0 : sum;
  }

  const ORDERS = {
    "": (a, b) => b.score - a.score || rows[a.index][NUMBER] - rows[b.index][NUMBER],
    new: (a, b) => rows[b.index][NUMBER] - rows[a.index][NUMBER],
    old: (a, b) => rows[a.index][NUMBER] - rows[b.index][NUMBER],
    cost: (a, b) => rows[b.index][HOURS] - rows[a.index][HOURS] || rows[a.index][NUMBER] - rows[b.index][NUMBER],
  };

  function search(form) {
    const query = parsed(form.q);
    const result = [];
    for (let index = 0; index < rows.length; index++) {
      const row = rows[index];
      if (form.kind && row[KIND] !== form.kind) continue;
      if (form.status && row[STATUS] !== form.status) continue;
      if (form.year && String(row[YEAR]) !== form.year) continue;
      if (form.open && String(row[OPEN]) !== form.open) continue;
      if (form.tag && !row[TAGS].includes(form.tag)) continue;
      const fit = query.wanted.length || query.unwanted.length ? score(foldedRow(index), query) : 1;
      if (fit) result.push({ index, score: fit });
    }
    terms = query.wanted;
    return result.sort(ORDERS[form.sort] ?? ORDERS[""]);
  }

  function element(name, className, text) {
    const made = document.createElement(name);
    if (className) made.className = className;
    if (text !== undefined) made.textContent = text;
    return made;
  }

  const letters = new Map();

  function foldedLetter(letter) {
    if (!letters.has(letter)) letters.set(letter, fold(letter));
    return letters.get(letter);
  }

  /** Fold a text letter by letter; `place` leads from a folded letter back to the text. */
  function traced(text) {
    if (/^[\x20-\x7e]*$/.test(text)) return { plain: text.toLowerCase(), place: (at) => at };
    const from = [];
    let plain = "";
    let at = 0;
    for (const letter of text) {
      const part = foldedLetter(letter);
      for (let i = 0; i < part.length; i++) from.push(at);
      plain += part;
      at += letter.length;
    }
    from.push(at);
    return { plain, place: (folded) => from[folded] };
  }

  /** Append a text with the searched words marked. */
  function marked(parent, text) {
    const { plain, place } = traced(text);
    const spans = [];
    for (const term of terms) {
      for (let at = plain.indexOf(term); at >= 0; at = plain.indexOf(term, at + term.length)) {
        spans.push([place(at), place(at + term.length)]);
      }
    }
    spans.sort((a, b) => a[0] - b[0]);
    let end = 0;
    for (const [start, stop] of spans) {
      if (start < end || stop <= start) continue;
      parent.append(text.slice(end, start), element("mark", "", text.slice(start, stop)));
      end = stop;
    }
    parent.append(text.slice(end));
    return parent;
  }

  /** The piece of a text in which the first searched word stands; its beginning if none does. */
  function piece(text, plain) {
    const places = terms.map((term) => plain.indexOf(term)).filter((place) => place >= 0);
    const near = places.length ? Math.min(...places) : 0;
    // folding keeps nearly all lengths, so the place in the folded text is near enough
    let start = Math.max(0, near - AROUND);
    if (start > 0) start = text.indexOf(" ", start) > near || text.indexOf(" ", start) < 0 ? start : text.indexOf(" ", start) + 1;
    const length = 3 * AROUND;
    return (start ? "… " : "") + text.slice(start, start + length) + (start + length < text.length ? " …" : "");
  }

  function snippet(index) {
    const row = rows[index];
    const happens = terms.length && !terms.some((term) => foldedRow(index)[2].includes(term));
    const [text, plain] = happens ? [row[HAPPENED], foldedRow(index)[3]] : [row[LEARNED] || row[HAPPENED], terms.length ? foldedRow(index)[row[LEARNED] ? 2 : 3] : ""];
    return piece(text, plain);
  }

  function facts(row, list) {
    const line = element("p", "facts");
    line.append(element("time", "", row[DAY]));
    if (row[KIND] !== "mistake") line.append(element("span", "kind", kindOf(row)));
    if (row[COST]) line.append(element("span", "cost", row[COST]));
    if (row[OPEN]) line.append(element("span", "open", list.dataset.open));
    return line;
  }

  function kindOf(row) {
    const options = [...document.getElementById("kind").options];
    return options.find((one) => one.value === row[KIND])?.dataset.one ?? row[KIND];
  }

  function result(index, list) {
    const row = rows[index];
    const item = element("li");
    const heading = element("h2");
    const link = element("a", "chapter");
    link.href = `m/${encodeURIComponent(row[ID])}.html`;
    link.append(element("span", "number", numbers.format(row[NUMBER])), marked(element("bdi", "name"), row[TITLE]));
    heading.append(link);
    const gist = marked(element("p", "gist"), snippet(index));
    gist.dir = "auto";
    item.append(heading, facts(row, list), gist);
    return item;
  }

  function showMore() {
    const list = document.getElementById("results");
    const next = found.slice(shown, shown + PAGE);
    list.append(...next.map(({ index }) => result(index, list)));
    shown += next.length;
    document.getElementById("more").hidden = shown >= found.length;
    return list.children[shown - next.length];
  }

  function count(number) {
    const status = document.getElementById("found");
    const { one, many, none } = status.dataset;
    status.textContent = number === 0 ? none : number === 1 ? one : many.replace("#", numbers.format(number));
  }

  function values(form) {
    return Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, String(value)]));
  }

  function update(form) {
    found = search(values(form));
    shown = 0;
    document.getElementById("results").replaceChildren();
    showMore();
    count(found.length);
  }

  /** Keep what is searched in the address, so that it can be sent to somebody. */
  function remember(form) {
    const given = Object.entries(values(form)).filter(([, value]) => value);
    const query = new URLSearchParams(given).toString();
    try {
      history.replaceState(null, "", query ? `?${query}` : location.pathname);
    } catch {
      // some browsers allow this only on a web server
    }
  }

  function restore(form) {
    for (const [name, value] of new URLSearchParams(location.search)) {
      const field = form.elements.namedItem(name);
      if (field instanceof HTMLInputElement) field.value = value;
      if (field instanceof HTMLSelectElement) choose(field, value);
    }
  }

  function choose(field, value) {
    // only the commonest tags are listed
    const known = [...field.options].some((one) => one.value === value);
    if (!known && field.name === "tag") field.append(new Option(value, value));
    if (known || field.name === "tag") field.value = value;
  }

  addEventListener("DOMContentLoaded", () => {
    const form = document.getElementById("find");
    restore(form);
    form.hidden = false;
    update(form);
    foldAhead();
    let timer = 0;
    form.addEventListener("input", () => {
      update(form);
      clearTimeout(timer);
      timer = setTimeout(() => remember(form), 300);
    });
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("reset", () => {
      setTimeout(() => {
        update(form);
        remember(form);
        form.elements.namedItem("q").focus();
      });
    });
    document.getElementById("more").addEventListener("click", () => showMore()?.querySelector("a")?.focus());
    if (location.hash === "#q") form.elements.namedItem("q").focus();
  });
})();
