// The items of the export: decoding, filtering, ordering. Nothing here touches the page.

const VIEWS = ['all', 'pictures', 'videos', 'audio', 'files', 'missing', 'conversation'];
// What a file is, by what the server said, or by the name: what was sent as a file often comes as application/octet-stream. Whether the browser can
// show it is not asked here: it is tried.
const PICTURES = /^image\/|\.(png|apng|jpe?g|jfif|gif|webp|bmp|ico|avif|heic|heif|jxl|jp2|tiff?|svg)$/i;
const VIDEOS = /^video\/|\.(mp4|m4v|mov|webm|ogv|mkv|avi|wmv|mpe?g|3gp|3g2|flv)$/i;
const SOUNDS = /^audio\/|\.(mp3|m4a|aac|ogg|oga|opus|wav|flac|mka|amr|wma|aiff?|caf|mid)$/i;
// The kinds of files that a link opens. Each was tried with a script inside: no browser runs one under these names. Every other file has a link to its
// folder only: a browser decides by the name, and looks into the bytes where it does not know the name.
const OPENED = new Set((`apng avif bmp gif heic heif ico jfif jp2 jpeg jpg jxl png tif tiff webp `
  + `3g2 3gp aac aif aiff amr avi caf flac flv m4a m4v mid mka mkv mov mp3 mp4 mpeg mpg oga ogg ogv opus wav webm wma wmv `
  + `csv doc docx epub json log md odp ods odt pdf ppt pptx rtf txt xls xlsx 7z gz rar tar zip`).split(' '));

/** Reads the block of data. The arrays of `shared` hold what many items have in common. */
function decode(shared) {
  const chats = shared.chats.map(([name, id, folder]) => ({ name, id, folder }));
  const senders = decodeSenders(shared.senders);
  const items = shared.items.map((row, index) => {
    const [chat, kind, sender, sent, directory, file, name, length, type, message, linkStart, linkEnd, status, code, log] = row;
    return itemOf({
      index, chat: chats[chat], kind: shared.kinds[kind] ?? '', sender: senders[sender] ?? null, sent: sent === null ? null : sent * 1000,
      directory: directory < 0 ? null : shared.directories[directory], file,
      name: typeof name === 'string' && name.trim() ? name : file || '', length: length < 0 ? null : length, type: shared.types[type] ?? '', message,
      status: status ? shared.statuses[status] : 'saved', code: code ?? null, log: log ?? null,
      link: linkEnd === null || linkEnd === undefined ? null : shared.links[linkStart] + linkEnd,
    });
  });
  pairCovers(items);
  return { chats, senders, items, codes: shared.codes };
}

function itemOf(item) {
  item.day = item.sent === null ? 0 : dayOf(new Date(item.sent));
  item.saved = item.status === 'saved';
  item.path = item.directory === null ? null : [...(item.directory ? item.directory.split('/') : []), item.file];
  item.opens = isOpened(item.file);
  item.views = viewsOf(item);
  item.poster = null;
  item.said = null;
  return item;
}

/** True for a name under which a browser shows or saves a file, and runs nothing. */
const isOpened = file => OPENED.has(/\.([a-z0-9]+)$/i.exec(file ?? '')?.[1].toLowerCase());

/** The day where the reader is, as a number that can be compared: 20261122. */
const dayOf = time => time.getFullYear() * 10000 + (time.getMonth() + 1) * 100 + time.getDate();

/** How an item can be looked at: bit n stands for VIEWS[n]. A picture that was sent as a file is in two of them. */
function viewsOf({ saved, kind, type, file }) {
  if (!saved) {
    return 0b100000;
  }
  const is = form => form.test(type) || form.test(file ?? '');
  let views = 0b000001;
  if (kind === 'image' || kind === 'cover' || kind === 'sticker' || (kind === 'file' && is(PICTURES))) views |= 0b000010;
  if (kind === 'video' || (kind === 'file' && is(VIDEOS))) views |= 0b000100;
  if (kind === 'audio' || (kind === 'file' && is(SOUNDS))) views |= 0b001000;
  if (kind === 'file' || kind === 'folder') views |= 0b010000;
  return views;
}

