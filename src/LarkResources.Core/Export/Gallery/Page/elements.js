// Making elements. Whatever comes from the data becomes text here; no markup is ever read from it.

const byId = id => document.getElementById(id);

/** An element with properties (a name with a dash is an attribute) and children; null children are left out. */
function el(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined) {
      continue;
    }
    if (name.includes('-') || name === 'role') {
      element.setAttribute(name, value);
    } else {
      element[name] = value;
    }
  }
  element.append(...children.filter(child => child !== null && child !== undefined));
  return element;
}

// Characters that show nothing but change how the text around them reads: controls, direction, zero width, line ends.
const UNSEEN = /[\u0000-\u001F\u007F-\u009F\u00AD\u061C\u115F\u180E\u200B\u200E\u200F\u2028-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB]/;
const UNSEEN_PARTS = new RegExp(`(${UNSEEN.source})`);

const codePoint = character => 'U+' + character.codePointAt(0).toString(16).toUpperCase().padStart(4, '0');

/** A name that a sender chose: apart from the direction of what is around it, and with what cannot be seen made visible. */
function foreign(text, properties = {}) {
  const parts = text.split(UNSEEN_PARTS).filter(Boolean).map(part => (UNSEEN.test(part) ? el('span', { className: 'unseen' }, codePoint(part)) : part));
  return el('bdi', { dir: 'auto', ...properties }, ...parts);
}

/** The same for places that take only a string: labels and tool tips. */
function foreignText(text) {
  return text.split(UNSEEN_PARTS).map(part => (UNSEEN.test(part) ? `<${codePoint(part)}>` : part)).join('');
}

// Formatting for people. A formatter is slow to make and is kept.
const formatters = new Map();

function formatter(lang, kind) {
  const key = lang + kind;
  if (!formatters.has(key)) {
    const locale = lang === 'zh' ? 'zh-CN' : 'en-GB';
    formatters.set(key, kind === 'day' ? new Intl.DateTimeFormat(locale, { dateStyle: 'full' })
      : kind === 'time' ? new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' })
      : kind === 'clock' ? new Intl.DateTimeFormat(locale, { timeStyle: 'short' })
      : kind === 'exact' ? new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'long' })
      : new Intl.NumberFormat(locale, { maximumFractionDigits: 1 }));
  }
  return formatters.get(key);
}

/** `kind` is day, time, clock or exact. */
const timeText = (item, lang, kind = 'time') => (item.sent === null ? '–' : formatter(lang, kind).format(item.sent));
const numberText = (number, lang) => formatter(lang, 'number').format(number);

function sizeText(length, lang) {
  if (length === null) {
    return '–';
  }
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let unit = 0;
  while (length >= 1023.95 && unit < units.length - 1) {
    length /= 1024;
    unit++;
  }
  return `${numberText(length, lang)} ${units[unit]}`;
}

/** The letters that stand for the type of a file: its extension, when that is short and plain. */
function badgeText(item) {
  const extension = /\.([a-z0-9]{1,5})$/i.exec(item.file ?? item.name);
  return extension ? extension[1].toUpperCase() : '···';
}
