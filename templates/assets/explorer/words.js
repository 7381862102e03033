/* The interface's words, as the page brings them along in its own language. */

const language = document.documentElement.lang || 'en';
const plural = new Intl.PluralRules(language);
const texts = JSON.parse(document.getElementById('explorer').dataset.words);

/** A number as the language writes it. */
export const number = new Intl.NumberFormat(language).format;

/** A text of the page with {n} and the like filled in; of two forms the one that fits n. */
export function say(key, values = {}) {
  const found = texts[key];
  const text = typeof found === 'string' ? found : (plural.select(values.n) === 'one' && found.one) || found.other;
  return text.replace(/\{(\w+)\}/g, (_, name) => (typeof values[name] === 'number' ? number(values[name]) : values[name]));
}

let pending;

/** Tell a screen reader, once the reader pauses; and show it for a while, if nothing else on the page does. */
export function announce(text, shown) {
  const live = document.getElementById('live');
  clearTimeout(pending);
  live.textContent = ''; // so that the same text is told again
  live.className = 'vh';
  pending = setTimeout(() => {
    live.textContent = text;
    if (!shown) return;
    live.className = 'toast';
    pending = setTimeout(() => { live.className = 'vh'; }, 5000);
  }, shown ? 0 : 250);
}
