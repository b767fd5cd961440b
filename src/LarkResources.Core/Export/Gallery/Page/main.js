// The page: what stands in the bars, and what happens on a click or a key.

const shared = JSON.parse(byId('data').textContent);
const data = decode(shared);
const named = readState();
const context = {
  data,
  host: byId('items'),
  state: named,
  lang: languageOf(named),
  theme: named.theme || themeOf(remembered.get('theme')),
};
context.t = TEXTS[context.lang];
context.rows = new Rows(context.host, partsOf(context));
const { state, rows, host } = context;
const address = new Address(state);
const viewer = new Viewer(context, {
  // One entry of the history for the viewer: Back closes it.
  opened(item) {
    const before = state.open;
    state.open = openName(item);
    address.write(before ? {} : { entry: true, mark: { viewer: true } });
  },
  closed() {
    if (state.open === '') {
      return;
    }
    state.open = '';
    address.leaveViewer();
  },
  back: position => (reading.isShown ? reading.talk.flow.focus(reading.talk.flow.active) : rows.focus(position)),
});

const messages = new Messages(shared, data);
Object.assign(context, {
  messages, viewer,
  // Back comes to the hit again.
  leaveHit(message) {
    byId('facts').close();
    state.at = message.id;
    address.write();
  },
  refreshAll() {
    address.write();
    refresh();
  },
});
const reading = new Reading(context);
/** The list that is shown: of items, or of messages. */
const list = () => (reading.isShown ? reading.talk.flow : rows);

const openName = item => `${item.chat.id}/${item.path ? item.path.join('/') : `${item.message}:${item.index}`}`;
const darkSystem = matchMedia('(prefers-color-scheme: dark)');

function paintColours() {
  const theme = context.theme || (darkSystem.matches ? 'dark' : 'light');
  document.documentElement.dataset.theme = theme;
  document.querySelector('meta[name=color-scheme]').content = theme;
  const label = { '': context.t.themeAuto, light: context.t.themeLight, dark: context.t.themeDark }[context.theme];
  byId('theme').title = label;
  byId('theme').setAttribute('aria-label', label);
  byId('theme').textContent = { '': '◐', light: '○', dark: '●' }[context.theme];
}

function paintTexts() {
  const { t } = context;
  document.documentElement.lang = context.lang === 'zh' ? 'zh-CN' : 'en';
  document.title = t.title;
  document.querySelectorAll('[data-t]').forEach(element => { element.textContent = t[element.dataset.t]; });
  document.querySelectorAll('[data-t-label]').forEach(element => { element.setAttribute('aria-label', t[element.dataset.tLabel]); element.title = t[element.dataset.tLabel]; });
  document.querySelectorAll('[data-t-placeholder]').forEach(element => { element.placeholder = t[element.dataset.tPlaceholder]; });
  byId('help').textContent = '?';
  byId('total').textContent = t.total(numberText(data.items.length, context.lang), numberText(data.chats.length, context.lang), sizeText(sizeOf(data.items), context.lang));
  byId('keys-list').replaceChildren(...t.keyList.flatMap(([keys, what]) => [
    el('dt', {}, ...keys.split(/(?<= ) /).map(key => el('kbd', {}, key.trim()))), el('dd', {}, what)]));
  choices('kind', new Map(Object.entries(t.kinds)), item => item.kind);
  paintOrigins();
  byId('sort').replaceChildren(...SORTS.map(sort => el('option', { value: sort }, t[sort])));
  paintColours();
}

const sizeOf = items => items.reduce((sum, item) => sum + (item.saved ? item.length ?? 0 : 0), 0);

/** The values of a filter that the export has, with how many items each, or messages. */
function choices(id, names, valueOf, items = data.items) {
  const counts = new Map();
  for (const item of items) {
    counts.set(valueOf(item), (counts.get(valueOf(item)) ?? 0) + 1);
  }
  const order = [...names.keys()].filter(value => counts.has(value) || state[id] === value);
  if (id === 'sender') {
    order.sort((a, b) => counts.get(b) - counts.get(a) || (a < b ? -1 : 1));
  }
  byId(id).replaceChildren(el('option', { value: '' }, context.t.any),
    ...order.map(value => el('option', { value }, `${names.get(value)} (${numberText(counts.get(value) ?? 0, context.lang)})`)));
  byId(id).value = state[id];
}

