// The messages of the export: loading, decoding, filtering. Nothing here touches the list on the page.

const IS_REPLY = 1;
const IS_DELETED = 2;
const IS_EDITED = 4;
const IS_APP = 8;
const IS_MARKDOWN = 16;
// Only files that the export has written are let in as scripts.
const DATA_FILE = /^gallery-data\/messages-[0-9A-F]{32}-\d+\.js$/;

class Messages {
  #byId = new Map();
  #top = null;

  constructor(shared, data) {
    this.shared = shared;
    this.data = data;
    this.all = [];
    this.exist = shared.messages !== undefined;
    this.expected = shared.messages?.count ?? 0;
    this.files = shared.messages?.files ?? [];
    this.failed = false;
  }

  get complete() {
    return this.all.length === this.expected || this.failed;
  }

  /** Decodes a piece. A reply stands behind the root of its thread, which may be in the piece before. */
  add(rows) {
    let chat = null;
    for (const row of rows) {
      if (typeof row === 'number') {
        chat = this.data.chats[row];
        continue;
      }
      const message = messageOf(row, chat, this.shared, this.data);
      message.index = this.all.length;
      if (row[3] & IS_REPLY && this.#top) {
        message.root = this.#top;
        this.#top.replies++;
      } else {
        this.#top = message;
      }
      this.all.push(message);
      this.#byId.set(message.id, message);
    }
  }

  find(id) {
    return this.#byId.get(id) ?? null;
  }

  /** Reads the pieces: those in the page at once, those beside it one after the other, so that the first is on the screen soon. */
  async load(added) {
    document.querySelectorAll('script.messages').forEach(block => this.add(JSON.parse(block.textContent)));
    added();
    const pieces = new Map();
    // The one name that the files call.
    globalThis.galleryMessages = (place, text) => pieces.set(place, text);
    for (let place = 0; place < this.files.length && !this.failed; place++) {
      try {
        await loadScript(this.files[place], this.shared.messages.nonce);
        this.add(JSON.parse(pieces.get(place)));
        pieces.delete(place);
      } catch {
        // The page is older than its files, or was copied without them.
        this.failed = true;
      }
      added();
    }
  }
}

const scriptPolicy = globalThis.trustedTypes && document.querySelector('script.messages, #data') && JSON.parse(byId('data').textContent).messages?.files.length
  ? trustedTypes.createPolicy('gallery-data', { createScriptURL: name => (DATA_FILE.test(name) ? `./${name}` : '') }) : null;

function loadScript(name, nonce) {
  return new Promise((resolve, reject) => {
    const script = el('script', { async: true, nonce });
    script.addEventListener('load', () => { script.remove(); resolve(); });
    script.addEventListener('error', reject);
    if (!DATA_FILE.test(name)) {
      reject(new Error(name));
      return;
    }
    script.src = scriptPolicy ? scriptPolicy.createScriptURL(name) : `./${name}`;
    document.head.append(script);
  });
}

function messageOf(row, chat, shared, data, outer = null) {
  const [id, sender, sent, marks, type, text, parent, items, forwarded, linkStart, linkEnd, updated, copyOf] = row;
  const message = {
    id, chat, sender: data.senders[sender] ?? null, sent: sent === null ? null : sent * 1000, day: 0, deleted: Boolean(marks & IS_DELETED), edited: Boolean(marks & IS_EDITED),
    app: Boolean(marks & IS_APP), markdown: Boolean(marks & IS_MARKDOWN), type: shared.messageTypes[type] ?? '', text, parent: parent ?? null, items: NONE, absent: 0, forwarded: NONE,
    link: linkEnd ? shared.links[linkStart] + linkEnd : null, updated: updated ? updated * 1000 : null, copyOf: copyOf ?? null, root: null, replies: 0, index: -1, height: 0, cells: 0,
    unfolded: 0, key: '',
  };
  if (sent !== null) {
    message.day = dayOf(new Date(message.sent));
  }
  if (items) {
    message.items = items.filter(place => data.items[place]).map(place => data.items[place]);
    message.absent = items.length - message.items.length;
    message.items.forEach(item => { item.said = outer ?? message; });
  }
  if (forwarded) {
    message.forwarded = forwarded.map(inner => messageOf(inner, chat, shared, data, outer ?? message));
  }
  message.key = keyOf(message);
  message.cells = cellsOf(text);
  return message;
}

const NONE = Object.freeze([]);

/** What a search looks into: the text, the names of sender and files, and all of that of what was forwarded. */
function keyOf(message) {
  let key = message.sender?.name ? `${message.text}\n${message.sender.name}` : message.text;
  for (const item of message.items) {
    key += `\n${item.name}`;
  }
  key = folded(key);
  for (const inner of message.forwarded) {
    key += `\n${inner.key}`;
  }
  return key;
}

/** About how many columns a text fills; a line break counts as a third of a line. The height of a row is guessed by it until it is measured. */
function cellsOf(text) {
  const length = Math.min(text.length, LONGEST_SHOWN);
  let cells = length;
  for (let at = 0; at < length; at++) {
    const code = text.charCodeAt(at);
    if (code > 0x2E7F) cells++; else if (code === 10) cells += 30;
  }
  return cells;
}

/** The messages that pass the filters. The replies of a thread are folded away unless it is open, but for those that a filter has found; only those count. */
function chooseMessages(all, state, openThreads, from = 0, into = { shown: [], count: 0 }) {
  const words = searchWords(state);
  const first = Number(state.from.replaceAll('-', '')) || 0;
  const last = Number(state.to.replaceAll('-', '')) || Infinity;
  const narrowed = isNarrowed(state);
  for (let at = from; at < all.length; at++) {
    const message = all[at];
    if (state.chat && message.chat.id !== state.chat) {
      continue;
    }
    if (narrowed && ((state.sender && message.sender?.key !== state.sender) || message.day < first || message.day > last
      || (state.kind && !message.items.some(item => item.kind === state.kind)) || !words.every(word => message.key.includes(word)))) {
      if (message.root && openThreads.has(message.root)) {
        into.shown.push(message);
      }
      continue;
    }
    into.count++;
    if (narrowed || !message.root || openThreads.has(message.root)) {
      into.shown.push(message);
    }
  }
  return into;
}

const isNarrowed = state => Boolean(state.q.trim() || state.sender || state.kind || state.from || state.to);
