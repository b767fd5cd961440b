// A list of rows of any height, of which only those near the screen are in the document. Heights are guessed until a row is there.

// A step of scrolling too large to read along with.
const FAR = 700;

class Flow {
  /** @param host the element that is as high as all rows; @param parts `guess(items, at)`, `make(items, at)`, and `measured(item, height)` of a row. */
  constructor(host, parts) {
    this.host = host;
    this.parts = parts;
    this.items = [];
    this.shown = new Map();
    this.active = 0;
    this.pictures = new Pictures(host);
    this.changed = new Set();
    this.watcher = new ResizeObserver(entries => {
      entries.forEach(entry => this.changed.add(entry.target));
      this.#settle();
    });
    this.lastTop = 0;
    addEventListener('scroll', () => this.#scrolled(), { passive: true });
    host.addEventListener('focusin', event => this.#follow(event.target));
  }

  /** Shows other items. `keep` is one that stays where it is on the screen. */
  show(items, keep = null) {
    const before = keep === null ? null : this.#topOf(this.items.indexOf(keep));
    this.items = items;
    this.active = Math.max(0, keep === null ? 0 : items.indexOf(keep));
    this.clear();
    this.#guessAll();
    if (before !== null) {
      scrollBy(0, this.#topOf(this.active) - before);
    }
    this.update();
  }

  /** More items at the end of those that are there. */
  grow() {
    this.#guessAll();
    this.update();
  }

  /** Another width, language or search: every row is made anew, around the one at the top of the screen. */
  layOut() {
    const at = this.#rowAt(-this.#offset());
    const top = this.items.length ? this.#topOf(at) : 0;
    this.clear();
    this.#guessAll();
    if (this.items.length && this.#offset() < 0) {
      scrollBy(0, this.#topOf(at) - top);
    }
    this.update();
  }

  clear() {
    this.shown.forEach(element => {
      this.watcher.unobserve(element);
      element.remove();
    });
    this.shown.clear();
  }

  #scrolled() {
    const by = Math.abs(scrollY - this.lastTop);
    this.lastTop = scrollY;
    // In a fast flight rows are measured once the browser has laid them out by itself, which it does in the same frame.
    this.update(by < FAR);
  }

  update(measures = true) {
    if (this.host.hidden || !this.items.length) {
      return;
    }
    const view = -this.#offset();
    const top = scrollY;
    const anchor = this.#rowAt(view + 60);
    const before = this.#before(anchor);
    // What was measured can be lower than guessed, and then more rows fit.
    for (let round = 0; round < 4; round++) {
      this.#fill(view + this.#before(anchor) - before);
      if (!measures || !this.#measure()) {
        break;
      }
    }
    this.#place(anchor, before);
    this.pictures.load(top);
  }

  /** Takes up the heights that rows have got: new ones, and those in which something was unfolded. */
  #settle() {
    if (this.host.hidden || !this.items.length) {
      return;
    }
    const anchor = this.#rowAt(60 - this.#offset());
    const before = this.#before(anchor);
    if (this.#measure()) {
      this.#place(anchor, before);
      // More rows may fit now, but none may come while sizes are being told.
      requestAnimationFrame(() => this.update());
    }
  }

  /** Puts every row where it belongs, such that the one at the top of the screen stays there. */
  #place(anchor, before) {
    for (const [at, element] of this.shown) {
      element.style.transform = `translateY(${this.#before(at)}px)`;
    }
    this.host.style.height = `${this.#before(this.items.length)}px`;
    const moved = this.#before(anchor) - before;
    // Where nothing was measured nothing has moved, and asking for the place would cost a layout.
    if (Math.abs(moved) >= 1 && this.#offset() < 0) {
      scrollBy(0, moved);
      this.lastTop = scrollY;
    }
  }

  /** Puts the rows near the screen into the document, and takes the others out. */
  #fill(view) {
    const first = this.#rowAt(view - OVERSCAN);
    const last = this.#rowAt(view + innerHeight + OVERSCAN);
    for (const [at, element] of this.shown) {
      if ((at < first || at > last) && !isInUse(element)) {
        this.watcher.unobserve(element);
        element.remove();
        this.shown.delete(at);
      }
    }
    let next = null;
    for (let at = last; at >= first; at--) {
      // In the order of the list, so that Tab and a reader of the page go the way the eye goes.
      if (!this.shown.has(at)) {
        const element = this.parts.make(this.items, at, at === this.active);
        next ??= this.#after(last);
        this.host.insertBefore(element, next);
        this.shown.set(at, element);
        this.changed.add(element);
        this.watcher.observe(element, { box: 'border-box' });
      }
      next = this.shown.get(at);
    }
  }

