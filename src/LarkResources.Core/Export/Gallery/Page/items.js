// How an item looks in the list: tiles for pictures and video, lines for everything else.

const GAP = 10;

/** What the rows of a view need: how many items fit side by side, how high they are, what stands above them. */
function partsOf(context) {
  const { state, lang } = context;
  const { view } = state;
  const byDay = view !== 'missing' && (state.sort === 'newest' || state.sort === 'oldest');
  let columns = 1;
  const measure = width => {
    const narrow = width < 620;
    const tiles = { pictures: narrow ? 108 : 168, videos: narrow ? 280 : 300 }[view];
    columns = tiles ? Math.max(1, Math.floor((width + GAP) / (tiles + GAP))) : 1;
    const cell = (width + GAP) / columns;
    return {
      columns,
      height: view === 'pictures' ? Math.floor(cell) : view === 'videos' ? Math.floor((cell - GAP) * 9 / 16) + 62
        : view === 'audio' ? (narrow ? 116 : 76) : narrow ? 68 : 52,
      headingOf: item => (view === 'missing' ? reasonOf(item) : byDay ? item.day : 0),
      headingHeight: item => (view === 'missing' ? heightOf(reasonHeading(item, context), context.host) : byDay ? 48 : 0),
    };
  };
  measure.make = ({ from, to }, items, active) => {
    if (from === to) {
      return view === 'missing' ? reasonHeading(items[from], context)
        : el('h2', { className: 'row day' }, timeText(items[from], lang, 'day'));
    }
    const row = el('div', { className: `row ${view}`, role: 'presentation' });
    row.style.setProperty('--cell', `calc((100% - ${(columns - 1) * GAP}px) / ${columns})`);
    const make = { pictures: pictureTile, videos: videoTile, audio: audioLine }[view] ?? fileLine;
    for (let at = from; at < to; at++) {
      const cell = make(items[at], context);
      const stop = cell.querySelector('[data-stop]') ?? cell;
      stop.dataset.at = at;
      stop.tabIndex = at === active ? 0 : -1;
      row.append(el('div', { role: 'listitem', className: 'cell', 'aria-posinset': at + 1, 'aria-setsize': items.length }, cell));
    }
    return row;
  };
  return measure;
}

function heightOf(element, host) {
  element.style.visibility = 'hidden';
  host.append(element);
  const height = element.offsetHeight;
  element.remove();
  return height;
}

const labelOf = (item, { lang, t }) => [item.name ? foreignText(item.name) : (t.kinds[item.kind] ?? ''), foreignText(item.chat.name), timeText(item, lang)].join(', ');

const nameOf = (item, { t }) => (item.name ? foreign(item.name, { className: 'name' }) : el('span', { className: 'name quiet' }, t.unnamed));

function pictureTile(item, context) {
  const address = addressOf(item);
  const tile = el('button', { type: 'button', className: 'tile', 'aria-label': labelOf(item, context) });
  const badge = el('span', { className: 'badge' }, badgeText(item));
  if (!address) {
    tile.append(badge);
    return tile;
  }
  const picture = el('img', { alt: '', decoding: 'async', draggable: false });
  picture.dataset.source = address;
  picture.addEventListener('load', () => picture.classList.add('there'));
  picture.addEventListener('error', () => picture.replaceWith(badge));
  tile.append(picture, el('span', { className: 'over' }, nameOf(item, context)));
  return tile;
}

/** A player. It begins only on request, and then all others stop. */
function playerOf(item, tag, context) {
  const address = addressOf(item);
  if (!address) {
    return null;
  }
  const poster = item.poster && addressOf(item.poster);
  const player = el(tag, { controls: true, preload: poster ? 'none' : 'metadata', 'aria-label': labelOf(item, context) });
  if (poster) {
    player.poster = poster;
  }
  player.dataset.source = address;
  player.addEventListener('play', () => document.querySelectorAll('audio, video').forEach(other => other === player || other.pause()));
  player.addEventListener('error', () => player.replaceWith(el('p', { className: 'unplayable' }, el('span', {}, context.t.unplayable), linkOf(item, context, context.t.open))));
  return player;
}

/** The file itself; only its folder where a browser might run the file; nothing where the path cannot be trusted. */
function linkOf(item, { t }, content) {
  const address = item.opens ? addressOf(item) : addressOfFolder(item);
  if (!address || !item.saved) {
    return null;
  }
  return el('a', { href: address, target: '_blank', rel: 'noopener noreferrer' }, item.opens ? content : t.folder);
}

function captionOf(item, context) {
  const { lang, t } = context;
  return el('div', { className: 'caption' },
    nameOf(item, context),
    el('span', { className: 'quiet' }, foreign(item.chat.name), ' · ', timeText(item, lang), ' · ', sizeText(item.length, lang)),
    detailsButton(item, t));
}

const detailsButton = (item, t) => el('button', { type: 'button', className: 'info', 'aria-label': t.details, title: t.details, tabIndex: -1 }, 'i');

function videoTile(item, context) {
  const tile = el('article', { className: 'film', 'aria-label': labelOf(item, context) });
  tile.append(playerOf(item, 'video', context) ?? el('span', { className: 'badge' }, badgeText(item)), captionOf(item, context));
  return tile;
}

function audioLine(item, context) {
  const line = el('article', { className: 'sound', 'aria-label': labelOf(item, context) });
  line.append(captionOf(item, context), playerOf(item, 'audio', context) ?? el('span'));
  return line;
}

function fileLine(item, context) {
  const { lang, t } = context;
  const name = nameOf(item, context);
  const link = !item.opens || !item.saved ? null : linkOf(item, context, name);
  const line = el('article', { className: 'line', title: foreignText(item.name) });
  (link ?? line).dataset.stop = '';
  if (!link) {
    line.setAttribute('aria-label', labelOf(item, context));
  }
  line.append(
    el('span', { className: `badge ${item.kind}`, 'aria-hidden': 'true' }, badgeText(item)),
    link ?? name,
    el('span', { className: 'chat quiet' }, foreign(item.chat.name)),
    el('span', { className: 'type quiet' }, (t.kinds[item.kind] ?? '')),
    el('span', { className: 'size quiet' }, sizeText(item.length, lang)),
    el('span', { className: 'sent quiet' }, timeText(item, lang)),
    detailsButton(item, t));
  return line;
}

/** Why the items below were not saved, and what to do. */
function reasonHeading(item, context) {
  const { lang, t } = context;
  const number = context.reasons.get(reasonOf(item)) ?? 0;
  const [meaning, advice] = reasonText(item, context);
  return el('div', { className: 'row reason', role: 'presentation' },
    el('h2', {},
      el('span', { className: `mark ${item.status}` }, t[item.status] ?? item.status), ' ',
      item.code === null ? '' : t.codeLabel(item.code), el('span', { className: 'quiet' }, ` × ${numberText(number, lang)}`)),
    el('p', {}, meaning),
    advice ? el('p', { className: 'quiet' }, advice) : null);
}

function reasonText(item, { lang, t, data }) {
  const own = ownReason(item);
  const row = own || item.code === null ? null : data.codes[item.code];
  if (!row) {
    return [t.reasons[own || item.status] ?? ''];
  }
  return lang === 'zh' ? row.slice(2) : row.slice(0, 2);
}
