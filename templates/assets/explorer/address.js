/* The state of the explorer, and its form in the page's address. */

export const SORTS = ['newest', 'oldest', 'title', 'added', 'venue'];
const LENGTH = 200; // of a search text; the field takes no more either
const IDS = 500;

/** A state in which nothing is filtered. */
function empty() {
  return {
    q: '', include: new Map(), exclude: new Map(), from: '', to: '', sort: 'newest', view: 'list', ids: null,
    favourites: false,
  };
}

/** Read an address' query; what the index does not know is left out. */
export function read(query, index) {
  const state = empty();
  const given = new URLSearchParams(query);
  state.q = (given.get('q') || '').slice(0, LENGTH);
  if (SORTS.includes(given.get('sort'))) state.sort = given.get('sort');
  if (given.get('view') === 'compact') state.view = 'compact';
  state.favourites = given.get('favourites') === '1';
  for (const [name, { place }] of index.vocabularies) {
    if (name === 'quarter') continue;
    const known = key => given.getAll(key).filter(value => place.has(value));
    const out = new Set(known(`not.${name}`));
    state.exclude.set(name, out);
    state.include.set(name, new Set(known(name).filter(value => !out.has(value))));
  }
  const quarters = index.vocabularies.get('quarter').place;
  const quarter = key => (quarters.has(given.get(key)) ? given.get(key) : '');
  [state.from, state.to] = [quarter('from'), quarter('to')];
  if (state.from && state.to && state.from > state.to) [state.from, state.to] = [state.to, state.from];
  const rows = given.getAll('ids').join(',').split(',').slice(0, IDS).map(key => index.row(key));
  const ids = [...new Set(rows.filter(row => row !== undefined))].map(row => index.file.key[row]);
  if (ids.length) state.ids = ids.sort();
  return state;
}

/** Return the address' query for a state, defaults left out, keys and values sorted; '' if there is none. */
export function write(state) {
  const pairs = [];
  if (state.q.trim()) pairs.push(['q', state.q.trim()]);
  for (const [name, values] of state.include) for (const value of values) pairs.push([name, value]);
  for (const [name, values] of state.exclude) for (const value of values) pairs.push([`not.${name}`, value]);
  for (const key of ['from', 'to']) if (state[key]) pairs.push([key, state[key]]);
  if (state.sort !== 'newest') pairs.push(['sort', state.sort]);
  if (state.view !== 'list') pairs.push(['view', state.view]);
  if (state.favourites) pairs.push(['favourites', '1']);
  if (state.ids) pairs.push(['ids', state.ids.join(',')]);
  pairs.sort(([a, x], [b, y]) => (a < b ? -1 : a > b ? 1 : x < y ? -1 : 1));
  const query = new URLSearchParams(pairs).toString().replaceAll('%2F', '/').replaceAll('%2C', ',');
  return query && `?${query}`;
}
