// Makes the folder of an export: three chats with real files, names of every kind, and as many items as are asked for.
// Usage: node make-export.mjs <folder with files of each kind> <folder to make> <items>
import { copyFileSync, linkSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { ACTIVE, DECEIVING } from './kinds.mjs';

const [sources, target, wanted] = process.argv.slice(2);
const HOSTILE = [
  '<img src=x onerror=alert(1)>.txt', '</script><script>alert(2)</script>.txt', 'invoice\u202Efdp.exe', '"><svg onload=alert(3)>.txt',
  '{{data}} ${alert(4)} \u2028 line.txt', 'javascript:alert(5)', '&lt;b&gt; &amp;.txt', '__proto__',
];
const TYPES = { '.png': 'image/png', '.jpg': 'image/jpeg', '.ogg': 'audio/ogg', '.mp4': 'video/mp4', '.pdf': 'application/pdf', '.txt': 'text/plain', '.html': 'text/html', '.webm': 'video/webm' };
const CHATS = [
  { id: 'oc_finance', folder: 'Finance Team (oc_finance)', lines: [] },
  { id: 'oc_share', folder: '财务共享 群 (oc_share)', lines: [] },
  { id: 'oc_odd', folder: '100% #1 plan & [draft] 😀 (oc_odd)', lines: [] },
];
const SENDERS = ['ou_7d8a6e6df7621556ce0d21922b676706', 'ou_3a1e0f21c4bb5d0d1c0e4f8c3b7a9d55', 'cli_a1b2c3d4e5f6'];
const FILE_NAMES = ['Quarterly report {n}.txt', '报告 第{n}期.txt', 'Ｂudget 100% #{n}.txt', 'notes (final) v{n}.txt', 'müller+söhne {n}.txt'];
const START = Date.UTC(2026, 7, 1, 8);
const END = Date.UTC(2026, 10, 22, 17);

writeFileSync(join(sources, 'plain.txt'), 'A plain file.\n');
writeFileSync(join(sources, 'active.html'), '<script>document.title = "ran"</script>');
const found = {};
for (const name of readdirSync(sources).sort()) {
  (found[extname(name)] ??= []).push(name);
}
const source = (extension, index) => join(sources, found[extension][index % found[extension].length]);
let serial = 0;

function place(chat, day, name, from) {
  const folder = join(target, chat.folder, day);
  mkdirSync(folder, { recursive: true });
  const path = join(folder, name);
  try {
    linkSync(from, path);
  } catch {
    // Another disk, or no more links to one file.
    copyFileSync(from, path);
  }
  return `${day}/${name}`;
}

function add(chat, fields) {
  const index = serial++;
  const sentAt = fields.sentAt ?? new Date(START + (END - START) * (index / wanted)).toISOString();
  const entry = {
    v: 1, messageId: `om_${String(index).padStart(6, '0')}`, chatId: chat.id, threadId: null, fileKey: `key_${index}`, type: 'file', kind: 'file',
    name: null, path: null, length: null, sha256: null, contentType: null, senderId: SENDERS[index % 7 % SENDERS.length],
    sentAt, savedAt: '2026-11-22T18:00:00Z', status: 'saved', code: null, logId: null, ...fields,
  };
  entry.sentAt = sentAt;
  chat.lines.push(JSON.stringify(entry));
  return entry;
}

function save(chat, kind, name, from, fields = {}) {
  const onDisk = fields.onDisk ?? name;
  const sentAt = new Date(START + (END - START) * (serial / wanted)).toISOString();
  const path = place(chat, sentAt.slice(0, 10), onDisk, from);
  return add(chat, {
    type: kind === 'image' || kind === 'cover' ? 'image' : 'file', kind, name: fields.sentAs === undefined ? name : fields.sentAs, path, sentAt,
    length: fields.length ?? statSync(from).size, sha256: '0'.repeat(64), contentType: TYPES[extname(onDisk)] ?? 'application/octet-stream', ...fields.more,
  });
}

const [finance, share, odd] = CHATS;
// One of each that the tests look for by name.
save(odd, 'image', 'Odd # name? no % yes 图 😀.png'.replace('?', process.platform === 'win32' ? '' : '?'), source('.png', 0));
save(odd, 'file', 'picture as a file.png', source('.png', 1));
save(finance, 'audio', 'voice one.ogg', source('.opus', 0));
save(finance, 'video', 'recorded.webm', source('.webm', 0));
save(finance, 'video', 'motion-jpeg.mp4', source('.mp4', 0));
save(finance, 'cover', 'cover.jpg', source('.jpg', 0), { more: { messageId: `om_${String(serial - 1).padStart(6, '0')}` } });
save(finance, 'file', 'report.pdf', source('.pdf', 0));
save(share, 'file', 'active.html', join(sources, 'active.html'));
HOSTILE.forEach((name, index) => save(share, 'file', name, source('.txt', 0), { onDisk: `hostile ${index}.txt` }));
for (const path of ['../outside.txt', '/etc/passwd', 'javascript:alert(6)', 'C:/secret.txt', 'a\\..\\..\\b.txt', 'x/../../y.txt']) {
  add(odd, { name: `bad path ${path}`, path, length: 1, contentType: 'text/plain' });
}
add(odd, { name: 'ＷＩＤＥ name.txt', path: place(odd, '2026-08-01', 'wide.txt', source('.txt', 0)), length: 12, contentType: 'text/plain' });
// Kinds in which a browser runs scripts; two senders of one name, and one whose name is markup.
ACTIVE.forEach((extension, index) => {
  writeFileSync(join(sources, `kind.${extension}`), Object.values(DECEIVING)[0]);
  save(odd, 'file', `kind of file ${index}.${extension}`, join(sources, `kind.${extension}`));
});
const twin = (id, senderName, link) => add(odd, {
  name: 'from a twin.txt', path: place(odd, '2026-08-01', `twin ${id}.txt`, source('.txt', 0)), length: 12, contentType: 'text/plain', senderId: id, senderName, folder: null, link,
});
twin('ou_11111111111111111111111111aaaaaa', 'Chen Wei 陈伟', 'https://applink.feishu.cn/client/chat/open?openChatId=oc_odd&position=7');
twin('ou_22222222222222222222222222bbbbbb', 'Chen Wei 陈伟\u200B', 'https://applink.feishu.cn.evil.example/client/chat/open?position=8');
twin('ou_44444444444444444444444444dddddd', '<b onclick=alert(1)>Eve</b>\u202E', 'javascript:alert(9)');
// A picture that is none, and one that is gone.
save(odd, 'image', 'broken.png', source('.txt', 0));
add(odd, { type: 'image', kind: 'image', name: 'gone.png', path: '2026-08-01/gone.png', length: 3, contentType: 'image/png' });

// Not saved.
for (const [status, code, kind] of [['skipped', 230110, 'file'], ['skipped', 234037, 'file'], ['skipped', null, 'sticker'], ['skipped', 234043, 'sticker'], ['skipped', null, 'video'], ['failed', 2200, 'image'], ['failed', null, 'file'], ['failed', 999999999, 'file']]) {
  for (let n = 0; n < 3; n++) {
    add(CHATS[n], { kind, type: kind === 'image' ? 'image' : 'file', name: kind === 'sticker' ? null : `left ${status} ${code ?? 'none'} ${n}.bin`, length: 1e9, status, code, logId: code ? '20261122170000ABCDEF0123456789' : null });
  }
}
add(finance, { type: null, kind: null, fileKey: null, senderId: null, status: 'skipped', name: null });
// Replaced by a later line, and lines that nobody understands.
const first = add(finance, { name: 'stale.txt', status: 'failed', code: 2200 });
finance.lines.push(JSON.stringify({ ...first, name: 'replaced.txt', path: place(finance, '2026-08-02', 'replaced.txt', source('.txt', 0)), length: 5, status: 'saved', code: null }), '{"something":"else"}', 'no json at all');

while (serial < wanted) {
  const chat = CHATS[serial % 10 < 6 ? 0 : serial % 10 < 9 ? 1 : 2];
  const part = serial * 7919 % 100;
  if (part < 60) {
    const extension = serial % 3 ? '.jpg' : '.png';
    save(chat, 'image', `img_v3_${String(serial).padStart(6, '0')}${extension}`, source(extension, serial >> 2), { sentAs: null });
  } else if (part < 68) {
    save(chat, 'video', `clip ${serial}.mp4`, source('.mp4', serial));
  } else if (part < 80) {
    save(chat, 'audio', `voice ${serial}.ogg`, source('.opus', serial), { sentAs: null });
  } else {
    save(chat, 'file', FILE_NAMES[serial % FILE_NAMES.length].replace('{n}', serial), source('.txt', serial), { length: (serial * 7919 % 9973) ** 2 });
  }
}
for (const chat of CHATS) {
  mkdirSync(join(target, chat.folder), { recursive: true });
  // The last line is torn, as by a kill.
  writeFileSync(join(target, chat.folder, 'manifest.jsonl'), chat.lines.join('\n') + '\n{"v":1,"messageId":"om_torn","chatId":"oc_');
}
