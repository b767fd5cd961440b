// Reads the conversation of an export in a real browser as a person would: one line of JSON for each thing that was looked at.
// Usage: node check-conversation.mjs <folder with node_modules> <chromium> <export folder> [<folder for screenshots>]
// Without arguments: the names of what is looked at.
import { copyFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { holds, run, same, shown, state, until, visit } from './visit.mjs';

const [packages, executable, folder, shots] = process.argv.slice(2);
const { browser, complaints, requests, open } = folder ? await visit(packages, executable, folder) : {};

/** Opens the conversation and waits for the last message. */
async function read(hash = '', options = {}) {
  const page = await open(`#view=conversation${hash}`, options);
  await until(page, () => !/reading|正在读取/.test(document.getElementById('shown').textContent));
  return page;
}

const message = (page, text) => page.locator('.message', { hasText: text }).first();
const nodes = page => page.evaluate(() => document.getElementById('talk').querySelectorAll('*').length);

/**
 * Rows stand one below the other: none on another, none apart. A picture that comes, or a player that gives way to a note, changes the height of its row,
 * and a script that asks before the next frame still finds the rows below it where they were: so they have a while to get there.
 */
const inPlace = (page, where = '') => until(page, () => {
  const boxes = [...document.querySelectorAll('.row.talk')].map(row => row.getBoundingClientRect()).sort((a, b) => a.top - b.top);
  return boxes.slice(1).every((box, at) => Math.abs(box.top - boxes[at].bottom) <= 1);
}).catch(error => { throw new Error(`rows on one another${where}: ${error.message}`); });

const checks = {
  async 'shows the conversation first, by chat and day, with senders by name'() {
    const page = await open();
    same(await page.locator('#views [aria-current]').innerText().then(text => text.split(/\s/)[0]), 'Conversation');
    holds((await page.locator('.chatname').first().innerText()).includes('plan'), 'the name of the chat');
    same(await page.locator('.row .day').first().innerText(), 'Saturday, 1 August 2026');
    const names = await page.locator('.message .sender').allInnerTexts();
    holds(names.includes('Li Na 李娜') && names.includes('Chen Wei 陈伟 …aaaaaa') && names.includes('Chen Wei 陈伟 …bbbbbb'), names.join(' | '));
    holds(names.some(name => name.startsWith('ou_3333')), 'a sender without a name');
    same(await page.locator('.message .face').first().innerText(), 'L');
  },

  async 'goes from a reply to what it answers, and back'() {
    const page = await read();
    const reply = message(page, 'Here it is, with the corrections');
    holds((await reply.locator('.quote').innerText()).includes('Li Na 李娜 Who has the third-quarter report?'), 'the line that is answered');
    await reply.locator('.quote').click();
    await until(page, () => document.activeElement.classList.contains('found') && document.activeElement.textContent.includes('Who has the third-quarter report?'));
    await page.goBack();
    await until(page, () => !location.hash.includes('at='));
  },

  async 'folds a thread below its root, and unfolds it'() {
    const page = await read();
    const root = message(page, 'Where do we meet for the review?');
    same(await root.locator('.thread').innerText(), '▸ 3 replies');
    same(await page.locator('.row.reply').count(), 0, 'replies before');
    const top = (await root.boundingBox()).y;
    await root.locator('.thread').click();
    same(await page.locator('.row.reply').count(), 3, 'replies');
    holds(Math.abs((await root.boundingBox()).y - top) < 2, 'the root stays where it was');
    await inPlace(page);
    await message(page, 'Where do we meet').locator('.thread').click();
    same(await page.locator('.row.reply').count(), 0, 'replies after');
    await page.fill('#q', 'in the café');
    const found = page.locator('.row.reply .message').first();
    holds((await found.innerText()).includes('In the thread of'), 'the thread of a reply that a search has found');
    await found.locator('.quote').first().click();
    await until(page, () => document.activeElement.textContent.includes('Where do we meet for the review?'));
    same((await state(page)).q, undefined, 'the search that hid the root');
  },

  async 'marks what was edited and recalled, and shows the last state'() {
    const page = await read();
    holds((await message(page, 'The meeting is at ten.').innerText()).includes('Edited'), 'edited');
    same(await page.locator('.message', { hasText: 'The meeting is at nine.' }).count(), 0, 'the text before');
    same(await page.locator('.gone').first().innerText(), 'This message was recalled.');
  },

  async 'formats posts and cards, and frames forwards'() {
    const page = await read();
    const post = message(page, 'Release plan');
    for (const [selector, text] of [['.heading', 'Release plan'], ['strong', 'Bold'], ['em', 'italic'], ['s', 'gone'], ['u', 'under'], ['p code', 'code'], ['ul ul li', 'inside'], ['ol li >> nth=1', 'two'],
      ['blockquote', 'quoted'], ['pre code', 'let a = "<b>";'], ['td >> nth=1', '4'], ['.image', '▧ chart.png']]) {
      same((await post.locator(selector).first().innerText()).trim(), text, selector);
    }
    const link = post.locator('a.web');
    same([await link.getAttribute('href'), await link.getAttribute('rel'), await link.getAttribute('target')], ['https://example.com/plan', 'noopener noreferrer', '_blank']);
    holds((await message(page, 'Build 4711 failed').innerText()).includes('App'), 'an app');
    const frame = page.locator('.forward').first();
    holds((await frame.innerText()).includes('The text inside a forward'), 'what was forwarded');
    same(await frame.locator('.forward').innerText().then(text => text.includes('A forward in a forward')), true, 'a forward inside');
  },

  async 'searches texts and names of senders and files, and marks the hits'() {
    const page = await read();
    const all = await shown(page);
    for (const [words, least, hit] of [['THIRD-quarter', 1, 'third-quarter'], ['合同编号', 10, '合同编号'], ['cafe\u0301', 1, 'café'], ['text inside a forward', 1, 'forward']]) {
      await page.fill('#q', words);
      const count = await shown(page);
      holds(count >= least && count < all, `${count} of ${all} with ${words}`);
      holds((await page.locator('mark').allInnerTexts()).includes(hit), `${hit} is marked: ${(await page.locator('mark').allInnerTexts()).slice(0, 5)}`);
    }
    await page.fill('#q', 'baker done');
    holds(await shown(page) > 0, 'a sender and a word');
    holds((await page.locator('mark').allInnerTexts()).includes('Baker'), 'the name of the sender is marked');
    await page.keyboard.press('Escape');
    same(await shown(page), all, 'messages without the search');
  },

  async 'goes from a hit to the messages around it, and back'() {
    const page = await read();
    await page.selectOption('#chat', 'oc_odd');
    await page.fill('#q', 'From the second');
    same(await page.locator('.message').count(), 1, 'hits');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    holds(await page.evaluate(() => document.activeElement.matches('.message .around')), 'the way by Tab');
    await page.keyboard.press('Enter');
    await until(page, () => document.activeElement.classList.contains('found') && document.activeElement.textContent.includes('From the second'));
    same([(await state(page)).q, (await state(page)).chat], [undefined, 'oc_odd'], 'the search and the chat');
    holds(await message(page, 'From the first').isVisible() && await message(page, 'From somebody').isVisible(), 'the messages around it');
    same(await page.locator('.around').count(), 0, 'ways to where one is');
    await page.goBack();
    await until(page, () => document.getElementById('q').value === 'From the second' && document.activeElement.matches('.message'));
    await page.keyboard.press('i');
    await page.locator('#facts .around').click();
    await until(page, () => document.activeElement.classList.contains('found') && document.getElementById('q').value === '');
    same(await page.locator('#facts').isVisible(), false, 'the dialog');
    await page.fill('#q', '三楼会议室');
    await page.locator('.row.reply .around').first().click();
    await until(page, () => document.activeElement.classList.contains('found') && document.activeElement.closest('.reply'));
    holds(await message(page, 'Where do we meet').isVisible(), 'the root of the thread');
  },

  async 'opens the replies below a hit, which do not count as hits'() {
    const page = await read();
    await page.fill('#q', 'meet for the review');
    const hit = message(page, 'Where do we meet');
    const hits = await shown(page);
    same(await page.locator('.row.reply').count(), 0, 'replies before');
    await hit.locator('.thread').click();
    same([await page.locator('.row.reply').count(), await page.locator('.row.reply .quote').count(), await shown(page)], [3, 0, hits]);
    await inPlace(page);
    await page.keyboard.press('Enter');
    same(await page.locator('.row.reply').count(), 0, 'replies after');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    same(await page.locator('.row.reply').count(), 3, 'replies by the button and a key');
    await page.fill('#q', 'for the review');
    same(await page.locator('.row.reply').count(), 0, 'replies with another search');
    await page.fill('#q', '');
    same(await message(page, 'Where do we meet').locator('.thread').innerText(), '▸ 3 replies');
  },

  async 'tells the order and the times of messages as they are'() {
    const page = await read('&sender=ou_44444444444444444444444444dddddd&sort=size');
    same(await page.locator('#sort option:checked').innerText(), 'Oldest first');
    const times = await page.locator('.message').evaluateAll(all => all.map(one => one.querySelector('time')?.textContent ?? ''));
    holds(times.length > 10 && times.every(time => /\d\d:\d\d/.test(time)), times.join(' | '));
    holds(await page.locator('.message:not(.head) .beside').count() > 0, 'a time beside a message that has no head');
    await page.keyboard.press('1');
    same(await page.locator('#sort option:checked').innerText(), 'Largest first', 'the order of the other views');
  },

  async 'filters by chat, sender and day'() {
    const page = await read();
    const all = await shown(page);
    await page.selectOption('#sender', 'ou_3a1e0f21c4bb5d0d1c0e4f8c3b7a9d55');
    const sender = await shown(page);
    holds(sender > 0 && sender < all, `${sender} of ${all}`);
    same([...new Set(await page.locator('.message .sender').allInnerTexts())], ['Tom Baker']);
    await page.fill('#from', '2026-09-01');
    await page.fill('#to', '2026-09-02');
    const days = await shown(page);
    holds(days > 0 && days < sender, `${days} of ${sender}`);
    holds((await page.locator('.row .day').allInnerTexts()).every(text => /(31 August|[12] September) 2026/.test(text)), 'days');
    await page.selectOption('#chat', 'oc_finance');
    same(await page.locator('.chatname').allInnerTexts(), ['Finance Team']);
    await page.reload();
    await until(page, () => !/reading/.test(document.getElementById('shown').textContent));
    same((await page.locator('.chatname').allInnerTexts()).length, 1, 'chats after reloading');
  },

  async 'leaves hostile names and texts text, and runs none'() {
    const page = await read('&sender=ou_44444444444444444444444444dddddd');
    for (let screen = 0; screen < 40; screen++) {
      const bad = await page.evaluate(() => {
        const talk = document.getElementById('talk');
        const links = [...talk.querySelectorAll('a')].map(link => link.getAttribute('href')).filter(href => !/^(https?:\/\/|#|\.\/)/.test(href));
        return [...links, ...[...talk.querySelectorAll('script, svg, iframe, object, b[onclick], [onerror], [onload], [onmouseover], [style*="url"]')].map(element => element.outerHTML.slice(0, 100))];
      });
      same(bad, [], 'made of texts');
      same(await page.evaluate(() => document.documentElement.scrollWidth), 1280, 'the width of the page');
      await inPlace(page);
      await page.evaluate(() => scrollBy(0, 700));
      await page.waitForTimeout(30);
    }
    await page.evaluate(() => scrollTo(0, 0));
    // The rows at the top come with the next frame.
    await until(page, () => [...document.querySelectorAll('.said')].some(text => text.textContent.includes('onerror=alert(1)')));
    const texts = await page.locator('.said').allInnerTexts();
    holds(texts.some(text => text.includes('<img src=x onerror=alert(1)>')) && texts.some(text => text.includes('[click](javascript:alert(4))')), texts.join(' | ').slice(0, 500));
    holds((await page.locator('.message .sender').first().innerText()).includes('<b onclick=alert(1)>Eve</b>U+202E'), 'a name that is markup');
  },

  async 'cuts a text of a megabyte, and shows more when asked'() {
    const page = await read('&q=A long one');
    const long = message(page, 'A long one.');
    holds((await long.innerText()).length < 2500, 'the beginning');
    await long.locator('.more').click();
    await until(page, () => document.querySelector('.said').textContent.length > 25_000);
    holds(await nodes(page) < 4000, `${await nodes(page)} nodes`);
  },

  async 'keeps few nodes in the document, and every row in its place, wherever one scrolls'() {
    const page = await read();
    for (const part of [0.1, 0.5, 0.9, 1, 0.3, 0]) {
      await page.evaluate(to => scrollTo(0, to * document.documentElement.scrollHeight), part);
      await until(page, () => [...document.querySelectorAll('.message')].filter(one => { const box = one.getBoundingClientRect(); return box.bottom > 0 && box.top < innerHeight; }).length > 3);
      await page.waitForTimeout(100);
      holds(await nodes(page) < 900, `${await nodes(page)} nodes at ${part}`);
      await inPlace(page, ` at ${part}`);
    }
  },

  async 'opens a picture from its message, and goes between views'() {
    const page = await read('&chat=oc_finance');
    // Which messages have pictures depends on what the export was made of.
    for (let y = 0; y < 200_000 && await page.locator('.thumb').count() === 0; y += 1500) {
      await page.evaluate(to => scrollTo(0, to), y);
      await page.waitForTimeout(50);
    }
    await page.locator('.thumb').first().click();
    await until(page, () => document.querySelector('#stage img')?.naturalWidth > 0);
    const name = await page.locator('#viewer-name').innerText();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowLeft');
    same(await page.locator('#viewer-name').innerText(), name);
    await page.locator('#viewer-links a', { hasText: 'Show in Pictures' }).click();
    await until(page, () => location.hash.includes('view=pictures'));
    same(await page.locator('#viewer-name').innerText(), name, 'the picture among the pictures');
    await page.locator('#viewer-links a', { hasText: 'Show in the conversation' }).click();
    await until(page, () => document.activeElement.classList.contains('found') && document.activeElement.querySelector('.thumb'));
    same(await page.locator('#viewer').isVisible(), false, 'viewer');
    await page.goBack();
    await until(page, () => document.getElementById('viewer').open);
    same((await state(page)).view, 'pictures', 'the view behind');
  },

  async 'opens at a place that the address names'() {
    const before = await read('&chat=oc_share');
    await before.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
    await before.waitForTimeout(200);
    // Rows may still be measured: a click at a place could meet another one.
    await before.locator('.message .info').last().dispatchEvent('click');
    await until(before, () => /om_\w/.test(document.getElementById('facts').textContent));
    const id = (await before.locator('#facts').innerText()).match(/om_\w+/)[0];
    const page = await read(`&at=${id}`);
    await until(page, () => document.activeElement.classList.contains('found'));
    holds(await page.evaluate(() => document.activeElement.getBoundingClientRect().top < innerHeight), 'on the screen');
  },

  async 'tells the facts of a message, and opens it in Lark'() {
    const page = await read();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('i');
    const facts = await page.locator('#facts').innerText();
    holds(/ou_\w{32}/.test(facts) && /om_said_/.test(facts) && facts.includes('GMT+8'), facts);
    holds((await page.locator('#facts a').getAttribute('href')).startsWith('https://applink.feishu.cn/client/chat/open?openChatId='), 'the link');
    await page.keyboard.press('Escape');
    await page.keyboard.press('End');
    await page.keyboard.press('PageUp');
    await page.keyboard.press('Home');
    holds((await page.evaluate(() => document.activeElement.dataset.at)) === '0', 'Home');
    await page.keyboard.press('2');
    await until(page, () => location.hash.includes('view=pictures'));
    await page.keyboard.press('7');
    await until(page, () => location.hash.includes('view=conversation'));
  },

  async 'prints what the filters let through, threads unfolded'() {
    const page = await read('&chat=oc_odd&to=2026-08-01');
    await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
    const paper = await page.locator('#paper').evaluate(element => element.textContent);
    holds(paper.includes('In the café.') && paper.includes('Who has the third-quarter report?'), paper.slice(0, 300));
    await page.emulateMedia({ media: 'print' });
    same([await page.locator('header').isVisible(), await page.locator('#paper').isVisible()], [false, true]);
    await page.evaluate(() => dispatchEvent(new Event('afterprint')));
    same(await page.locator('#paper > *').count(), 0, 'left on the page');
  },

  async 'is Chinese in Chinese, and fits on a phone'() {
    const page = await read('&lang=zh', { viewport: { width: 360, height: 740 } });
    same(await page.locator('#views [aria-current]').innerText().then(text => text.split(/\s/)[0]), '会话内容');
    holds((await page.locator('.thread').first().innerText()).includes('条回复'), 'replies');
    for (const y of [0, 1200, 2600, 5000, 20000]) {
      await page.evaluate(to => scrollTo(0, to), y);
      await page.waitForTimeout(100);
      same(await page.evaluate(() => document.documentElement.scrollWidth), 360, `width at ${y}`);
      await inPlace(page, ` at ${y}`);
    }
    holds(!/undefined|\[object/.test(await page.evaluate(() => document.body.innerText)), 'words that are missing');
  },

  async 'lets in no script but its own data, and says so when that is gone'() {
    const page = await read();
    const before = complaints.length;
    const ran = await page.evaluate(async () => {
      const outcomes = [];
      for (const source of ['./gallery-data/other.js', './other.js', 'data:text/javascript,1']) {
        const script = document.createElement('script');
        try { script.src = source; document.head.append(script); outcomes.push('let in'); } catch { outcomes.push('refused'); }
      }
      await new Promise(done => setTimeout(done, 200));
      return outcomes;
    });
    same(ran, ['refused', 'refused', 'refused']);
    complaints.splice(before);
    const alone = mkdtempSync(join(tmpdir(), 'lark-gallery-'));
    copyFileSync(join(folder, 'index.html'), join(alone, 'index.html'));
    await page.goto(pathToFileURL(join(alone, 'index.html')).href);
    await until(page, () => document.getElementById('shown').textContent.includes('gallery-data'));
    rmSync(alone, { recursive: true });
    complaints.splice(before);
  },

  async 'asks for nothing but files in the conversation, and the browser has nothing to complain of'() {
    same(requests.filter(url => !/^(file|data):/.test(url)), [], 'requests');
    same(complaints.filter(text => !/gone\.png|broken\.png/.test(text)), [], 'complaints');
    holds(readdirSync(join(folder, 'gallery-data')).length > 0, 'the data is beside the page');
  },
};

if (!folder) {
  console.log(Object.keys(checks).join('\n'));
  process.exit();
}

await run(checks, browser);

if (shots) {
  for (const lang of ['en', 'zh']) {
    for (const theme of ['light', 'dark']) {
      for (const width of [1280, 390]) {
        const page = await read(`&lang=${lang}&theme=${theme}`, { viewport: { width, height: 860 } });
        await page.screenshot({ path: join(shots, `conversation-${lang}-${theme}-${width}.png`) });
        await page.context().close();
      }
    }
  }
}

await browser.close();
