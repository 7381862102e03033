/* Favourite papers, kept on the reader's device under a key that all pages of the site share. */

const KEY = 'vlasurvey.favourites';
let kept = null;

/** The keys of the favourites; none where the browser keeps nothing. */
export function load() {
  try {
    const found = JSON.parse(localStorage.getItem(KEY) || '[]');
    kept = new Set(Array.isArray(found) ? found.filter(key => typeof key === 'string') : []);
  } catch {
    kept ||= new Set();
  }
  return kept;
}

/** Add or remove one; return whether the browser keeps it. */
export function toggle(key) {
  load();
  if (!kept.delete(key)) kept.add(key);
  try {
    localStorage.setItem(KEY, JSON.stringify([...kept].sort()));
    return true;
  } catch {
    return false;
  }
}

/** Call a function when another page of the site has changed the favourites, also while this one was left. */
export function watch(changed) {
  addEventListener('storage', event => { if (event.key === KEY || event.key === null) changed(); });
  addEventListener('pageshow', event => { if (event.persisted) changed(); });
}
