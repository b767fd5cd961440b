// What is shown and how: in the address behind the #, so that a view can be linked and reloaded.

const DEFAULTS = { view: '', chat: '', from: '', to: '', kind: '', sender: '', q: '', sort: 'newest', open: '', at: '', lang: '', theme: '' };
const SORTS = ['newest', 'oldest', 'name', 'size'];
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** The state that the address names. What is not a value of ours counts as not named. */
function readState() {
  const named = new URLSearchParams(location.hash.slice(1));
  const state = { ...DEFAULTS };
  for (const key of Object.keys(DEFAULTS)) {
    state[key] = named.get(key) ?? DEFAULTS[key];
  }
  state.view = VIEWS.includes(state.view) ? state.view : '';
  state.sort = SORTS.includes(state.sort) ? state.sort : 'newest';
  state.from = DAY.test(state.from) ? state.from : '';
  state.to = DAY.test(state.to) ? state.to : '';
  state.lang = state.lang || new URLSearchParams(location.search).get('lang') || '';
  state.lang = Object.hasOwn(TEXTS, state.lang) ? state.lang : '';
  state.theme = themeOf(state.theme);
  return state;
}

/** What is neither is the system's. */
const themeOf = text => (text === 'light' || text === 'dark' ? text : '');

function hashOf(state) {
  const named = new URLSearchParams(Object.entries(state).filter(([key, value]) => key in DEFAULTS && value !== DEFAULTS[key]));
  return `#${named}`;
}

/** The address and the history of the browser behind the state. */
class Address {
  // What is to be written once the browser has gone back; null when it need not.
  #waiting = null;

  constructor(state) {
    this.state = state;
  }

  /** Puts the state into the address. A step that Back should undo becomes an entry of its own. */
  write({ entry = false, mark = history.state } = {}) {
    if (this.#waiting) {
      this.#waiting = entry ? { entry, mark } : this.#waiting;
      return;
    }
    const hash = hashOf(this.state);
    if (hash === location.hash) {
      return;
    }
    if (entry) {
      history.pushState(mark, '', hash);
    } else {
      history.replaceState(mark, '', hash);
    }
  }

  /** Closes the entry of the viewer. The browser does that by and by; what happens until then is written afterwards. */
  leaveViewer() {
    if (this.#waiting) {
      this.#waiting = {};
    } else if (history.state?.viewer) {
      this.#waiting = {};
      history.back();
    } else {
      this.write();
    }
  }

  /** True when the browser has gone back because it was told to here: then the state counts and not the address. */
  hasLeft() {
    if (!this.#waiting) {
      return false;
    }
    const step = this.#waiting;
    this.#waiting = null;
    this.write(step);
    return true;
  }
}

// A browser may refuse to remember anything for a page that is a file.
const remembered = {
  get(key) {
    try {
      return localStorage.getItem(`larkresources.gallery.${key}`) ?? '';
    } catch {
      return '';
    }
  },
  set(key, value) {
    try {
      localStorage.setItem(`larkresources.gallery.${key}`, value);
    } catch {
      // The address holds it for this visit.
    }
  },
};

/** The language of the page: as named, as chosen before, as the browser asks for. */
function languageOf(state) {
  const chosen = state.lang || remembered.get('lang');
  return Object.hasOwn(TEXTS, chosen) ? chosen : /^zh\b/i.test(navigator.language) ? 'zh' : 'en';
}
