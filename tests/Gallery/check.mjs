// Opens the page of an export in a real browser and uses it as a person would: one line of JSON for each thing that was looked at.
// Usage: node check.mjs <folder with node_modules> <chromium> <export folder> [<folder for screenshots>]
// Without arguments: the names of what is looked at.
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ACTIVE, DECEIVING } from './kinds.mjs';
import { focused, holds, run, same, shown, state, until, visit } from './visit.mjs';

const [packages, executable, folder, shots] = process.argv.slice(2);
const { address, browser, complaints, requests, open } = folder ? await visit(packages, executable, folder) : {};
const nodes = page => page.evaluate(() => document.getElementById('items').querySelectorAll('*').length);

const checks = {
  async 'shows pictures first, and loads those on the screen'() {
    const page = await open();
    same((await state(page)).view, undefined, 'view in the address before anything was chosen');
    same(await page.locator('#views [aria-current]').innerText().then(text => text.split(' ')[0]), 'Pictures');
    await until(page, () => [...document.querySelectorAll('.tile img')].filter(image => image.naturalWidth > 0).length > 12);
    holds(await nodes(page) < 600, `${await nodes(page)} nodes`);
  },

  async 'keeps few nodes in the document wherever one scrolls'() {
    const page = await open('#view=pictures');
    for (const part of [0.1, 0.5, 0.9, 1, 0]) {
      await page.evaluate(to => scrollTo(0, to * document.documentElement.scrollHeight), part);
      await until(page, () => [...document.querySelectorAll('.tile')].filter(tile => { const box = tile.getBoundingClientRect(); return box.bottom > 0 && box.top < innerHeight; }).length > 5);
      holds(await nodes(page) < 600, `${await nodes(page)} nodes at ${part}`);
    }
  },

  async 'filters by chat, day, kind and sender, and counts'() {
    const page = await open('#view=all');
    const all = await shown(page);
    await page.selectOption('#chat', 'oc_share');
    const chat = await shown(page);
    holds(chat > 0 && chat < all, `${chat} of ${all} after choosing a chat`);
    await page.fill('#from', '2026-09-01');
    await page.fill('#to', '2026-09-03');
    const days = await shown(page);
    holds(days > 0 && days < chat, `${days} of ${chat} after choosing days`);
    const headings = await page.locator('.row.day').allInnerTexts();
    holds(headings.every(text => /[123] September 2026/.test(text)), headings.join());
    await page.selectOption('#kind', 'image');
    const kind = await shown(page);
    holds(kind > 0 && kind < days, `${kind} of ${days} after choosing a kind`);
    await page.selectOption('#sender', 'cli_a1b2c3d4e5f6');
    holds(await shown(page) < kind, 'a sender');
    same(await state(page), { view: 'all', chat: 'oc_share', from: '2026-09-01', to: '2026-09-03', kind: 'image', sender: 'cli_a1b2c3d4e5f6' });
    const before = await shown(page);
    await page.reload();
    same(await shown(page), before, 'items after reloading');
    await page.click('#clear');
    same(await shown(page), all, 'items without filters');
  },

  async 'searches names in any case and width, and in Chinese'() {
    const page = await open('#view=files');
    for (const [words, expected] of [['REPORT.pdf', 'report.pdf'], ['wide NAME', 'ＷＩＤＥ name.txt'], ['replaced', 'replaced.txt']]) {
      await page.fill('#q', words);
      same(await page.locator('.line .name').first().innerText(), expected);
      same(await shown(page), 1, words);
    }
    await page.fill('#q', '报告 期');
    holds(await shown(page) > 10, 'Chinese words');
    await page.fill('#q', 'stale');
    same(await shown(page), 0, 'a line that a later one replaced');
    same(await page.locator('#empty').innerText(), 'Nothing fits these filters.');
  },

  async 'sorts by time, name and size'() {
    const page = await open('#view=files');
    const sizes = () => page.locator('.line .size').allInnerTexts();
    await page.selectOption('#sort', 'size');
    holds((await sizes()).slice(0, 5).every(text => text.endsWith('MiB')), 'the largest first');
    await page.selectOption('#sort', 'name');
    const names = (await page.locator('.line .name').allInnerTexts());
    same(names, [...names].sort(new Intl.Collator('en', { numeric: true }).compare));
    await page.selectOption('#sort', 'oldest');
    holds((await page.locator('.row.day').first().innerText()).includes('1 August 2026'), 'the oldest first');
  },

  async 'leaves hostile names text, and links nothing outside the folder of the chat'() {
    const page = await open('#view=files&sort=oldest&to=2026-08-02');
    const names = await page.locator('.line .name').allInnerTexts();
    for (const name of ['<img src=x onerror=alert(1)>.txt', '</script><script>alert(2)</script>.txt', '"><svg onload=alert(3)>.txt', 'javascript:alert(5)', '&lt;b&gt; &amp;.txt', '__proto__', 'invoiceU+202Efdp.exe']) {
      holds(names.includes(name), `${name} in ${names.join(' | ')}`);
    }
    same(await page.locator('#items svg, #items script, #items img').count(), 0, 'elements made of names');
    await page.fill('#q', 'bad path');
    same(await shown(page), 6);
    same(await page.locator('#items a').count(), 0, 'links of bad paths');
    await page.locator('.line .info').first().click();
    holds((await page.locator('#viewer-links').innerText()).includes('does not lie in the folder'), 'why there is no link');
    same(await page.locator('#viewer a').count(), 0, 'links of a bad path');
    await page.keyboard.press('Escape');
    await page.fill('#q', 'active.html');
    same(await page.locator('.line a').count(), 0, 'links of a file that a browser runs');
    await page.keyboard.press('Enter');
    await page.keyboard.press('i');
    const folderLink = await page.locator('#viewer-links a').getAttribute('href');
    holds(folderLink.endsWith('/') && !folderLink.includes('active'), folderLink);
  },

  async 'links only kinds in which the browser runs nothing'() {
    const page = await open('#view=files&q=kind of file');
    same(await shown(page), ACTIVE.length, 'files in which a browser runs scripts');
    same(await page.locator('#items a').count(), 0, 'links of them');
    await page.locator('.line .info').first().click();
    holds((await page.locator('#viewer-links a').getAttribute('href')).endsWith('/'), 'a link to the folder');

    // What is linked, with a script inside, under every extension: the page and the browser are asked.
    const list = await page.evaluate(() => /OPENED = new Set\(([\s\S]*?)\.split/.exec(document.querySelector('script[type=module]').textContent)[1]);
    const opened = list.match(/[a-z0-9]+/g);
    holds(opened.length > 50 && opened.includes('pdf'), list);
    const other = await page.context().newPage();
    for (const extension of opened) {
      const path = join(folder, `probe.${extension}`);
      for (const bytes of Object.values(DECEIVING)) {
        writeFileSync(path, bytes);
        // What the browser saves instead of showing it ends the visit with an error; that is as good.
        await other.goto(pathToFileURL(path).href, { timeout: 4000 }).catch(() => {});
        holds(!other.url().endsWith('#ran'), `a script ran in a file .${extension}, which the page links`);
      }
      rmSync(path);
    }
  },

  async 'calls senders by name, tells two of one name apart, and opens messages in Lark only'() {
    const page = await open('#view=files&q=from a twin&sort=oldest');
    const options = await page.locator('#sender option').allInnerTexts();
    holds(options.some(text => text.startsWith('Chen Wei 陈伟 (…aaaaaa)')) && options.some(text => text.startsWith('Chen Wei 陈伟<U+200B> (…bbbbbb)')), options.join(' | '));
    holds(options.some(text => text.includes('<b onclick=alert(1)>Eve</b><U+202E>')), options.join(' | '));
    holds(options.some(text => text.startsWith('cli_a1b2c3d4e5f6')), 'a sender without a name');
    await page.selectOption('#sender', 'ou_11111111111111111111111111aaaaaa');
    same(await shown(page), 1, 'what one of the two has sent');
    await page.locator('.line .info').first().click();
    const facts = await page.locator('#viewer-facts').innerText();
    holds(facts.includes('Chen Wei 陈伟') && facts.includes('ou_11111111111111111111111111aaaaaa'), facts);
    same(await page.locator('#viewer-links a', { hasText: 'Open the message in Lark' }).getAttribute('href'), 'https://applink.feishu.cn/client/chat/open?openChatId=oc_odd&position=7');
    await page.keyboard.press('Escape');
    await page.selectOption('#sender', 'ou_22222222222222222222222222bbbbbb');
    await page.locator('.line .info').first().click();
    same(await page.locator('#viewer-links a', { hasText: 'Lark' }).count(), 0, 'a link that leads elsewhere');
  },

  async 'links files of any name so that they open'() {
    const page = await open('#view=pictures&sort=oldest');
    await until(page, () => document.querySelector('.tile img')?.naturalWidth > 0);
    holds((await page.locator('.tile').first().getAttribute('aria-label')).includes('Odd # name'), 'the odd name comes first');
    await page.goto(`${address}#view=files&q=100%25&sort=oldest`);
    await page.reload();
    const [opened] = await Promise.all([page.context().waitForEvent('page'), page.locator('.line a').first().click()]);
    await opened.waitForLoadState();
    same((await opened.locator('body').innerText()).trim(), 'A plain file.');
  },

  async 'shows a picture large, and goes on with the arrows'() {
    const page = await open('#view=pictures');
    await page.locator('.tile').nth(2).click();
    await until(page, () => document.querySelector('#stage img')?.naturalWidth > 0);
    const name = await page.locator('#viewer-name').innerText();
    holds((await page.locator('#viewer-facts').innerText()).includes('GMT+8'), 'the time zone of the reader');
    await page.keyboard.press('ArrowRight');
    holds(await page.locator('#viewer-name').innerText() !== name, 'the next picture');
    await page.keyboard.press('ArrowLeft');
    same(await page.locator('#viewer-name').innerText(), name, 'the picture before');
    const linked = (await state(page)).open;
    await page.reload();
    same(await page.locator('#viewer-name').innerText(), name, 'the picture after reloading');
    await page.keyboard.press('Escape');
    await page.locator('#viewer').waitFor({ state: 'hidden' });

    // The browser goes back in its history for that, which takes a moment.
    await until(page, () => document.activeElement !== document.body);
    same(await focused(page), 2, 'the picture that has the focus');
    same((await state(page)).open, undefined, `the address after ${linked}`);
    await page.locator('.tile').nth(1).click();
    await page.goBack();
    await page.locator('#viewer').waitFor({ state: 'hidden' });
  },

  async 'is used with the keyboard alone'() {
    const page = await open('#view=pictures');
    await page.keyboard.press('ArrowRight');
    same(await focused(page), 0, 'the first arrow');
    await page.keyboard.press('ArrowRight');
    same(await focused(page), 1);
    await page.keyboard.press('ArrowDown');
    const columns = await page.evaluate(() => document.querySelector('.row.pictures').children.length);
    same(await focused(page), columns + 1, 'one row down');
    await page.keyboard.press('End');
    same(await focused(page), await shown(page) - 1, 'the last');
    await page.keyboard.press('PageUp');
    holds(await focused(page) < await shown(page) - columns, 'a page up');
    await page.keyboard.press('Home');
    same(await focused(page), 0);
    await page.keyboard.press('Enter');
    holds(await page.locator('#viewer').isVisible(), 'viewer');
    await page.keyboard.press('Escape');
    await page.keyboard.press('/');
    await page.keyboard.type('jpg');

    // The address follows when the typing has paused.
    await until(page, () => location.hash.includes('q=jpg'));
    await page.keyboard.press('Escape');
    await until(page, () => !location.hash.includes('q='));
    await page.keyboard.press('Enter');
    same(await focused(page), 0, 'from the search into the items');
    await page.keyboard.press('5');
    await until(page, () => location.hash.includes('view=files'));
    await page.keyboard.press('?');
    holds(await page.locator('#keys').isVisible(), 'the list of keys');
    await page.keyboard.press('Escape');
    await page.evaluate(() => scrollTo(0, 5000));
    await page.keyboard.press('ArrowDown');
    holds(await focused(page) > 50, 'the first arrow after scrolling away');
    holds(await page.evaluate(() => Math.abs(scrollY - 5000) < 100), 'the place on the screen');
    await page.keyboard.press('4');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    await until(page, () => [...document.querySelectorAll('audio')].some(player => !player.paused || player.played.length > 0));
  },

  async 'keeps what is done in the moment in which the viewer closes'() {
    const page = await open('#view=pictures');
    // The browser goes back in the history by and by; the page must not take that for a wish to leave the search.
    const meanwhile = act => page.evaluate(`new Promise(resolve => {
      const viewer = document.getElementById('viewer');
      viewer.addEventListener('close', () => { (${act})(); resolve(); }, { once: true });
      viewer.close();
    })`);
    await page.locator('.tile').nth(2).click();
    await meanwhile(() => {
      const search = document.getElementById('q');
      search.focus();
      search.value = 'jpg';
      search.dispatchEvent(new Event('input'));
    });
    await until(page, () => location.hash.includes('q=jpg') && !location.hash.includes('open='));
    same(await page.inputValue('#q'), 'jpg', 'the search');
    await page.locator('.tile').nth(1).click();
    await meanwhile(() => document.querySelectorAll('#views a')[3].click());
    await until(page, () => location.hash.includes('view=audio'));
    await page.goBack();
    await until(page, () => location.hash.includes('view=pictures') && !location.hash.includes('open='));
    same(await page.inputValue('#q'), 'jpg', 'the search after going back');
    await page.locator('.tile').nth(1).click();
    const name = await page.locator('#viewer-name').innerText();
    await meanwhile(() => document.querySelector('.tile').click());
    await until(page, () => location.hash.includes('open='));
    holds(await page.locator('#viewer').isVisible() && await page.locator('#viewer-name').innerText() !== name, 'another picture at once');
    await page.goBack();
    await page.locator('#viewer').waitFor({ state: 'hidden' });
    same((await state(page)).view, 'pictures', 'the view behind the viewer');
  },

  async 'plays audio, and begins nothing by itself'() {
    const page = await open('#view=audio&q=voice one');
    const player = page.locator('audio');
    await until(page, () => document.querySelector('audio')?.readyState >= 1);
    same(await player.evaluate(element => [element.paused, element.autoplay, element.preload]), [true, false, 'metadata']);
    await player.evaluate(element => element.play());
    await until(page, () => document.querySelector('audio').currentTime > 0 || document.querySelector('audio').ended);
  },

  async 'plays video, with its cover before, and says so where it cannot'() {
    const page = await open('#view=videos&sort=oldest&to=2026-08-02');
    const recorded = page.locator('.film', { hasText: 'recorded.webm' }).locator('video');
    await recorded.evaluate(element => element.play());
    await until(page, () => document.querySelector('video').currentTime > 0);
    holds(await recorded.evaluate(element => element.readyState >= 2 && element.videoWidth === 480), 'frames');
    const posed = page.locator('.film', { hasText: 'motion-jpeg.mp4' }).locator('video');
    holds((await posed.getAttribute('poster')).endsWith('cover.jpg'), 'the cover');
    same(await posed.getAttribute('preload'), 'none');
    await posed.evaluate(element => element.play().catch(() => {}));
    await page.locator('.film', { hasText: 'motion-jpeg.mp4' }).locator('.unplayable').waitFor();
  },

  async 'shows what was not saved, with the reason in both languages'() {
    const page = await open('#view=missing');
    const text = await page.locator('#items').innerText();
    holds(text.includes('Code 2200') && text.includes('The platform reports an internal error.'), text);
    holds(text.includes('which is not in this module\'s catalogue'), 'a code without a row');
    await page.fill('#q', 'left skipped 234037');
    same(await shown(page), 3);
    await page.click('#lang');
    holds(/\p{Script=Han}{6}/u.test(await page.locator('.reason').innerText()), 'Chinese reason');
    await page.click('#lang');
    await page.fill('#q', '');
    await page.selectOption('#kind', 'sticker');
    const stickers = await page.locator('.reason').allInnerTexts();
    holds(stickers.length === 2 && stickers.every(reason => reason.includes('The platform does not serve stickers.') && !reason.includes('merged forward')), stickers.join(' | '));
  },

  async 'takes the language of the browser, and another when asked'() {
    const page = await open('', { locale: 'zh-CN' });
    same(await page.locator('h1').innerText(), '会话资源');
    same(await page.evaluate(() => document.documentElement.lang), 'zh-CN');
    holds((await page.locator('.row.day').first().innerText()).includes('年'), 'Chinese days');
    await page.click('#lang');
    same(await page.locator('h1').innerText(), 'Chat resources');
    await page.reload();
    same(await page.locator('h1').innerText(), 'Chat resources', 'title after reloading');
    same(await (await open('#lang=zh')).locator('h1').innerText(), '会话资源', 'title of an address that names the language');
    const texts = await page.evaluate(() => document.body.innerText);
    holds(!/undefined|\[object/.test(texts), 'words that are missing');
  },

  async 'follows the colours of the system, and others when asked'() {
    const isLight = () => getComputedStyle(document.documentElement).backgroundColor.match(/\d+/g).every(part => part > 200);
    const isDark = () => getComputedStyle(document.documentElement).backgroundColor.match(/\d+/g).every(part => part < 60);
    const page = await open('', { colorScheme: 'dark' });
    await until(page, isDark);
    await page.emulateMedia({ colorScheme: 'light' });
    await until(page, isLight);
    await page.click('#theme');
    await page.click('#theme');
    await until(page, isDark);
    await page.reload();
    await until(page, isDark);
  },

  async 'fits on a phone'() {
    const page = await open('#view=pictures', { viewport: { width: 360, height: 740 } });
    for (const view of ['pictures', 'videos', 'audio', 'files', 'missing']) {
      await page.goto(`${address}#view=${view}`);
      await page.reload();
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      same(width, 360, `width of ${view}`);
    }
  },

  async 'is shut by its policy: no script, style or connection but its own'() {
    const page = await open();
    const before = complaints.length;
    const outcome = await page.evaluate(async () => {
      const script = document.createElement('script');
      let refused = false;
      try { script.textContent = 'window.ran = true'; document.body.append(script); } catch { refused = true; }
      const fetched = await fetch('./index.html').then(() => 'fetched', () => 'refused');
      let markup = 'parsed';
      try { document.body.insertAdjacentHTML('beforeend', '<b>x</b>'); } catch { markup = 'refused'; }
      return [window.ran ?? false, fetched, markup, refused];
    });
    same(outcome.slice(0, 3), [false, 'refused', 'refused']);
    // The browser has to complain here, and only here.
    holds(complaints.splice(before).length > 0, 'complaints of the browser');
  },

  async 'asks for nothing but files, and the browser has nothing to complain of'() {
    same(requests.filter(url => !url.startsWith('file:')), [], 'requests');
    // A picture that is gone and one that is none are in the export on purpose.
    same(complaints.filter(text => !/gone\.png|broken\.png/.test(text)), [], 'complaints');
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
      for (const view of ['pictures', 'videos', 'audio', 'files', 'missing']) {
        const page = await open(`#view=${view}&lang=${lang}&theme=${theme}`);
        await page.waitForTimeout(500);
        await page.screenshot({ path: join(shots, `${view}-${lang}-${theme}.png`) });
        await page.context().close();
      }
    }
  }
}

await browser.close();
