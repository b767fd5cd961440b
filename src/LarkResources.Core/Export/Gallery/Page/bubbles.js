// How a message looks: in the list, inside a forward, and on paper.

// What is longer is cut off until it is asked for.
const LONGEST_SHOWN = 1500;
const MOST_LINES = 24;
const MOST_FORWARDED = 12;
// A message that only brings a file says no more than the file beside it does; the text of a forward is that of its messages.
const TEXT_OF_FILE = new Set(['image', 'file', 'media', 'video', 'sticker', 'folder']);
const FACES = 8;
// A text of a megabyte takes a browser seconds to lay out: it comes in steps.
const UNFOLDS = 20;

const searchWords = state => folded(state.q).split(/\s+/).filter(Boolean);

const nameText = (message, t) => (message.sender ? senderText(message.sender) : t.noSender);

/** The first letter of the sender in a colour that stays the same wherever the sender is met. */
function faceOf(message) {
  const sender = message.sender;
  const letter = sender ? [...(sender.name ?? '').replace(new RegExp(UNSEEN.source, 'g'), '').trim()][0] ?? '#' : '·';
  let hash = 0;
  for (const character of sender?.key ?? '') {
    hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193);
  }
  hash = (hash ^ (hash >>> 15)) >>> 0;
  return el('span', { className: `face f${hash % FACES}`, 'aria-hidden': 'true' }, letter.toUpperCase());
}

/** One message: who, when, what it answers, what it says and what it brings. `small` is inside a forward. */
function bubbleOf(message, context, { small = false, head = true, paper = false } = {}) {
  const { t } = context;
  const body = el('div', { className: 'body' });
  if (head) {
    body.append(headOf(message, context, small));
  }
  if (message.copyOf && !small) {
    body.append(placeLink(message.copyOf, context, el('span', {}, t.copy)));
  }
  if (message.parent && !small && message.parent !== message.root?.id) {
    body.append(quoteOf(message, context));
  }
  body.append(...saidOf(message, context, paper), ...thingsOf(message, context));
  if (message.forwarded.length) {
    body.append(forwardOf(message, context, paper));
  }
  return body;
}

function headOf(message, context, small) {
  const { lang, t } = context;
  const words = searchWords(context.state);
  return el('p', { className: 'head' },
    message.sender ? senderName(message.sender, text => el('bdi', { dir: 'auto', className: 'name' }, ...hitsIn(text.replace(/[\r\n\t]+/g, ' '), words))) : el('span', { className: 'sender quiet' }, t.noSender),
    message.app ? el('span', { className: 'tag' }, t.app) : null,
    el('time', { className: 'quiet' }, timeText(message, lang, small ? 'time' : 'clock')),
    message.edited ? el('span', { className: 'tag', title: message.updated ? timeText({ sent: message.updated }, lang, 'exact') : '' }, t.edited) : null);
}

/** One line of what a message answers; a click goes there. */
function quoteOf(message, context) {
  const { t } = context;
  const answered = context.messages.find(message.parent);
  if (!answered) {
    return el('p', { className: 'quote quiet' }, t.answersUnknown);
  }
  const line = answered.deleted ? t.recalled : briefOf(answered, t);
  return placeLink(answered.id, context, el('b', {}, nameText(answered, t)), ' ', foreign(line));
}