/** The chats and senders of what the view shows: of messages, or of items. */
function paintOrigins() {
  const things = reading.isShown ? messages.all : data.items;
  choices('chat', new Map(data.chats.map(chat => [chat.id, foreignText(chat.name)])), thing => thing.chat.id, things);
  choices('sender', new Map(data.senders.map(sender => [sender.key, senderText(sender)])), thing => thing.sender?.key, things);
}

function paintFilters() {
  for (const id of ['q', 'chat', 'from', 'to', 'kind', 'sender', 'sort']) {
    // The conversation has one order, whatever that of the other views is.
    const value = id === 'sort' && reading.isShown ? 'oldest' : state[id];
    if (byId(id).value !== value) {
      byId(id).value = value;
    }
  }
  byId('clear').disabled = !['q', 'chat', 'from', 'to', 'kind', 'sender'].some(id => state[id]);
}

function paintViews(counts) {
  const there = VIEWS.filter(view => view !== 'conversation' || messages.exist);
  byId('views').replaceChildren(...there.map((view, index) => el('a', {
    href: hashOf({ ...state, view, open: '' }), className: counts[index] ? '' : 'none', 'aria-current': view === state.view ? 'page' : null,
  }, context.t[view], ' ', el('span', { className: 'count' }, numberText(counts[index], context.lang)))));
  byId('views').querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
}

/** Shows what the state asks for. */
function refresh() {
  const { t } = context;
  host.hidden = reading.isShown;
  byId('talk').hidden = byId('print').hidden = !reading.isShown;
  byId('sort').disabled = reading.isShown;
  const { chosen, counts } = choose(data.items, state, context.lang);
  reading.refresh();
  counts[VIEWS.indexOf('conversation')] = reading.said.count;
  paintFilters();
  paintViews(counts);
  context.reasons = new Map();
  if (state.view === 'missing') {
    chosen.forEach(item => context.reasons.set(reasonOf(item), (context.reasons.get(reasonOf(item)) ?? 0) + 1));
  }
  if (reading.isShown) {
    return;
  }
  const whole = data.items.filter(item => item.views & (1 << VIEWS.indexOf(state.view))).length;
  const size = sizeOf(chosen);
  byId('shown').textContent = [t.shown(numberText(chosen.length, context.lang), numberText(whole, context.lang)), ...(size ? [sizeText(size, context.lang)] : [])].join(' · ');
  byId('empty').hidden = chosen.length > 0;
  byId('empty').textContent = data.items.length ? t.nothing : t.emptyExport;
  rows.parts = partsOf(context);
  rows.show(chosen);
}

/** Takes a change of the filters: shows the new list from its beginning. */
function change(changes, options) {
  const wasTalk = reading.isShown;
  Object.assign(state, { at: '' }, changes);
  if (wasTalk !== reading.isShown) {
    paintOrigins();
  }
  address.write(options);
  scrollTo(0, 0);
  refresh();
}

function paintLanguage(lang) {
  context.lang = lang;
  context.t = TEXTS[lang];
  paintTexts();
  messages.all.forEach(message => { message.height = 0; });
  refresh();
  viewer.refresh();
}

function openNamed() {
  const items = state.open ? (reading.isShown ? reading.items() : rows.items) : [];
  const position = items.findIndex(item => openName(item) === state.open);
  if (position >= 0) {
    viewer.open(position, items);
  } else {
    state.open = '';
    byId('viewer').close();
  }
}

function firstView() {
  if (messages.expected > 0) {
    return 'conversation';
  }
  const { counts } = choose(data.items, { ...state, view: 'all' }, context.lang);
  return ['pictures', 'videos', 'audio', 'files', 'missing'].find(view => counts[VIEWS.indexOf(view)] > 0) ?? 'all';
}

