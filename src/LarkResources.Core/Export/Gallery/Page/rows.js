// Rows of items, of which only those near the screen are in the document.

const OVERSCAN = 600;
// Above this many pixels in a second, pictures are not begun until the scrolling slows down.
const TOO_FAST = 6000;

/** The pictures and players of a list: each begins to load when its row is there and the scrolling is slow enough to see it. */
class Pictures {
  constructor(host) {
    this.host = host;
    this.lastScroll = { top: 0, time: 0 };
  }

  /** @param top where the page is, as it was known before rows came and went: asking after that costs a layout. */
  load(top = scrollY) {
    const now = performance.now();
    const speed = Math.abs(top - this.lastScroll.top) / Math.max(now - this.lastScroll.time, 1) * 1000;
    this.lastScroll = { top, time: now };
    clearTimeout(this.later);
    if (speed > TOO_FAST) {
      this.later = setTimeout(() => this.load(), 80);
      return;
    }
    Pictures.loadAll(this.host);
  }

  static loadAll(host) {
    host.querySelectorAll('[data-source]').forEach(element => {
      element.src = element.dataset.source;
      delete element.dataset.source;
    });
  }
}

class Rows {
  /** @param host the element that is as high as all rows together; @param parts how to measure and make them. */
  constructor(host, parts) {
    this.host = host;
    this.parts = parts;
    this.rows = [];
    this.shown = new Map();
    this.active = 0;
    this.pictures = new Pictures(host);
    addEventListener('scroll', () => this.update(), { passive: true });
    host.addEventListener('focusin', event => this.#follow(event.target));
  }

  /** Shows other items. The place in the list starts anew. */
  show(items) {
    this.items = items;
    this.active = 0;
    this.layOut();
  }

  /** Computes where each row stands: a heading wherever the group changes, and items, `columns` to a row. */
  layOut() {
    if (!this.items) {
      return;
    }
    const { columns, height, headingOf, headingHeight } = this.parts(this.host.clientWidth);
    this.columns = columns;
    this.rows = [];
    this.rowOf = new Uint32Array(this.items.length);
    let top = 0;
    let group = 0;
    for (let at = 0; at < this.items.length;) {
      const heading = headingOf(this.items[at]);
      if (heading !== group) {
        group = heading;
        const tall = headingHeight(this.items[at]);
        this.rows.push({ top, height: tall, from: at, to: at });
        top += tall;
      }
      let to = at + 1;
      while (to < this.items.length && to - at < columns && headingOf(this.items[to]) === group) {
        to++;
      }
      this.rowOf.fill(this.rows.length, at, to);
      this.rows.push({ top, height, from: at, to });
      top += height;
      at = to;
    }
    this.host.style.height = `${top}px`;
    this.clear();
    this.update();
  }

  clear() {
    this.shown.forEach(element => element.remove());
    this.shown.clear();
  }

  /** Puts the rows near the screen into the document and takes the others out. */
  update() {
    if (!this.items || this.host.hidden) {
      return;
    }
    const offset = this.host.getBoundingClientRect().top;
    const top = scrollY;
    const first = this.#rowAt(-offset - OVERSCAN);
    const last = this.#rowAt(innerHeight - offset + OVERSCAN);
    for (const [index, element] of this.shown) {
      if ((index < first || index > last) && !isInUse(element)) {
        element.remove();
        this.shown.delete(index);
      }
    }
    for (let index = first; index <= last && index < this.rows.length; index++) {
      if (!this.shown.has(index)) {
        this.#insert(index);
      }
    }
    this.pictures.load(top);
  }

  #insert(index) {
    const row = this.rows[index];
    const element = this.parts.make(row, this.items, this.active);
    element.style.transform = `translateY(${row.top}px)`;
    element.style.height = `${row.height}px`;
    this.shown.set(index, element);
    // In the order of the list, so that Tab and a reader of the page go the way the eye goes.
    let next = null;
    for (const [other, sibling] of this.shown) {
      if (other > index && (next === null || other < next.other)) {
        next = { other, sibling };
      }
    }
    this.host.insertBefore(element, next?.sibling ?? null);
  }

  #rowAt(y) {
    let low = 0;
    let high = this.rows.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.rows[middle].top <= y) low = middle; else high = middle - 1;
    }
    return Math.max(low, 0);
  }

  elementAt(position) {
    return this.host.querySelector(`[data-at="${position}"]`);
  }

  /** Moves the focus into the list: to the item that had it last, or the first on the screen when that one is far away. */
  enter() {
    const covered = byId('top').getBoundingClientRect().bottom;
    const box = this.elementAt(this.active)?.getBoundingClientRect();
    if (box && box.bottom > covered && box.top < innerHeight) {
      this.focus(this.active);
      return;
    }
    let index = this.#rowAt(covered - this.host.getBoundingClientRect().top);
    while (index < this.rows.length - 1 && (this.rows[index].to === this.rows[index].from || this.rows[index].top + this.host.getBoundingClientRect().top < covered)) {
      index++;
    }
    this.focus(this.rows[index]?.from ?? 0);
  }

  /** Moves the focus to an item, wherever it is. */
  focus(position) {
    position = Math.max(0, Math.min(position, this.items.length - 1));
    const row = this.rows[this.rowOf[position]];
    if (!row) {
      return;
    }
    const start = this.host.getBoundingClientRect().top + scrollY;
    const covered = byId('top').getBoundingClientRect().bottom + 8;
    const above = start + row.top - covered;
    const below = start + row.top + row.height + 12 - innerHeight;
    if (scrollY > above) scrollTo(0, above); else if (scrollY < below) scrollTo(0, below);
    this.update();
    this.elementAt(position)?.focus({ preventScroll: true });
  }

  /** One item of the list is a stop for Tab: the one that had the focus last. */
  #follow(target) {
    const element = target.closest('[data-at]');
    if (element) {
      const before = this.elementAt(this.active);
      if (before) before.tabIndex = -1;
      element.tabIndex = 0;
      this.active = Number(element.dataset.at);
    }
  }

  /** Arrows, Home, End and the paging keys. True when the key was one of them. */
  key(event) {
    const page = Math.max(1, Math.floor((innerHeight - 200) / (this.rows.at(-1)?.height ?? 1))) * this.columns;
    const step = {
      ArrowRight: 1, ArrowLeft: -1, Home: -Infinity, End: Infinity, PageDown: page, PageUp: -page,
    }[event.key];
    if (step === undefined && event.key !== 'ArrowDown' && event.key !== 'ArrowUp') {
      return false;
    }
    this.focus(step === undefined ? this.#vertically(event.key === 'ArrowDown' ? 1 : -1) : this.active + step);
    return true;
  }

  /** The item above or below, in the same column as far as the row reaches. */
  #vertically(direction) {
    const index = this.rowOf[this.active];
    const column = this.active - this.rows[index].from;
    for (let other = index + direction; this.rows[other]; other += direction) {
      const { from, to } = this.rows[other];
      if (to > from) {
        return Math.min(from + column, to - 1);
      }
    }
    return this.active;
  }
}

/** A row stays while something in it has the focus or plays. */
function isInUse(element) {
  return element.contains(document.activeElement) || [...element.querySelectorAll('audio, video')].some(media => !media.paused);
}