function briefOf(message, t) {
  const text = message.text.slice(0, 240).replace(/[*_~`#>]+|!?\[([^\]]*)\]\([^)]*\)/g, '$1').replace(/\s+/g, ' ').trim();
  const brief = text || message.items[0]?.name || message.forwarded[0]?.text.slice(0, 160) || t.unnamed;
  return brief.length > 160 ? `${brief.slice(0, 160)}…` : brief;
}

const placeLink = (id, context, ...content) => el('a', { className: 'quote', href: hashOf({ ...context.state, view: 'conversation', at: id, open: '' }) }, '↩ ', ...content);

/** From what a filter has found to the messages around it, of which a filter by chat hides none. */
function aroundLink(message, context) {
  const link = el('a', { className: 'around', href: hashOf({ ...context.state, q: '', from: '', to: '', kind: '', sender: '', at: message.id, open: '' }) }, context.t.inTalk);
  link.addEventListener('click', () => context.leaveHit(message));
  return link;
}

function saidOf(message, context, paper) {
  const { t, state } = context;
  const words = searchWords(state);
  const parts = [];
  if (message.deleted) {
    parts.push(el('p', { className: 'gone' }, t.recalled));
  }
  const repeats = (TEXT_OF_FILE.has(message.type) && message.items.length > 0 && !words.length) || (message.type === 'merge_forward' && message.forwarded.length > 0);
  if (message.text && !repeats) {
    const shown = paper ? message.text.slice(0, LONGEST) : cut(message.text, message.unfolded);
    const said = el('div', { className: `said${message.deleted ? ' struck' : ''}`, dir: 'auto' });
    said.append(...(message.markdown ? markdown(shown, words) : plainText(shown, words)));
    parts.push(said);
    if (shown.length < message.text.length) {
      const deep = words.length ? excerptOf(message.text, words, shown.length) : null;
      if (deep) {
        parts.push(el('div', { className: 'said quiet', dir: 'auto' }, '… ', ...hitsIn(deep, words), ' …'));
      }
      const more = el('button', { type: 'button', className: 'more', tabIndex: -1 }, t.more);
      more.dataset.do = 'more';
      parts.push(more);
    }
  }
  return parts;
}

/** Where a search has found something behind what is shown of a long text: the words around it. */
function excerptOf(text, words, from) {
  const lower = text.toLowerCase();
  const places = words.map(word => lower.indexOf(word)).filter(place => place >= from);
  const place = Math.min(...places);
  return places.length && lower.length === text.length ? text.slice(Math.max(from, place - 120), place + 240) : null;
}

/** The beginning of a long text, at the end of a line where there is one. Each time it is unfolded, much more of it. */
function cut(text, unfolded) {
  const factor = UNFOLDS ** unfolded;
  const end = Math.min(text.length, LONGEST_SHOWN * factor);
  let at = -1;
  for (let line = 0; line < MOST_LINES * factor; line++) {
    const next = text.indexOf('\n', at + 1);
    if (next < 0 || next > end) {
      return text.length > end ? text.slice(0, end).replace(/[\uD800-\uDBFF]$/, '') : text;
    }
    at = next;
  }
  return text.slice(0, at);
}

/** The files of a message in their places. The cover of a video is its still picture and not a file beside it. */
function thingsOf(message, context) {
  const { t } = context;
  const covers = new Set(message.items.map(item => item.poster));
  const items = message.items.filter(item => !covers.has(item));
  const pictures = items.filter(item => item.views & 0b000010 && addressOf(item));
  const rest = items.filter(item => !pictures.includes(item));
  return [
    pictures.length ? el('div', { className: 'thumbs' }, ...pictures.map(item => thumbOf(item, context))) : null,
    ...rest.map(item => thingOf(item, context)),
    message.absent ? el('p', { className: 'quiet absent' }, t.absent(numberText(message.absent, context.lang))) : null,
  ].filter(Boolean);
}

function thumbOf(item, context) {
  const tile = pictureTile(item, context);
  tile.classList.add('thumb');
  tile.tabIndex = -1;
  tile.dataset.item = item.index;
  return tile;
}

function thingOf(item, context) {
  const { lang, t } = context;
  const words = searchWords(context.state);
  const player = item.saved && (item.views & 0b000100 ? playerOf(item, 'video', context) : item.views & 0b001000 ? playerOf(item, 'audio', context) : null);
  const name = item.name ? el('bdi', { dir: 'auto', className: 'name' }, ...hitsIn(item.name.replace(/[\r\n\t]+/g, ' '), words)) : el('span', { className: 'name quiet' }, t.unnamed);
  const link = item.opens && item.saved ? linkOf(item, context, name) : null;
  const info = detailsButton(item, t);
  info.dataset.item = item.index;
  return el('div', { className: `thing${player ? ' plays' : ''}` },
    player || null,
    el('span', { className: `badge ${item.kind}`, 'aria-hidden': 'true' }, badgeText(item)),
    link ?? name,
    el('span', { className: 'quiet' }, item.saved ? sizeText(item.length, lang) : t[item.status] ?? item.status),
    info);
}

function forwardOf(message, context, paper) {
  const { lang, t } = context;
  const all = message.unfolded || paper ? message.forwarded : message.forwarded.slice(0, MOST_FORWARDED);
  const frame = el('section', { className: 'forward', 'aria-label': t.forward(numberText(message.forwarded.length, lang)) },
    el('p', { className: 'quiet' }, t.forward(numberText(message.forwarded.length, lang))));
  frame.append(...all.map(inner => el('div', { className: 'inner' }, faceOf(inner), bubbleOf(inner, context, { small: true, paper }))));
  if (all.length < message.forwarded.length) {
    const more = el('button', { type: 'button', className: 'more', tabIndex: -1 }, t.more);
    more.dataset.do = 'more';
    frame.append(more);
  }
  return frame;
}
