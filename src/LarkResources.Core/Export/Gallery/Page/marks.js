// Marking what a search has found.

// What is marked is on the screen; a text longer than this is marked at its beginning.
const LONGEST_MARKED = 20000;

/** The text as parts, those that a word of the search is in marked. Letters of any case and width count as the same, as in the search itself. */
function hitsIn(text, words) {
  const found = words.length ? rangesOf(text.slice(0, LONGEST_MARKED), words) : [];
  const parts = [];
  let at = 0;
  for (const [from, to] of found) {
    if (from > at) {
      parts.push(...seen(text.slice(at, from)));
    }
    parts.push(el('mark', {}, ...seen(text.slice(from, to))));
    at = to;
  }
  parts.push(...seen(text.slice(at)));
  return parts;
}

/** Where the words are, in the text as it is: folding can make one letter several. */
function rangesOf(text, words) {
  let key = '';
  const places = [];
  let at = 0;
  for (const character of text) {
    const part = folded(character);
    key += part;
    for (let n = 0; n < part.length; n++) {
      places.push(at);
    }
    at += character.length;
  }
  places.push(at);
  const ranges = [];
  for (const word of words) {
    for (let start = key.indexOf(word); start >= 0; start = key.indexOf(word, start + word.length)) {
      const end = start + word.length;
      let to = places[end];
      if (to === places[end - 1]) {
        // In the middle of what one letter became.
        to = text.length;
        for (let next = end; next < places.length; next++) {
          if (places[next] > places[end - 1]) {
            to = places[next];
            break;
          }
        }
      }
      ranges.push([places[start], to]);
    }
  }
  ranges.sort((a, b) => a[0] - b[0]);
  const joined = [];
  for (const [from, to] of ranges) {
    const last = joined.at(-1);
    if (last && from <= last[1]) {
      last[1] = Math.max(last[1], to);
    } else {
      joined.push([from, to]);
    }
  }
  return joined;
}

/** Text with what cannot be seen in it made visible, but for the ends of its lines. */
function seen(text) {
  return text.split(UNSEEN_PARTS).filter(Boolean)
    .map(part => (part === '\n' || part === '\t' || !UNSEEN.test(part) ? part : part === '\r' ? '' : el('span', { className: 'unseen' }, codePoint(part))));
}

// A scheme and what an address is made of; brackets and the punctuation of a sentence end it.
const ADDRESS = /\bhttps?:\/\/[^\s<>"'`()[\]{}（）【】《》“”‘’，。；、！？]+/gi;

/** Plain text of a message: addresses are links, hits are marked. */
function plainText(text, words) {
  const parts = [];
  let at = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const address = withoutEnd(match[0]);
    parts.push(...hitsIn(text.slice(at, match.index), words), webLink(address, hitsIn(address, words), 'web') ?? address);
    at = match.index + address.length;
  }
  parts.push(...hitsIn(text.slice(at), words));
  return parts;
}

/** An address without the punctuation behind it. A pattern for the end of a text is tried at each character: the time would grow with the square of the length. */
function withoutEnd(address) {
  let end = address.length;
  while (end > 0 && '.,;:!?'.includes(address[end - 1])) {
    end--;
  }
  return address.slice(0, end);
}

/** A link that a person sent: to http and https only, with its address in view; null for any other address. */
function webLink(address, content, className = 'web labelled') {
  if (!/^https?:/i.test(address) || UNSEEN.test(address) || !URL.canParse(address)) {
    return null;
  }
  const { href } = new URL(address);
  return el('a', { href, title: href, target: '_blank', rel: 'noopener noreferrer', className }, ...content);
}
