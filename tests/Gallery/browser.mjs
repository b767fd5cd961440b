// Starts the browser of the machine. A container's root cannot have chromium's own sandbox; nothing from outside is opened here.
import { createRequire } from 'node:module';
import { join } from 'node:path';

export function launch(packages, executablePath) {
  const { chromium } = createRequire(join(packages, 'index.js'))('playwright-core');
  return chromium.launch({ executablePath, args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] });
}