/** A message with one video and one cover: the cover is the still picture of that video. */
function pairCovers(items) {
  const messages = new Map();
  for (const item of items) {
    if (item.saved && item.path && (item.kind === 'video' || item.kind === 'cover')) {
      const one = messages.get(item.message) ?? { video: [], cover: [] };
      one[item.kind].push(item);
      messages.set(item.message, one);
    }
  }
  for (const { video, cover } of messages.values()) {
    if (video.length === 1 && cover.length === 1) {
      video[0].poster = cover[0];
    }
  }
}

/** The address of a file relative to this page; null when the name cannot be written as one. */
function addressOf(item) {
  return item.path && addressOfSegments([item.chat.folder, ...item.path]);
}

function addressOfFolder(item) {
  return item.path && addressOfSegments([item.chat.folder, ...item.path.slice(0, -1), '']);
}

function addressOfSegments(segments) {
  try {
    // The leading dot keeps a folder with a colon in its name from being read as a scheme.
    return './' + segments.map(segment => encodeURIComponent(segment)).join('/');
  } catch {
    return null;
  }
}

/** Letters of any case and width are the same to a search. */
function folded(text) {
  return text.normalize('NFKC').toLowerCase();
}

/** The items that pass the filters, in the order asked for, and how many each view has. */
function choose(items, state, lang) {
  const words = folded(state.q).split(/\s+/).filter(Boolean);
  const from = Number(state.from.replaceAll('-', '')) || 0;
  const to = Number(state.to.replaceAll('-', '')) || Infinity;
  const bit = 1 << VIEWS.indexOf(state.view);
  const counts = VIEWS.map(() => 0);
  const chosen = [];
  for (const item of items) {
    if ((state.chat && item.chat.id !== state.chat) || (state.kind && item.kind !== state.kind) || (state.sender && item.sender?.key !== state.sender)
      || item.day < from || item.day > to || !hasWords(item, words)) {
      continue;
    }
    for (let view = 0; view < counts.length; view++) {
      counts[view] += (item.views >> view) & 1;
    }
    if (item.views & bit) {
      chosen.push(item);
    }
  }
  return { chosen: inOrder(chosen, items, state, lang), counts };
}

function hasWords(item, words) {
  if (words.length === 0) {
    return true;
  }
  item.key ??= folded(item.name);
  return words.every(word => item.key.includes(word));
}

const ranks = new Map();

/** The place of each item by name. Comparing by the rules of a language is slow, so it is done once for each. */
function ranksOf(items, lang) {
  if (!ranks.has(lang)) {
    const collator = new Intl.Collator(lang, { numeric: true });
    const rank = new Uint32Array(items.length);
    [...items].sort((a, b) => collator.compare(a.name, b.name) || a.index - b.index).forEach((item, place) => { rank[item.index] = place; });
    ranks.set(lang, rank);
  }
  return ranks.get(lang);
}

function inOrder(chosen, items, { sort, view }, lang) {
  // The block of data is in the order of time.
  const ordered = sort === 'name' ? byRank(chosen, ranksOf(items, lang))
    : sort === 'size' ? chosen.sort((a, b) => (b.length ?? -1) - (a.length ?? -1) || a.index - b.index)
    : sort === 'oldest' ? chosen : chosen.reverse();
  // What was not saved is read by reason.
  return view === 'missing' ? ordered.sort((a, b) => reasonOf(a).localeCompare(reasonOf(b))) : ordered;
}

function byRank(chosen, rank) {
  return chosen.sort((a, b) => rank[a.index] - rank[b.index]);
}

/** Items with the same reason stand under one heading. Failures come first: they can be acted on. */
function reasonOf(item) {
  return `${item.status === 'failed' ? 0 : 1}:${item.code ?? ''}${ownReason(item)}`;
}

/** A sticker is never served, and what its code advises is for other kinds. Without a code: a folder, and no kind at all for a message that was recalled before its content was read. */
const ownReason = ({ kind, code }) => (kind === 'sticker' ? kind : code !== null ? '' : kind === 'folder' ? kind : kind === '' ? 'recalled' : '');