  /** True when a height was another than guessed. */
  #measure() {
    let changed = false;
    for (const [at, element] of this.shown) {
      const height = this.changed.has(element) ? element.offsetHeight : this.heights[at];
      if (height !== this.heights[at]) {
        this.#add(at, height - this.heights[at]);
        this.heights[at] = height;
        this.parts.measured(this.items[at], height);
        changed = true;
      }
    }
    this.changed.clear();
    return changed;
  }

  #after(last) {
    let next = null;
    for (const [at, element] of this.shown) {
      if (at > last && (next === null || at < next.at)) {
        next = { at, element };
      }
    }
    return next?.element ?? null;
  }

  #guessAll() {
    const count = this.items.length;
    this.heights = new Float64Array(count);
    // Sums of powers of two: any height can change, and any row be found, in a few steps.
    this.sums = new Float64Array(count + 1);
    const guess = this.parts.guess(this.host.clientWidth);
    for (let at = 0; at < count; at++) {
      const height = guess(this.items, at);
      this.heights[at] = height;
      this.sums[at + 1] += height;
      const above = at + 1 + ((at + 1) & -(at + 1));
      if (above <= count) {
        this.sums[above] += this.sums[at + 1];
      }
    }
    this.host.style.height = `${this.#before(count)}px`;
  }

  #add(at, difference) {
    for (let node = at + 1; node < this.sums.length; node += node & -node) {
      this.sums[node] += difference;
    }
  }

  /** How high the rows before one are together. */
  #before(at) {
    let sum = 0;
    for (let node = at; node > 0; node -= node & -node) {
      sum += this.sums[node];
    }
    return sum;
  }

  #rowAt(y) {
    let node = 0;
    let rest = y;
    for (let step = 1 << Math.max(0, 31 - Math.clz32(this.items.length)); step > 0; step >>= 1) {
      if (node + step < this.sums.length && this.sums[node + step] <= rest) {
        node += step;
        rest -= this.sums[node];
      }
    }
    return Math.max(0, Math.min(node, this.items.length - 1));
  }

  #offset() {
    return this.host.getBoundingClientRect().top;
  }

  #topOf(at) {
    return this.#offset() + this.#before(Math.max(at, 0));
  }

  elementAt(position) {
    return this.host.querySelector(`[data-at="${position}"]`);
  }

  /** Brings an item below the bars. Rows on the way were only guessed, so it is looked at where it came to stand. */
  reveal(position) {
    const covered = byId('top').getBoundingClientRect().bottom + 8;
    for (let round = 0; round < 6; round++) {
      scrollBy(0, this.#topOf(position) - covered);
      this.update();
      if (Math.abs(this.#topOf(position) - covered) < 2) {
        break;
      }
    }
  }

  /** Moves the focus to an item, wherever it is. */
  focus(position) {
    position = Math.max(0, Math.min(position, this.items.length - 1));
    if (!this.items.length) {
      return;
    }
    const covered = byId('top').getBoundingClientRect().bottom;
    const top = this.#topOf(position);
    if (top < covered || top + this.heights[position] > innerHeight) {
      // A row that is higher than the screen begins at its top.
      if (top < covered || this.heights[position] > innerHeight - covered || top > innerHeight + OVERSCAN) {
        this.reveal(position);
      } else {
        scrollBy(0, top + this.heights[position] + 12 - innerHeight);
      }
    }
    this.update();
    this.elementAt(position)?.focus({ preventScroll: true });
  }

  enter() {
    const covered = byId('top').getBoundingClientRect().bottom;
    const box = this.elementAt(this.active)?.getBoundingClientRect();
    this.focus(box && box.bottom > covered && box.top < innerHeight ? this.active : this.#rowAt(covered - this.#offset() + 30));
  }

  #follow(target) {
    const element = target.closest('[data-at]');
    if (element) {
      const before = this.elementAt(this.active);
      if (before) before.tabIndex = -1;
      element.tabIndex = 0;
      this.active = Number(element.dataset.at);
    }
  }

  key({ key }) {
    const step = { ArrowDown: 1, ArrowUp: -1, Home: -Infinity, End: Infinity }[key];
    if (step !== undefined) {
      this.focus(this.active + step);
      return true;
    }
    if (key === 'PageDown' || key === 'PageUp') {
      const covered = byId('top').getBoundingClientRect().bottom;
      scrollBy(0, (innerHeight - covered - 40) * (key === 'PageDown' ? 1 : -1));
      this.update();
      this.focus(this.#rowAt(covered - this.#offset() + 12));
      return true;
    }
    return false;
  }
}