// Bars.
byId('q').addEventListener('input', event => change({ q: event.target.value }));
['chat', 'from', 'to', 'kind', 'sender', 'sort'].forEach(id => byId(id).addEventListener('change', event => change({ [id]: event.target.value })));
byId('clear').addEventListener('click', () => change({ q: '', chat: '', from: '', to: '', kind: '', sender: '' }));
byId('views').addEventListener('click', event => {
  const link = event.target.closest('a');
  if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    change({ view: VIEWS[[...byId('views').children].indexOf(link)] }, { entry: true, mark: null });
    byId('views').querySelector('[aria-current]').focus();
  }
});
byId('lang').addEventListener('click', () => {
  state.lang = context.lang === 'zh' ? 'en' : 'zh';
  remembered.set('lang', state.lang);
  address.write();
  paintLanguage(state.lang);
});
byId('theme').addEventListener('click', () => {
  context.theme = state.theme = { '': 'light', light: 'dark', dark: '' }[context.theme];
  remembered.set('theme', state.theme);
  address.write();
  paintColours();
});
byId('help').addEventListener('click', () => byId('keys').showModal());
byId('keys-close').addEventListener('click', () => byId('keys').close());
byId('skip').addEventListener('click', event => {
  event.preventDefault();
  list().enter();
});
byId('print').addEventListener('click', () => printConversation(context));
byId('facts-close').addEventListener('click', () => byId('facts').close());
addEventListener('beforeprint', () => {
  if (reading.isShown && !document.body.classList.contains('on-paper')) {
    layPaper(context);
  }
});
addEventListener('afterprint', clearPaper);
darkSystem.addEventListener('change', paintColours);

// Items.
host.addEventListener('click', event => {
  const cell = event.target.closest('.cell');
  const stop = cell?.querySelector('[data-at]');
  if (stop && (event.target.closest('.info') || stop.matches('.tile'))) {
    stop.focus({ preventScroll: true });
    viewer.open(Number(stop.dataset.at), rows.items);
  }
});

// The address was changed by hand, or by Back.
addEventListener('popstate', () => {
  if (address.hasLeft()) {
    return;
  }
  const wanted = readState();
  const listOf = state => hashOf({ ...state, open: '', at: '', lang: '', theme: '' });
  wanted.view ||= state.view;
  const isOther = listOf(wanted) !== listOf(state);
  const isMoved = wanted.view === 'conversation' && wanted.at !== '' && (wanted.at !== state.at || isOther);
  Object.assign(state, wanted);
  context.theme = state.theme || context.theme;
  paintOrigins();
  const lang = state.lang || context.lang;
  if (lang !== context.lang) paintLanguage(lang); else if (isOther) refresh();
  paintColours();
  openNamed();
  if (isMoved) {
    reading.goTo(state.at);
  }
});

const main = document.querySelector('main');
let width = main.clientWidth;

/** Rows are made anew for another width, but not under a video that fills the screen: it would end. */
function fit() {
  if (main.clientWidth !== width && !document.fullscreenElement) {
    width = main.clientWidth;
    if (reading.isShown) reading.talk.layOut(); else rows.layOut();
  }
}

// The bars have the width of the list, and their height does not follow the list.
new ResizeObserver(fit).observe(byId('top'));
document.addEventListener('fullscreenchange', fit);
if (matchMedia('(max-width: 700px)').matches) {
  byId('filters').open = false;
}

/** What has to wait for the last message: counts, and places that the address names. */
function messagesRead() {
  paintOrigins();
  paintViews({ ...choose(data.items, state, context.lang).counts, [VIEWS.indexOf('conversation')]: reading.said.count });
  if (reading.isShown) {
    if (state.open && !byId('viewer').open) openNamed();
    if (state.at) reading.goTo(state.at);
  }
}

if (!messages.exist) {
  byId('q').dataset.tLabel = byId('q').dataset.tPlaceholder = 'searchNames';
  state.view = reading.isShown ? '' : state.view;
}
state.view ||= firstView();
paintTexts();
refresh();
if (!reading.isShown) {
  openNamed();
}
if (messages.exist) {
  await messages.load(() => reading.added());
  messagesRead();
}
