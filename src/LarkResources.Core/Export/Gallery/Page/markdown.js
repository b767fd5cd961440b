// The Markdown of posts and cards as elements: what the export writes, and no more. Markup in the text stays text.

// Beyond this many pieces a text is shown as it is: no message of a person has them.
const MOST_PIECES = 4000;
const LONGEST = 50000;
const DEEPEST = 6;
const FENCE = /^ {0,3}(`{3,})[^`]*$/;
const BULLET = /^( *)(?:([-*+])|(\d{1,9})[.)]) +([^]*)$/;
const HEADING = /^ {0,3}(#{1,6}) +([^]*)$/;
const RULE = /^ {0,3}(?:-{3,}|\*{3,}|_{3,}) *$/;

function markdown(text, words) {
  if (text.length > LONGEST) {
    return [el('p', {}, ...plainText(text, words))];
  }
  const budget = { left: MOST_PIECES };
  const blocks = blocksOf(text.split('\n'), words, budget, 0);
  return budget.left > 0 ? blocks : [el('p', {}, ...plainText(text, words))];
}

function blocksOf(lines, words, budget, depth) {
  const blocks = [];
  for (let at = 0; at < lines.length && budget.left > 0;) {
    budget.left--;
    const line = lines[at];
    const fence = FENCE.exec(line);
    if (!line.trim()) {
      at++;
    } else if (fence) {
      const end = endOfFence(lines, at + 1, fence[1]);
      blocks.push(el('pre', {}, el('code', {}, ...hitsIn(lines.slice(at + 1, end).join('\n'), words))));
      at = end + 1;
    } else if (RULE.test(line)) {
      blocks.push(el('hr'));
      at++;
    } else if (HEADING.test(line)) {
      const [, marks, title] = HEADING.exec(line);
      blocks.push(el('p', { className: `heading h${Math.min(marks.length, 4)}`, role: 'heading', 'aria-level': Math.min(marks.length + 2, 6) }, ...inlines(title, words, budget, 0)));
      at++;
    } else if (/^ {0,3}>/.test(line) && depth < DEEPEST) {
      const end = endWhere(lines, at, other => !/^ {0,3}>/.test(other));
      blocks.push(el('blockquote', {}, ...blocksOf(lines.slice(at, end).map(other => other.replace(/^ {0,3}> ?/, '')), words, budget, depth + 1)));
      at = end;
    } else if (BULLET.test(line) && depth < DEEPEST) {
      const [list, end] = listOf(lines, at, words, budget, depth);
      blocks.push(list);
      at = end;
    } else if (line.startsWith('|') && /^\|(?: *:?-+:? *\|)+ *$/.test(lines[at + 1] ?? '')) {
      const end = endWhere(lines, at, other => !other.startsWith('|'));
      blocks.push(tableOf(lines.slice(at, end), words, budget));
      at = end;
    } else {
      const end = endWhere(lines, at, other => !other.trim() || FENCE.test(other) || HEADING.test(other) || RULE.test(other) || BULLET.test(other) || /^ {0,3}>/.test(other));
      blocks.push(el('p', {}, ...inlines(lines.slice(at, Math.max(end, at + 1)).join('\n'), words, budget, 0)));
      at = Math.max(end, at + 1);
    }
  }
  return blocks;
}

function endWhere(lines, at, ends) {
  let end = at + 1;
  while (end < lines.length && !ends(lines[end])) {
    end++;
  }
  return end;
}

/** A fence is closed by one that is as long; one that is not closed reaches to the end. */
function endOfFence(lines, from, fence) {
  let end = from;
  while (end < lines.length && !(/^ {0,3}`+ *$/.test(lines[end]) && lines[end].trim().length >= fence.length)) {
    end++;
  }
  return end;
}

function listOf(lines, start, words, budget, depth) {
  const [, indent, bullet, number] = BULLET.exec(lines[start]);
  const list = bullet ? el('ul') : el('ol', { start: Number(number) });
  let at = start;
  while (at < lines.length && budget.left > 0) {
    const match = BULLET.exec(lines[at]);
    if (!match || match[1].length < indent.length || Boolean(match[2]) !== Boolean(bullet)) {
      break;
    }
    budget.left--;
    // What is set in further belongs to the item: another list, or more of its text.
    const end = endWhere(lines, at, other => !other.startsWith(`${indent} `) || !other.trim());
    const inner = lines.slice(at + 1, end).map(other => other.replace(/^ {1,4}/, ''));
    list.append(el('li', {}, ...inlines(match[4], words, budget, 0), ...blocksOf(inner, words, budget, depth + 1)));
    at = end;
  }
  return [list, at];
}

function tableOf(lines, words, budget) {
  const cellsOf = line => line.trim().replace(/^\||\|$/g, '').split(/(?<!\\)\|/).map(cell => cell.trim().replaceAll('\\|', '|'));
  const row = (line, tag) => el('tr', {}, ...cellsOf(line).slice(0, 30).map(cell => el(tag, {}, ...inlines(cell, words, budget, 0))));
  return el('div', { className: 'table' }, el('table', {}, el('thead', {}, row(lines[0], 'th')), el('tbody', {}, ...lines.slice(2, 202).map(line => row(line, 'td')))));
}

// In this order: code shields what is in it, and an image begins like a link. A run of backticks is taken as a whole, and a label ends before another begins:
// what is not closed would otherwise be read again from each of its characters.
const INLINE = new RegExp([
  /(?<!`)(?<ticks>`+)(?!`)(?<code>[^`]|[^`][\s\S]{0,4000}?[^`])\k<ticks>(?!`)/, /!\[(?<image>(?:\\.|[^[\]\\\n]){0,400})\]\((?<source>[^()\s]{0,2000})\)/,
  /\[(?<label>(?:\\.|[^[\]\\\n]){1,1000})\]\((?<target>[^()\s]{1,4000})\)/, /\*\*(?<bold>\S(?:[^\n]{0,2000}?\S)?)\*\*/, /~~(?<strike>\S(?:[^\n]{0,2000}?\S)?)~~/,
  /<u>(?<under>[^\n]{1,2000}?)<\/u>/, /(?<![*\w])\*(?<italic>[^\s*](?:[^*\n]{0,2000}?[^\s*])?)\*(?![*\w])/,
].map(part => part.source).join('|'), 'g');

function inlines(text, words, budget, depth) {
  if (depth > DEEPEST) {
    return plainText(text, words);
  }
  const parts = [];
  let at = 0;
  for (const match of text.matchAll(INLINE)) {
    if (budget.left-- <= 0) {
      break;
    }
    parts.push(...plainText(text.slice(at, match.index), words), inline(match, words, budget, depth));
    at = match.index + match[0].length;
  }
  parts.push(...plainText(text.slice(at), words));
  return parts;
}

function inline({ 0: whole, groups }, words, budget, depth) {
  const inner = text => inlines(text, words, budget, depth + 1);
  const unescaped = text => text.replace(/\\([[\]])/g, '$1');
  if (groups.code !== undefined) return el('code', {}, ...hitsIn(groups.code.trim() || groups.code, words));
  if (groups.image !== undefined) return el('span', { className: 'image quiet' }, '▧ ', ...hitsIn(unescaped(groups.image) || groups.source, words));
  if (groups.label !== undefined) return webLink(groups.target, hitsIn(unescaped(groups.label), words)) ?? el('span', {}, ...hitsIn(whole, words));
  if (groups.bold !== undefined) return el('strong', {}, ...inner(groups.bold));
  if (groups.strike !== undefined) return el('s', {}, ...inner(groups.strike));
  if (groups.under !== undefined) return el('u', {}, ...inner(groups.under));
  return el('em', {}, ...inner(groups.italic));
}
