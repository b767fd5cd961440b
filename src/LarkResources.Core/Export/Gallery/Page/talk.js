// The conversation: which rows there are, what stands above each, and what a click in one does.

// Within this time messages of one person stand below one name.
const ONE_BREATH = 5 * 60 * 1000;
const LINE = 22;
// What stands above a row.
const CHAT = 1;
const DAY_LINE = 2;
const HEAD = 4;

class Talk {
  constructor(context) {
    this.context = context;
    this.host = byId('talk');
    this.openThreads = new Set();
    // Threads that were opened below what a filter has found: as long as that filter.
    this.openBelowHits = new Set();
    this.filter = '';
    this.flow = new Flow(this.host, {
      guess: width => {
        const columns = Math.max(24, (Math.min(width, 860) - 80) / 7.4);
        const below = isNarrowed(context.state) ? 26 : 0;
        return (items, at) => items[at].height || this.#guess(items, at, columns) + below;
      },
      make: (items, at, active) => this.#row(items, at, active),
      measured: (item, height) => { item.height = height; },
    });
    this.host.addEventListener('click', event => this.#click(event));
  }

  /** The threads whose replies are shown. */
  get open() {
    return isNarrowed(this.context.state) ? this.openBelowHits : this.openThreads;
  }

  /** Another filter finds other messages, and no thread is open below those. */
  searched() {
    const { q, sender, kind, from, to } = this.context.state;
    const filter = JSON.stringify([q, sender, kind, from, to]);
    if (filter !== this.filter) {
      this.filter = filter;
      this.openBelowHits.clear();
    }
  }

  show(items, keep) {
    this.flow.show(items, keep);
  }

  /** Rows are measured anew: the width or the language is another. */
  layOut() {
    this.context.messages.all.forEach(message => { message.height = 0; });
    this.flow.layOut();
  }

  /** What stands above a row: the chat and the day where they change; the name unless the same sender continues. */
  static above(items, at) {
    const marks = Talk.marksAbove(items, at);
    return { chat: Boolean(marks & CHAT), day: Boolean(marks & DAY_LINE), head: Boolean(marks & HEAD) };
  }

  /** The same as bits: for the guess of every height it must not cost an object. */
  static marksAbove(items, at) {
    const message = items[at];
    const before = items[at - 1];
    if (!before || before.chat !== message.chat) {
      return CHAT | DAY_LINE | HEAD;
    }
    // A reply of another day says so itself: the thread stands where its root does.
    if ((message.root ?? message).day !== (before.root ?? before).day) {
      return DAY_LINE | HEAD;
    }
    return before.sender !== message.sender || before.root !== message.root || message.sent - before.sent > ONE_BREATH || message.edited || before.type === 'system'
      || Boolean(message.parent && message.parent !== message.root?.id) || before.replies > 0 || message.replies > 0 ? HEAD : 0;
  }

  #guess(items, at, columns) {
    const message = items[at];
    const marks = Talk.marksAbove(items, at);
    const files = message.items.length;
    return (marks & CHAT ? 58 : 0) + (marks & DAY_LINE ? 46 : 0) + (marks & HEAD ? 34 : 8) + Math.min(Math.ceil(message.cells / columns), MOST_LINES) * LINE
      + (message.parent && message.parent !== message.root?.id ? 26 : 0) + (files ? (message.items[0].views & 0b000110 ? 168 : files * 50) : 0)
      + Math.min(message.forwarded.length, MOST_FORWARDED) * 52 + (message.forwarded.length ? 44 : 0) + (message.replies ? 34 : 0);
  }

