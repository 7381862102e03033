/* What fits a query, and how many papers each value would leave. Knows nothing of the page.

   Every value of a vocabulary has a bitset over the rows; 20,000 rows are 625 words, so that all counts are a
   matter of well under a millisecond. Texts are found as parts of one folded string per row. */

import { fold, terms } from './fold.js';

/** Number of bits set in a 32-bit word. */
function ones(word) {
  word -= (word >>> 1) & 0x55555555;
  word = (word & 0x33333333) + ((word >>> 2) & 0x33333333);
  return (((word + (word >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
}

function keep(mask, other) { for (let i = 0; i < mask.length; i++) mask[i] &= other[i]; }
function join(mask, other) { for (let i = 0; i < mask.length; i++) mask[i] |= other[i]; }
function drop(mask, other) { for (let i = 0; i < mask.length; i++) mask[i] &= ~other[i]; }
/** Number of bits that two masks have in common. */
export function common(mask, other) {
  let count = 0;
  for (let i = 0; i < mask.length; i++) count += ones(mask[i] & other[i]);
  return count;
}

/** The texts of all rows, folded little by little. */
class Haystack {
  constructor(columns, count) { this.columns = columns; this.rows = []; this.count = count; }

  /** Fold on while time is left (to the end, without a deadline); return whether all is done. */
  work(deadline) {
    while (this.rows.length < this.count) {
      const row = this.rows.length;
      this.rows.push(this.columns.map(column => fold(String(column[row]))).join('\n'));
      if (deadline && row % 64 === 0 && deadline.timeRemaining() < 2) return false;
    }
    return true;
  }
}

const long = term => term.length > 3;

/** A key that has lost the name and year of its row. */
function whole(key, first, issued) {
  if (key[0] !== '.') return key;
  return first.toLowerCase().replace(/[^a-z0-9]/g, '').slice(0, 24) + String(issued).slice(0, 4) + key.slice(1);
}

/** The id at arXiv, which may have lost the year and month of its row, or the address of a paper that is elsewhere. */
function place(paper, issued) { return /[./]/.test(paper) ? paper : `${String(issued).slice(2, 6)}.${paper}`; }

export class Index {
  /** Make an index of the content of data/explorer.json. */
  constructor(file) {
    this.file = file;
    file.key = file.key.map((key, row) => whole(key, file.first[row], file.issued[row]));
    file.paper = file.paper.map((paper, row) => place(paper, file.issued[row]));
    this.ids = file.key.map((key, row) => fold(`${key} ${file.paper[row]}`));
    this.count = file.count;
    this.size = (file.count + 31) >>> 5;
    this.rowOf = new Map(file.key.map((key, row) => [key, row]));
    this.vocabularies = new Map(file.vocabularies.map(entry => [entry.name, this.bitsets(entry)]));
    this.columns = [file.title, file.first, file.second];
    this.hay = new Haystack(this.columns, this.count);
    this.coming = null;
    this.orders = new Map();
    this.last = null;
  }

  /** values, above, bits, place of each value, and `of`: row -> indices of its values. */
  bitsets({ values, above, sets, column }) {
    const bits = values.map(() => new Uint32Array(this.size));
    const set = (row, value) => {
      for (; value >= 0; value = above[value]) bits[value][row >>> 5] |= 1 << (row & 31);
    };
    column.forEach((chosen, row) => { for (const value of sets[chosen]) set(row, value); });
    return { values, above, bits, place: new Map(values.map((value, i) => [value, i])), of: row => sets[column[row]] };
  }

  /** Row of a key or of a former key; undefined if there is none. */
  row(key) { return this.rowOf.get(key) ?? this.rowOf.get(this.file.aliases[key]); }

  /** Let a search look into more columns, once `idle` has worked through them. */
  addTexts(columns) {
    this.columns = [...this.columns, ...columns];
    this.coming = new Haystack(this.columns, this.count);
  }

  /** Work in an idle moment; return whether something is left to do. */
  idle(deadline) {
    const hay = this.coming || this.hay;
    if (!hay.work(deadline)) return true;
    this.hay = hay;
    this.coming = null;
    return false;
  }

  full() {
    const mask = new Uint32Array(this.size).fill(0xffffffff);
    if (this.count & 31) mask[this.size - 1] = 2 ** (this.count & 31) - 1;
    return mask;
  }

  maskOf(rows) {
    const mask = new Uint32Array(this.size);
    for (const row of rows) mask[row >>> 5] |= 1 << (row & 31);
    return mask;
  }

  /** Rows that have every term of a text; long ones also in their ids, where short ones stand by chance. More terms or
      longer ones look only into what the former found. */
  search(text) {
    const wanted = terms(text);
    if (!wanted.length) { this.last = null; return null; }
    this.hay.work();
    const { rows: hay } = this.hay;
    const last = this.last;
    const within = last && last.hay === hay && last.wanted.every(long) && `${wanted}`.startsWith(last.wanted) ? last.rows : null;
    const rows = [];
    const count = within ? within.length : this.count;
    for (let i = 0; i < count; i++) {
      const row = within ? within[i] : i;
      if (wanted.every(term => hay[row].includes(term) || (long(term) && this.ids[row].includes(term)))) rows.push(row);
    }
    this.last = { wanted, hay, rows };
    return this.maskOf(rows);
  }

  /** One mask for the chosen values of a vocabulary: any of them, or all where a paper can have each (`has`). */
  chosen(name, values) {
    const { bits, place } = this.vocabularies.get(name);
    const all = name === 'has';
    const mask = all ? this.full() : new Uint32Array(this.size);
    for (const value of values) (all ? keep : join)(mask, bits[place.get(value)]);
    return mask;
  }

  /** Return rows in order, and for each vocabulary the count of each value.

      query: text, include and exclude (name -> set of values), only (rows, or null), sort, labels.
      A count is the number of papers there would be with that value chosen instead of the others of its
      vocabulary (with it too, for `has`); for a value left out, the number that this takes away. */
  run({ text, include, exclude, only, sort }) {
    const base = this.full();
    const found = this.search(text);
    if (found) keep(base, found);
    if (only) keep(base, this.maskOf(only));
    const masks = new Map([...include].filter(([, values]) => values.size).map(([n, v]) => [n, this.chosen(n, v)]));
    const out = [];
    for (const [name, values] of exclude) for (const value of values) out.push([name, value]);
    const bitsOf = ([name, value]) => {
      const { bits, place } = this.vocabularies.get(name);
      return bits[place.get(value)];
    };
    const without = (start, spared, except) => {
      const mask = start.slice();
      for (const pair of out) if (pair !== spared) drop(mask, bitsOf(pair));
      for (const [name, other] of masks) if (name !== except || name === 'has') keep(mask, other);
      return mask;
    };
    const counts = new Map();
    for (const [name, { bits }] of this.vocabularies) {
      const mask = without(base, null, name);
      counts.set(name, bits.map(own => common(own, mask)));
    }
    for (const pair of out) {
      const [name, value] = pair;
      const place = this.vocabularies.get(name).place.get(value);
      counts.get(name)[place] = common(bitsOf(pair), without(base, pair, name));
    }
    const mask = without(base, null, null);
    const rows = [];
    for (const row of this.order(sort)) if ((mask[row >>> 5] >>> (row & 31)) & 1) rows.push(row);
    return { rows, counts };
  }

  /** Rows in an order; they are stored newest first, and every other order keeps that among equals. */
  order(sort) {
    if (!this.orders.has(sort)) {
      const rows = Uint32Array.from({ length: this.count }, (_, row) => row);
      const compare = this.comparison(sort);
      this.orders.set(sort, compare ? rows.sort(compare) : rows);
    }
    return this.orders.get(sort);
  }

  comparison(sort) {
    const { issued, added, title, published } = this.file;
    if (sort === 'oldest') {
      const days = issued.map(date => date * 10 ** (8 - String(date).length));
      return (a, b) => days[a] - days[b] || a - b;
    }
    if (sort === 'added') return (a, b) => added[b] - added[a] || a - b;
    const ranks = (texts, empty) => {
      const folded = texts.map(text => fold(text).replace(/^[^\p{L}\p{N}]+/u, ''));
      const place = new Map([...new Set(folded)].sort().map((text, i) => [text, i]));
      return folded.map(text => (text ? place.get(text) : empty));
    };
    if (sort === 'title') {
      const rank = ranks(title, 0);
      return (a, b) => rank[a] - rank[b] || a - b;
    }
    if (sort === 'venue') {
      const rank = ranks(title.map((_, row) => this.venue(row)), Infinity);
      return (a, b) => (rank[a] === rank[b] ? published[b] - published[a] || a - b : rank[a] - rank[b]);
    }
    return null;
  }

  /** Name of a row's venue, or nothing. */
  venue(row) {
    const venues = this.vocabularies.get('venue');
    const [value] = venues ? venues.of(row) : [];
    return value === undefined ? '' : this.label('venue', venues.values[value]);
  }

  /** Name of a value; the page puts its own here. */
  label(_, value) { return value; }
}
