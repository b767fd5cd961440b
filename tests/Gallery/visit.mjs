// What the checks have in common: opening the page as a person would, and saying what was expected.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { launch } from './browser.mjs';

export async function visit(packages, executable, folder) {
  const address = pathToFileURL(join(folder, 'index.html')).href;
  const browser = await launch(packages, executable);
  const complaints = [];
  const requests = [];

  async function open(hash = '', options = {}) {
    const context = await browser.newContext({ locale: 'en-GB', timezoneId: 'Asia/Shanghai', viewport: { width: 1280, height: 860 }, ...options });
    const page = await context.newPage();
    page.on('console', message => complaints.push(`${message.type()}: ${message.text()} ${message.location().url}`));
    page.on('pageerror', error => complaints.push(`error: ${error.message}`));
    page.on('dialog', dialog => { complaints.push(`dialog: ${dialog.message()}`); dialog.dismiss(); });
    page.on('request', request => requests.push(request.url()));
    await page.goto(address + hash);
    await page.locator('#shown').filter({ hasText: /\d/ }).waitFor();
    return page;
  }

  return { address, browser, complaints, requests, open };
}

export const shown = async page => Number((await page.locator('#shown').textContent()).replace(/,/g, '').match(/\d+/)[0]);
export const state = page => page.evaluate(() => Object.fromEntries(new URLSearchParams(location.hash.slice(1))));
export const focused = page => page.evaluate(() => Number(document.activeElement.dataset.at ?? -1));
export const until = (page, condition, argument) => page.waitForFunction(condition, argument, { timeout: 20000 });

export function same(actual, expected, what = 'value') {
  const [a, b] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (a !== b) throw new Error(`${what}: ${a} instead of ${b}`);
}

export function holds(condition, what) {
  if (!condition) throw new Error(what);
}

/** Runs the checks one after the other: one line of JSON for each. */
export async function run(checks, browser) {
  for (const [name, check] of Object.entries(checks)) {
    const outcome = await check().then(() => ({ ok: true }), error => ({ ok: false, why: error.message }));
    console.log(JSON.stringify({ name, ...outcome }));
    await Promise.all(browser.contexts().map(context => context.close()));
  }
}
