// The page: what stands in the bars, and what happens on a click or a key.

const data = decode(JSON.parse(byId('data').textContent));
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
});

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
  choices('chat', new Map(data.chats.map(chat => [chat.id, foreignText(chat.name)])), item => item.chat.id);
  choices('kind', new Map(Object.entries(t.kinds)), item => item.kind);
  choices('sender', null, item => item.sender);
  byId('sort').replaceChildren(...SORTS.map(sort => el('option', { value: sort }, t[sort])));
  paintColours();
}

const sizeOf = items => items.reduce((sum, item) => sum + (item.saved ? item.length ?? 0 : 0), 0);

/** The values of a filter that the export has, with how many items each. */
function choices(id, names, valueOf) {
  const counts = new Map();
  for (const item of data.items) {
    counts.set(valueOf(item), (counts.get(valueOf(item)) ?? 0) + 1);
  }
  const order = names ? [...names.keys()].filter(value => counts.has(value)) : [...counts.keys()].sort((a, b) => counts.get(b) - counts.get(a) || (a < b ? -1 : 1));
  byId(id).replaceChildren(el('option', { value: '' }, context.t.any),
    ...order.map(value => el('option', { value }, `${names?.get(value) ?? foreignText(value)} (${numberText(counts.get(value), context.lang)})`)));
}

function paintFilters() {
  for (const id of ['q', 'chat', 'from', 'to', 'kind', 'sender', 'sort']) {
    if (byId(id).value !== state[id]) {
      byId(id).value = state[id];
    }
  }
  byId('clear').disabled = !['q', 'chat', 'from', 'to', 'kind', 'sender'].some(id => state[id]);
}

function paintViews(counts) {
  byId('views').replaceChildren(...VIEWS.map((view, index) => el('a', {
    href: hashOf({ ...state, view, open: '' }), className: counts[index] ? '' : 'none', 'aria-current': view === state.view ? 'page' : null,
  }, context.t[view], ' ', el('span', { className: 'count' }, numberText(counts[index], context.lang)))));
  byId('views').querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
}

/** Shows what the state asks for. */
function refresh() {
  const { t } = context;
  const { chosen, counts } = choose(data.items, state, context.lang);
  paintFilters();
  paintViews(counts);
  context.reasons = new Map();
  if (state.view === 'missing') {
    chosen.forEach(item => context.reasons.set(reasonOf(item), (context.reasons.get(reasonOf(item)) ?? 0) + 1));
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
  Object.assign(state, changes);
  address.write(options);
  scrollTo(0, 0);
  refresh();
}

function paintLanguage(lang) {
  context.lang = lang;
  context.t = TEXTS[lang];
  paintTexts();
  refresh();
  viewer.refresh();
}

function openNamed() {
  const position = state.open ? rows.items.findIndex(item => openName(item) === state.open) : -1;
  if (position >= 0) {
    viewer.open(position);
  } else {
    state.open = '';
    byId('viewer').close();
  }
}

function firstView() {
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
  rows.enter();
});
darkSystem.addEventListener('change', paintColours);

// Items.
host.addEventListener('click', event => {
  const cell = event.target.closest('.cell');
  const stop = cell?.querySelector('[data-at]');
  if (stop && (event.target.closest('.info') || stop.matches('.tile'))) {
    stop.focus({ preventScroll: true });
    viewer.open(Number(stop.dataset.at));
  }
});

const typesInto = element => element.matches('input, select, textarea, audio, video');

addEventListener('keydown', event => {
  const { key, target } = event;
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || byId('viewer').open || byId('keys').open) {
    return;
  }
  if (target === byId('q') && key === 'Escape') {
    change({ q: '' });
  } else if (target === byId('q') && (key === 'ArrowDown' || key === 'Enter') && !event.isComposing) {
    rows.enter();
  } else if (!(target instanceof Element) || typesInto(target)) {
    return;
  } else if (key === '/') {
    byId('q').focus();
    byId('q').select();
  } else if (key === '?') {
    byId('keys').showModal();
  } else if (/^[1-6]$/.test(key)) {
    change({ view: VIEWS[key - 1] }, { entry: true, mark: null });
  } else if (target === document.body && key.startsWith('Arrow')) {
    // The paging keys scroll as everywhere until something in the list has the focus.
    rows.enter();
  } else if (!actOnItem(key, target) && !(host.contains(target) && rows.key(event))) {
    return;
  }
  event.preventDefault();
});

function actOnItem(key, target) {
  const stop = target.closest('[data-at]');
  if (!stop) {
    return false;
  }
  const media = stop.querySelector('audio, video');
  if (key === 'i' || (key === 'Enter' && !media && target === stop && stop.matches('.line'))) {
    viewer.open(Number(stop.dataset.at));
    return true;
  }
  if ((key === 'Enter' || key === ' ') && media && target === stop) {
    if (media.paused) media.play().catch(() => {}); else media.pause();
    return true;
  }
  return false;
}

// The address was changed by hand, or by Back.
addEventListener('popstate', () => {
  if (address.hasLeft()) {
    return;
  }
  const wanted = readState();
  const listOf = state => hashOf({ ...state, open: '', lang: '', theme: '' });
  wanted.view ||= state.view;
  const isOther = listOf(wanted) !== listOf(state);
  Object.assign(state, wanted);
  context.theme = state.theme || context.theme;
  const lang = state.lang || context.lang;
  if (lang !== context.lang) paintLanguage(lang); else if (isOther) refresh();
  paintColours();
  openNamed();
});

let width = host.clientWidth;

/** Rows are made anew for another width, but not under a video that fills the screen: it would end. */
function fit() {
  if (host.clientWidth !== width && !document.fullscreenElement) {
    width = host.clientWidth;
    rows.layOut();
  }
}

new ResizeObserver(fit).observe(host);
document.addEventListener('fullscreenchange', fit);
if (matchMedia('(max-width: 700px)').matches) {
  byId('filters').open = false;
}

paintTexts();
state.view ||= firstView();
refresh();
openNamed();
