/* The panel of filters: check boxes with counts, buttons that leave a value out, the histogram, the sheet on phones. */

import { common } from './engine.js';
import { number, say } from './words.js';

const byId = id => document.getElementById(id);

/** Words for a quarter such as 2024-q1. */
function quarterName(value) {
  const [year, quarter] = value.split('-q');
  return say('explore.say.quarter', { year, quarter });
}

/** The check boxes. `change(name, value, choice)` is called with 'in', 'out' or '' when the reader chooses. */
export class Panel {
  constructor(change) {
    this.items = [...document.querySelectorAll('#filters input[data-facet]')].map(box => {
      const item = box.closest('li');
      return { box, item, name: box.dataset.facet, not: item.querySelector('.not'), count: item.querySelector('.count') };
    });
    /** name -> value -> what the page calls it, and the mark of a top concept. */
    this.labels = new Map();
    for (const { box, item, name } of this.items) {
      if (!this.labels.has(name)) this.labels.set(name, new Map());
      const label = item.querySelector('.name').textContent;
      this.labels.get(name).set(box.value, { label, mark: Number(box.dataset.mark) });
    }
    for (const { box, name, not } of this.items) {
      box.addEventListener('change', () => change(name, box.value, box.checked ? 'in' : ''));
      not.addEventListener('click', () => change(name, box.value, not.getAttribute('aria-pressed') === 'true' ? '' : 'out'));
    }
  }

  show(state, index, counts) {
    for (const entry of this.items) {
      const { box, item, name, not, count } = entry;
      const found = counts.get(name)[index.vocabularies.get(name).place.get(box.value)];
      const out = state.exclude.get(name).has(box.value);
      const on = state.include.get(name).has(box.value);
      const now = `${found} ${on} ${out}`;
      if (entry.shown === now && box.checked === on) continue;
      entry.shown = now;
      box.checked = on;
      not.setAttribute('aria-pressed', out);
      count.textContent = number(found);
      item.classList.toggle('out', out);
      item.classList.toggle('zero', !found && !on);
      if (on || out) item.closest('details').open = true;
    }
  }
}

/** The bars and the two handles below them. `change(from, to, done)` gets quarters, '' at either end of the scale;
    `done` is true, the handle that was moved, or false while it moves. */
export class Histogram {
  constructor(index, change) {
    const { values, bits } = index.vocabularies.get('quarter');
    this.values = values;
    this.all = bits.map(own => common(own, own));
    this.from = byId('from');
    this.to = byId('to');
    this.change = change;
    if (!this.from) return;
    this.draw();
    const moved = done => event => {
      const [from, to] = [Number(this.from.value), Number(this.to.value)];
      if (from > to) event.target.value = event.target === this.from ? to : from;
      this.choose(Number(this.from.value), Number(this.to.value), done && event.target);
    };
    for (const handle of [this.from, this.to]) {
      handle.addEventListener('input', moved(false));
      handle.addEventListener('change', moved(true));
    }
    this.bars.addEventListener('click', event => this.pick(event));
  }

  choose(from, to, done) {
    const last = this.values.length - 1;
    this.change(from > 0 ? this.values[from] : '', to < last ? this.values[to] : '', done);
  }

  /** A click on a bar chooses its quarter, a second one elsewhere the range; one on a lone chosen bar, all. */
  pick(event) {
    const { left, width } = this.bars.getBoundingClientRect();
    const last = this.values.length - 1;
    const at = Math.min(last, Math.max(0, Math.floor((event.clientX - left) / width * this.values.length)));
    const [from, to] = [Number(this.from.value), Number(this.to.value)];
    if (from !== to) this.choose(at, at, true);
    else if (from === at) this.choose(0, last, true);
    else this.choose(Math.min(from, at), Math.max(to, at), true);
  }

  draw() {
    const panel = document.querySelector('.histogram');
    this.bars = panel.querySelector('.bars');
    const labels = panel.querySelectorAll('.scale span');
    labels[0].textContent = this.values[0].slice(0, 4);
    labels[2].textContent = this.values.at(-1).slice(0, 4);
    const step = 100 / this.values.length;
    this.tallest = Math.max(...this.all);
    const bar = (name, x, width) => `<rect class="${name}" x="${x}%" width="${width}%" height="56"/>`; // numbers only
    this.bars.innerHTML = this.values.map((_, i) => `<g><title></title>${bar('area', i * step, step)}${
      ['all', 'found'].map(name => bar(name, (i + 0.06) * step, step * 0.88)).join('')}</g>`).join('');
    this.pairs = [...this.bars.children].map(target => {
      const [title, , ...pair] = target.children;
      return { title, target, pair };
    });
  }

  name(place) {
    const quarter = quarterName(this.values[place]);
    return place === 0 ? say('explore.say.earlier', { quarter }) : quarter;
  }

  show(state, counts) {
    if (!this.from) return;
    const place = value => this.values.indexOf(value);
    this.from.value = state.from ? place(state.from) : 0;
    this.to.value = state.to ? place(state.to) : this.values.length - 1;
    const [from, to] = [Number(this.from.value), Number(this.to.value)];
    // At the end, the other one cannot move.
    this.from.classList.toggle('above', from === this.values.length - 1);
    this.from.setAttribute('aria-valuetext', this.name(from));
    this.to.setAttribute('aria-valuetext', this.name(to));
    this.pairs.forEach(({ title, target, pair }, i) => {
      const numbers = [this.all[i], counts[i]];
      pair.forEach((bar, k) => {
        const height = numbers[k] ? Math.max(2, numbers[k] / this.tallest * 54) : 0;
        bar.setAttribute('height', height.toFixed(1));
        bar.setAttribute('y', (56 - height).toFixed(1));
      });
      target.classList.toggle('beyond', i < from || i > to);
      title.textContent = say('explore.say.bar', { quarter: this.name(i), n: counts[i] });
    });
  }
}

/** Words for a range of quarters. */
export function rangeName(state, index) {
  const { values } = index.vocabularies.get('quarter');
  const [from, to] = [state.from || values[0], state.to || values.at(-1)].map(quarterName);
  return from === to ? from : say('explore.say.range', { from, to });
}

/** On phones the panel moves into a dialog; the browser keeps the focus inside and gives it back. */
export function sheet() {
  const dialog = byId('sheet');
  const panel = byId('filters');
  const home = panel.parentElement;
  byId('open-filters').addEventListener('click', () => {
    dialog.querySelector('.sheet-body').append(panel);
    dialog.showModal();
  });
  dialog.addEventListener('click', event => {
    if (event.target === dialog || event.target.closest('[data-close]')) dialog.close();
  });
  dialog.addEventListener('close', () => home.append(panel));
  matchMedia('(min-width:960px)').addEventListener('change', event => { if (event.matches) dialog.close(); });
}
