// Measures the page of an export in a real browser: one line of JSON. No test: the figures in docs/gallery.md come from here.
// Usage: node measure.mjs <folder with node_modules> <chromium> <export folder>
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { launch } from './browser.mjs';

const [packages, executable, folder] = process.argv.slice(2);
const file = join(folder, 'index.html');
const browser = await launch(packages, executable);
const page = await browser.newPage({ viewport: { width: 1280, height: 860 } });

const began = performance.now();
await page.goto(pathToFileURL(file).href + '#view=pictures');
await page.waitForFunction(() => [...document.querySelectorAll('.tile img')].some(image => image.naturalWidth > 0));
const firstPicture = Math.round(performance.now() - began);

/** What changing a field costs, until the list stands: the first time, and the best of the others. */
const timeOf = (id, event, values) => page.evaluate(async ([id, event, values]) => {
  const element = document.getElementById(id);
  const times = [];
  for (let round = 0; round < 6; round++) {
    await new Promise(done => setTimeout(done, 60));
    element.value = values[round % 2];
    const start = performance.now();
    element.dispatchEvent(new Event(event));
    element.getBoundingClientRect();
    times.push(performance.now() - start);
  }
  return { first: Math.round(times[0]), best: Math.round(Math.min(...times.slice(1))) };
}, [id, event, values]);

async function frames(pixelsInAFrame) {
  return page.evaluate(async step => {
    scrollTo(0, 0);
    const gaps = [];
    let nodes = 0;
    let last = await new Promise(requestAnimationFrame);
    for (let frame = 0; frame < 240; frame++) {
      scrollBy(0, step);
      const now = await new Promise(requestAnimationFrame);
      gaps.push(now - last);
      last = now;
      nodes = Math.max(nodes, document.getElementById('items').querySelectorAll('*').length);
    }
    gaps.sort((a, b) => a - b);
    return { perSecond: Math.round(1000 * gaps.length / gaps.reduce((sum, gap) => sum + gap)), median: Math.round(gaps[gaps.length >> 1]), p95: Math.round(gaps[Math.floor(gaps.length * 0.95)]), worst: Math.round(gaps.at(-1)), nodes };
  }, pixelsInAFrame);
}

const result = {
  pageBytes: statSync(file).size,
  firstPicture,
  script: await page.evaluate(() => Math.round(performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd)),
  scroll: await frames(60),
  scrollFast: await frames(1500),
};
await page.keyboard.press('1');
result.search = await timeOf('q', 'input', ['report', 'voice']);
await page.locator('#clear').click();
result.filter = await timeOf('chat', 'change', ['oc_share', 'oc_finance']);
await page.locator('#clear').click();
result.sortByName = await timeOf('sort', 'change', ['name', 'newest']);
result.heapMB = await page.evaluate(() => Math.round(performance.memory.usedJSHeapSize / 1048576));
console.log(JSON.stringify(result));
await browser.close();
