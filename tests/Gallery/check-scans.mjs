// Gives the scripts that make a text into elements what a member of a chat can write to keep a page busy: one line of JSON for each kind of text.
// Usage: node check-scans.mjs. It needs no browser.
import { readFileSync } from 'node:fs';
import { createContext, runInContext } from 'node:vm';
import { same } from './visit.mjs';

// Read in one pass these take milliseconds. A pattern that begins again at each character takes seconds for one text, and minutes for all.
const LENGTH = 50000;
const TIMES = 30;
const TIMEOUT = 60000;

const source = name => readFileSync(new URL(`../../src/LarkResources.Core/Export/Gallery/Page/${name}`, import.meta.url), 'utf8');

const context = createContext({ URL });
runInContext(`
  const text = child => (child === null ? '' : typeof child === 'string' ? child : child.text);
  const el = (tag, properties, ...children) => ({ tag, text: children.map(text).join(''), children, append(...more) { this.children.push(...more); this.text += more.map(text).join(''); } });
  const folded = word => word.toLowerCase();
  const codePoint = character => character;
  ${source('elements.js').match(/^const UNSEEN.*$/gm).join('\n')}
  ${source('marks.js')}
  ${source('markdown.js')}
  const shape = parts => parts.map(part => (typeof part === 'string' ? part : part.children.some(child => typeof child !== 'string') ? [part.tag, ...shape(part.children)] : [part.tag, part.text]));
`, context);

const call = (code, text) => {
  context.given = text;
  return JSON.parse(runInContext(`JSON.stringify(${code})`, context, { timeout: TIMEOUT }));
};

const repeated = (part, length = LENGTH) => part.repeat(length / part.length);
const runs = Array.from({ length: 310 }, (_, n) => `${'`'.repeat(n + 1)}a`).join('');

const plain = {
  'dots behind an address': `http://a${repeated('.')}a`,
  'dots and commas behind an address': `http://a${repeated('.,;!')}a`,
};

const marked = {
  'backticks without an end': `a${repeated('`', LENGTH - 10)}`,
  'backticks before other text': `a${repeated('`', LENGTH / 2)}${repeated('b', LENGTH / 2 - 10)}`,
  'backticks in runs of every length': runs,
  'blanks in a heading': `# ${repeated(' ', LENGTH - 10)}\u2028`,
  'blanks in an item of a list': `- ${repeated(' ', LENGTH - 10)}\r`,
  'brackets that begin labels': repeated('[', LENGTH - 10),
};

const results = {
  'an address ends before the punctuation of a sentence': () => {
    same(call('shape(plainText(given, []))', 'see http://a.example/x?y=1., then'), ['see ', ['a', 'http://a.example/x?y=1'], '., then']);
    same(call('shape(plainText(given, []))', 'see http://...'), ['see ', 'http://', '...']);
  },
  'code is what stands between runs of as many backticks': () => {
    same(call('shape(inlines(given, [], { left: 100 }, 0))', 'a `b` ``c ` d`` e'), ['a ', ['code', 'b'], ' ', ['code', 'c ` d'], ' e']);
    same(call('shape(inlines(given, [], { left: 100 }, 0))', '``a` b'), ['``a` b']);
  },
  'a heading and an item keep what their lines say': () => {
    same(call('shape(markdown(given, []))', '## one  two'), [['p', 'one  two']]);
    same(call('shape(markdown(given, []))', '-   one'), [['ul', ['li', 'one']]]);
  },
  'a label has brackets that are escaped, and none that are not': () => {
    same(call('shape(inlines(given, [], { left: 100 }, 0))', '[a \\[1\\]](http://a.example/)'), [['a', 'a [1]']]);
    same(call('shape(inlines(given, [], { left: 100 }, 0))', '[x [a](http://a.example/)'), ['[x ', ['a', 'a']]);
  },
};

const checks = { ...results };
for (const [kind, code, texts] of [['plain', 'plainText(given, []).length', plain], ['marked', 'markdown(given, []).length', marked]]) {
  for (const [name, text] of Object.entries(texts)) {
    checks[`reads in one pass: ${name}`] = () => call(`Array.from({ length: ${TIMES} }, () => ${code})`, text);
  }
}

for (const [name, check] of Object.entries(checks)) {
  try {
    check();
    console.log(JSON.stringify({ name, ok: true }));
  } catch (e) {
    console.log(JSON.stringify({ name, ok: false, why: String(e.message) }));
  }
}
