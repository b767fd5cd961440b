// One item, large, with everything the manifest says of it.

class Viewer {
  constructor(context, navigation) {
    this.context = context;
    this.navigation = navigation;
    this.dialog = byId('viewer');
    byId('previous').addEventListener('click', () => this.step(-1));
    byId('next').addEventListener('click', () => this.step(1));
    byId('close').addEventListener('click', () => this.dialog.close());
    byId('stage').addEventListener('click', event => event.target === event.currentTarget && this.dialog.close());
    this.dialog.addEventListener('close', () => this.#closed());
    this.dialog.addEventListener('keydown', event => this.#key(event));
  }

  /** Shows the item at a position of a list. */
  open(position, items = this.items) {
    this.items = items;
    this.position = position;
    const item = items[position];
    if (!item) {
      return;
    }
    this.#fill(item);
    if (!this.dialog.open) {
      this.dialog.showModal();
    }
    this.navigation.opened(item);
  }

  step(by) {
    const position = this.position + by;
    if (position >= 0 && position < this.items.length) {
      this.open(position);
    }
  }

  /** Fills the dialog anew, in another language for example. */
  refresh() {
    if (this.dialog.open) {
      this.open(this.position);
    }
  }

  #closed() {
    byId('stage').replaceChildren();
    this.navigation.closed();
    const at = document.activeElement;
    if (at === document.body || this.dialog.contains(at) || this.context.host.contains(at)) {
      // Not away from a field that has the focus meanwhile.
      this.navigation.back(this.position);
    }
  }

  #key(event) {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step && !event.target.closest('audio, video') && !event.altKey && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      this.step(step);
    }
  }

  #fill(item) {
    const { context, position } = this;
    const { lang, t } = context;
    byId('stage').replaceChildren(this.#large(item));
    byId('viewer-name').replaceChildren(nameOf(item, context));
    byId('viewer-place').textContent = t.place(numberText(position + 1, lang), numberText(this.items.length, lang));
    byId('previous').disabled = position === 0;
    byId('next').disabled = position === this.items.length - 1;

    const [meaning, advice] = item.saved ? [] : reasonText(item, context);
    const facts = [
      [t.sent, timeText(item, lang, 'exact')],
      [t.chat, foreign(item.chat.name)],
      [t.sender, item.sender && senderName(item.sender)],
      [t.senderId, item.sender?.name && item.sender.id ? foreign(item.sender.id) : null],
      [t.kind, t.kinds[item.kind]],
      [t.length, item.length === null ? null : sizeText(item.length, lang) + (item.length > 1023 ? ` (${numberText(item.length, lang)} B)` : '')],
      [t.type, item.type ? foreign(item.type) : null],
      [t.path, item.path ? foreign([item.chat.folder, ...item.path].join('/')) : null],
      [t.message, foreign(item.message)],
      [t.status, item.saved ? null : `${t[item.status] ?? item.status}`],
      [t.code, item.code === null ? null : `${item.code}`],
      ['', meaning], ['', advice],
      [t.log, item.log ? foreign(item.log) : null],
    ];
    byId('viewer-facts').replaceChildren(...facts.filter(([, value]) => value).flatMap(([name, value]) => [el('dt', {}, name), el('dd', {}, value)]));
    const note = !item.saved ? null : !item.path ? t.unlinked : item.opens ? null : t.active;
    byId('viewer-links').replaceChildren(...[note && el('span', { className: 'quiet' }, note, ' '), linkOf(item, context, t.open), clientLink(item.link, context), this.#otherPlace(item)].filter(Boolean));
  }

  /** From an item to what was said around it, and from there back among its like. */
  #otherPlace(item) {
    const { t, state } = this.context;
    const kept = { ...DEFAULTS, lang: state.lang, theme: state.theme };
    if (state.view !== 'conversation') {
      return item.said && el('a', { href: hashOf({ ...kept, view: 'conversation', at: item.said.id }) }, t.inTalk);
    }
    const view = VIEWS.find((name, place) => name !== 'all' && (item.views >> place) & 1) ?? 'all';
    return el('a', { href: hashOf({ ...kept, view, open: openName(item) }) }, t.inView(t[view]));
  }

  #large(item) {
    const { context } = this;
    const badge = el('span', { className: 'badge' }, badgeText(item));
    const address = item.saved && addressOf(item);
    if (!address) {
      return badge;
    }
    const tag = item.views & 0b000010 ? 'img' : item.views & 0b000100 ? 'video' : item.views & 0b001000 ? 'audio' : null;
    if (tag === 'img') {
      const picture = el('img', { src: address, alt: labelOf(item, context), decoding: 'async' });
      picture.addEventListener('error', () => picture.replaceWith(el('p', { className: 'unplayable' }, context.t.unplayable)));
      this.#preload(1);
      this.#preload(-1);
      return picture;
    }
    const player = tag && playerOf(item, tag, context);
    if (player) {
      player.src = player.dataset.source;
    }
    return player ?? badge;
  }

  #preload(by) {
    const item = this.items[this.position + by];
    const address = item && item.saved && (item.views & 0b000010) && addressOf(item);
    if (address) {
      new Image().src = address;
    }
  }
}
