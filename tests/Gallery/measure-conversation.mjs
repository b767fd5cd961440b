// Measures the conversation of an export in a real browser: one line of JSON. No test: the figures in docs/gallery.md come from here.
// Usage: node measure-conversation.mjs <folder with node_modules> <chromium> <export folder>
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { launch } from './browser.mjs';

const [packages, executable, folder] = process.argv.slice(2);
const browser = await launch(packages, executable);
const page = await browser.newPage({ viewport: { width: 1280, height: 860 } });
const began = performance.now();
const since = () => Math.round(performance.now() - began);
await page.goto(pathToFileURL(join(folder, 'index.html')).href + '#view=conversation', { waitUntil: 'commit' });
await page.waitForFunction(() => document.querySelectorAll('.message').length > 5);
const firstScreen = since();
await page.waitForFunction(() => !/reading/.test(document.getElementById('shown').textContent), null, { timeout: 120000 });
const allRead = since();

const searches = await page.evaluate(async () => {
  const field = document.getElementById('q');
  const times = [];
  for (const words of ['report', 'Q', 'meet', '合同', 'review café', 'tom 10', '']) {
    await new Promise(done => setTimeout(done, 100));
    field.value = words;
    const start = performance.now();
    field.dispatchEvent(new Event('input'));
    document.getElementById('talk').getBoundingClientRect();
    times.push([words, Math.round(performance.now() - start)]);
  }
  return times;
});

const frames = step => page.evaluate(async pixels => {
  scrollTo(0, 0);
  const gaps = [];
  let nodes = 0;
  let last = await new Promise(requestAnimationFrame);
  for (let frame = 0; frame < 240; frame++) {
    scrollBy(0, pixels);
    const now = await new Promise(requestAnimationFrame);
    gaps.push(now - last);
    last = now;
    nodes = Math.max(nodes, document.getElementById('talk').querySelectorAll('*').length);
  }
  gaps.sort((a, b) => a - b);
  return { perSecond: Math.round(1000 * gaps.length / gaps.reduce((sum, gap) => sum + gap)), median: Math.round(gaps[gaps.length >> 1]), p95: Math.round(gaps[Math.floor(gaps.length * 0.95)]), worst: Math.round(gaps.at(-1)), nodes };
}, step);

const result = { firstScreen, allRead, searches, scroll: await frames(60), scrollFast: await frames(1500) };
result.end = await page.evaluate(async () => {
  const start = performance.now();
  scrollTo(0, document.documentElement.scrollHeight);
  await new Promise(requestAnimationFrame);
  await new Promise(requestAnimationFrame);
  return { ms: Math.round(performance.now() - start), height: document.documentElement.scrollHeight };
});
result.heapMB = await page.evaluate(() => Math.round(performance.memory.usedJSHeapSize / 1048576));
console.log(JSON.stringify(result));
await browser.close();
