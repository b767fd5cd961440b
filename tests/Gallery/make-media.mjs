// Has the browser draw photographs and record a clip, so that the export has some that a real encoder made.
// Usage: node make-media.mjs <folder with node_modules> <chromium> <folder>
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { launch } from './browser.mjs';

const [packages, executable, folder] = process.argv.slice(2);
const browser = await launch(packages, executable);
const page = await browser.newPage();
const PICTURES = 24;

for (let index = 0; index < PICTURES; index++) {
  const picture = await page.evaluate(async seed => {
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [[1200, 900], [900, 1200], [1600, 900], [1000, 1000]][seed % 4];
    const brush = canvas.getContext('2d');
    const sky = brush.createLinearGradient(0, 0, 0, canvas.height);
    sky.addColorStop(0, `hsl(${seed * 47 % 360} 60% 62%)`);
    sky.addColorStop(1, `hsl(${(seed * 47 + 50) % 360} 70% 84%)`);
    brush.fillStyle = sky;
    brush.fillRect(0, 0, canvas.width, canvas.height);
    for (let hill = 0; hill < 4; hill++) {
      brush.fillStyle = `hsl(${(seed * 31 + hill * 12) % 360} 35% ${52 - hill * 10}%)`;
      brush.beginPath();
      brush.moveTo(0, canvas.height);
      for (let x = 0; x <= canvas.width; x += 20) {
        brush.lineTo(x, canvas.height * (0.5 + hill * 0.13) + Math.sin(x / (150 - hill * 20) + seed * 2 + hill * 4) * 60);
      }
      brush.lineTo(canvas.width, canvas.height);
      brush.fill();
    }
    const blob = await new Promise(done => canvas.toBlob(done, 'image/jpeg', 0.85));
    return [...new Uint8Array(await blob.arrayBuffer())];
  }, index);
  writeFileSync(join(folder, `drawn-${String(index).padStart(2, '0')}.jpg`), Buffer.from(picture));
}

const clip = await page.evaluate(async () => {
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [480, 270];
  const brush = canvas.getContext('2d');
  const recorder = new MediaRecorder(canvas.captureStream(15), { mimeType: 'video/webm;codecs=vp8' });
  const parts = [];
  recorder.ondataavailable = event => parts.push(event.data);
  const stopped = new Promise(done => { recorder.onstop = done; });
  recorder.start();
  for (let frame = 0; frame < 30; frame++) {
    brush.fillStyle = `hsl(${frame * 8} 60% 50%)`;
    brush.fillRect(0, 0, 480, 270);
    brush.fillStyle = '#fff';
    brush.fillRect(frame * 14, 100, 60, 60);
    await new Promise(done => setTimeout(done, 33));
  }
  recorder.stop();
  await stopped;
  return [...new Uint8Array(await new Blob(parts).arrayBuffer())];
});
writeFileSync(join(folder, 'recorded.webm'), Buffer.from(clip));
await browser.close();