  #row(items, at, active) {
    const { context } = this;
    const row = talkRow(items, at, context);
    row.setAttribute('role', 'listitem');
    row.setAttribute('aria-posinset', at + 1);
    row.setAttribute('aria-setsize', items.length);
    const message = items[at];
    const stop = row.querySelector('.message');
    stop.dataset.at = at;
    stop.tabIndex = active ? 0 : -1;
    if (message.replies) {
      const isOpen = this.open.has(message);
      const button = el('button', { type: 'button', className: 'thread', 'aria-expanded': `${isOpen}` }, `${isOpen ? '▾' : '▸'} ${context.t.replies(numberText(message.replies, context.lang), message.replies)}`);
      button.dataset.do = 'thread';
      stop.querySelector('.body').append(button);
    }
    if (isNarrowed(context.state)) {
      stop.querySelector('.body').append(aroundLink(message, context));
    }
    return row;
  }

  /** Opens or closes the replies below a message, which stays where it is on the screen. */
  toggle(message) {
    if (this.open.has(message)) this.open.delete(message); else this.open.add(message);
    this.context.refreshTalk(message);
    this.flow.focus(this.flow.items.indexOf(message));
  }

  #click(event) {
    const stop = event.target.closest('.message');
    const message = stop && this.flow.items[Number(stop.dataset.at)];
    const thing = event.target.closest('[data-item]');
    const action = event.target.closest('[data-do]')?.dataset.do;
    if (!message) {
      return;
    }
    if (thing) {
      stop.focus({ preventScroll: true });
      this.context.openItem(this.context.data.items[Number(thing.dataset.item)]);
    } else if (action === 'thread') {
      this.toggle(message);
    } else if (action === 'facts') {
      this.facts(message);
    } else if (action === 'more') {
      const unfold = one => {
        one.unfolded++;
        one.forwarded.forEach(unfold);
      };
      unfold(message);
      message.height = 0;
      this.context.refreshTalk(message);
      this.flow.focus(Number(stop.dataset.at));
    }
  }

  /** Enter and i on a message. True when there was something to do. */
  act(key, message) {
    if (key === 'i') {
      this.facts(message);
    } else if (message.items.length) {
      this.context.openItem(message.items.find(item => !message.items.some(other => other.poster === item)) ?? message.items[0]);
    } else if (message.replies) {
      this.toggle(message);
    } else {
      this.facts(message);
    }
    return true;
  }

  /** Everything that is known of a message, ids too. */
  facts(message) {
    const { context } = this;
    const { lang, t } = context;
    const facts = [
      [t.sender, message.sender && senderName(message.sender)], [t.senderId, message.sender?.id && foreign(message.sender.id)], [t.chat, foreign(message.chat.name)],
      [t.sent, timeText(message, lang, 'exact')], [t.edited, message.updated && timeText({ sent: message.updated }, lang, 'exact')],
      [t.message, foreign(message.id)], ['', clientLink(message.link, context)],
      ['', isNarrowed(context.state) && aroundLink(message, context)],
    ];
    byId('facts-list').replaceChildren(...facts.filter(([, value]) => value).flatMap(([name, value]) => [el('dt', {}, name), el('dd', {}, value)]));
    byId('facts').showModal();
  }
}

/** A row of the conversation, with the headings above it. */
function talkRow(items, at, context, paper = false) {
  const { lang, t } = context;
  const message = items[at];
  const { chat, day, head } = Talk.above(items, at);
  const row = el('div', { className: `row talk${message.root ? ' reply' : ''}` });
  if (chat) {
    row.append(el('h2', { className: 'chatname' }, foreign(message.chat.name)));
  }
  if (day) {
    row.append(el('h3', { className: 'day' }, timeText(message.root ?? message, lang, 'day')));
  }
  const info = el('button', { type: 'button', className: 'info', 'aria-label': t.details, title: t.details, tabIndex: -1 }, 'i');
  info.dataset.do = 'facts';
  const system = message.type === 'system';
  const bubble = el('article', { className: `message${head ? ' head' : ''}${system ? ' system' : ''}`, 'aria-label': nameText(message, t) },
    head && !system ? faceOf(message) : el('time', { className: 'beside quiet' }, timeText(message, lang, 'clock')),
    bubbleOf(message, context, { head: head && !system, paper }));
  const otherDay = message.root && message.day !== message.root.day;
  if (otherDay && head && !system) {
    bubble.querySelector('p.head time').textContent = timeText(message, lang);
  }
  const before = items[at - 1];
  if (message.root && before !== message.root && before?.root !== message.root) {
    // A filter has left out what stands above it.
    bubble.querySelector('.body').prepend(placeLink(message.root.id, context, `${t.inThread} `, el('b', {}, nameText(message.root, t)), ' ', foreign(briefOf(message.root, t))));
  }
  bubble.append(info);
  row.append(bubble);
  return row;
}
