// Puts messages beside the manifests of an export: what was said around each file, threads, forwards, posts, hostile texts, and as many as are asked for.
// Usage: node make-messages.mjs <export folder> <messages>
import { createWriteStream, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { once } from 'node:events';

const [target, wanted] = process.argv.slice(2);
const PEOPLE = [
  ['ou_7d8a6e6df7621556ce0d21922b676706', 'Li Na 李娜'], ['ou_3a1e0f21c4bb5d0d1c0e4f8c3b7a9d55', 'Tom Baker'], ['ou_11111111111111111111111111aaaaaa', 'Chen Wei 陈伟'],
  ['ou_22222222222222222222222222bbbbbb', 'Chen Wei 陈伟'], ['ou_33333333333333333333333333cccccc', null], ['ou_44444444444444444444444444dddddd', '<b onclick=alert(1)>Eve</b>\u202E'],
];
const SAYINGS = [
  'Good morning!', '收到，谢谢。', 'Can you check the numbers for August once more? The total in the third column does not match what finance sent us on Friday.',
  '好的，我下午看一下。第三季度的数据已经更新，请以最新版本为准；如果还有问题，随时告诉我。', 'Done.', 'See https://example.com/plan?a=1&b=2, page 4.', '明天上午十点开会，地点在三楼会议室。',
  'I have moved it to next week.\nTom and Li Na know about it.', '👍', 'Which version is the right one?', '请大家确认一下合同编号 2026-0931。',
];
export const HOSTILE = [
  '<img src=x onerror=alert(1)>', '</script><script>alert(2)</script>', "');alert(3);('", '[click](javascript:alert(4))', '[click](data:text/html,<script>alert(5)</script>)',
  '![x](javascript:alert(6))', '**<svg onload=alert(7)>**', 'over\u202Edesrever', '[a](https://evil.example"onmouseover="alert(8))', '<a href="https://evil.example">bank</a>',
  '`<script>alert(9)</script>`', '```html\n<script>alert(10)</script>\n```', '|a|b|\n| --- | --- |\n|<img src=x onerror=alert(11)>|[x](vbscript:x)|', '> '.repeat(400) + 'deep', '* '.repeat(300) + 'x',
  '*'.repeat(5000), '**a'.repeat(3000), '['.repeat(3000) + '](https://x', '{{data}} ${alert(12)} \u2028 __proto__', 'http://user:pass@example.com\u202E/x',
];
const iso = time => new Date(time).toISOString();
const folders = readdirSync(target, { withFileTypes: true }).filter(entry => entry.isDirectory() && entry.name.includes('(oc_')).map(entry => entry.name).sort();
let serial = 0;

for (const [place, folder] of folders.entries()) {
  const chat = /\((oc_[^)]*)\)$/.exec(folder)[1];
  const byMessage = new Map();
  for (const line of readFileSync(join(target, folder, 'manifest.jsonl'), 'utf8').split('\n')) {
    try {
      const entry = JSON.parse(line);
      if (entry.messageId && entry.fileKey) byMessage.set(entry.messageId, [...(byMessage.get(entry.messageId) ?? []), entry]);
    } catch {
      // Lines that nobody understands are in the manifest on purpose.
    }
  }
  const files = [...byMessage].sort((a, b) => (a[1][0].sentAt < b[1][0].sentAt ? -1 : 1));
  const out = createWriteStream(join(target, folder, 'messages.jsonl'));
  const write = async fields => {
    const index = serial++;
    const person = PEOPLE[index * 7 % 5];
    const line = {
      v: 1, messageId: `om_said_${String(index).padStart(27, '0')}`, chatId: chat, threadId: null, rootId: null, parentId: null, position: index, sentAt: null, updatedAt: null, deleted: false,
      senderId: person[0], senderName: person[1], senderType: 'user', type: 'text', text: '', mentions: [], resources: [], syncedFrom: null, forwarded: null,
      link: `https://applink.feishu.cn/client/chat/open?openChatId=${chat}&position=${index}`, ...fields,
    };
    if (!out.write(JSON.stringify(line) + '\n')) await once(out, 'drain');
    return line;
  };
  const start = Date.UTC(2026, 7, 1, 0, 30);
  const end = Date.UTC(2026, 10, 22, 17);

  if (place === 0) {
    let time = start;
    const at = () => iso(time += 60_000);
    const eve = { senderId: PEOPLE[5][0], senderName: PEOPLE[5][1] };
    const question = await write({ text: 'Who has the third-quarter report?', sentAt: at(), senderId: PEOPLE[0][0], senderName: PEOPLE[0][1] });
    await write({ text: 'Here it is, with the corrections of *Friday*.', sentAt: at(), parentId: question.messageId, rootId: question.messageId, senderId: PEOPLE[1][0], senderName: PEOPLE[1][1] });
    await write({ text: 'From the first Chen Wei', sentAt: at(), senderId: PEOPLE[2][0], senderName: PEOPLE[2][1] });
    await write({ text: 'From the second Chen Wei', sentAt: at(), senderId: PEOPLE[3][0], senderName: PEOPLE[3][1] });
    await write({ text: 'From somebody without a name', sentAt: at(), senderId: PEOPLE[4][0], senderName: null });
    const root = await write({ text: 'Where do we meet for the review?', sentAt: at(), threadId: 'omt_1' });
    for (const text of ['In the café.', '三楼会议室', 'Room 4 is free.']) {
      await write({ text, sentAt: at(), threadId: 'omt_1', rootId: root.messageId, parentId: root.messageId });
    }
    await write({ text: 'Room 4 is free.', sentAt: at(), syncedFrom: `om_said_${String(serial - 1).padStart(27, '0')}` });
    const edited = { text: 'The meeting is at nine.', sentAt: at() };
    const first = await write(edited);
    serial--;
    await write({ ...edited, messageId: first.messageId, text: 'The meeting is at ten.', updatedAt: iso(time + 300_000) });
    await write({ text: '', deleted: true, sentAt: at(), updatedAt: iso(time + 60_000) });
    await write({ type: 'system', text: 'Tom Baker invited Li Na 李娜 to the chat.', sentAt: at(), senderId: null, senderName: null });
    await write({
      type: 'post', sentAt: at(), text: '# Release plan\n\n**Bold**, *italic*, ~~gone~~, <u>under</u> and `code`.\n\n- first\n  - inside\n- second with [the plan](https://example.com/plan)\n\n1. one\n2. two\n\n> quoted\n\n```js\nlet a = "<b>";\n```\n\n---\n\n| Name | Sum |\n| --- | --- |\n| Tea | 4 |\n\n![chart.png](img_v3_chart)',
    });
    await write({ type: 'interactive', sentAt: at(), senderId: 'cli_a1b2c3d4e5f6', senderName: 'Build Bot', senderType: 'app', text: '**Build 4711 failed**\n\n[Open the log](https://ci.example.com/4711)' });
    await write({
      type: 'merge_forward', text: 'Chat history', sentAt: at(), forwarded: [
        { v: 1, messageId: 'om_in_1', senderId: PEOPLE[0][0], senderName: PEOPLE[0][1], sentAt: iso(start - 9e8), type: 'text', text: 'The text inside a forward' },
        { v: 1, messageId: 'om_in_2', senderId: PEOPLE[1][0], senderName: PEOPLE[1][1], sentAt: iso(start - 8e8), type: 'merge_forward', text: '', forwarded: [{ messageId: 'om_in_3', senderName: 'Somebody else', text: 'A forward in a forward', type: 'text' }] },
      ],
    });
    for (const text of HOSTILE) {
      await write({ ...eve, type: 'text', text, sentAt: at() });
      await write({ ...eve, type: 'post', text, sentAt: at() });
    }
    await write({ ...eve, type: 'post', text: 'A long one. ' + 'word ünïcode 文字 '.repeat(60_000), sentAt: at() });
    await write({ text: 'All of you: ' + Array.from({ length: 10_000 }, (_, n) => `@Person${n}`).join(' '), mentions: Array.from({ length: 10_000 }, (_, n) => ({ key: `@_user_${n}`, id: `ou_${n}`, name: `Person${n}` })), sentAt: at() });
    await write({ ...eve, text: 'x'.repeat(3000), sentAt: at() });
  }

  const count = Math.max(Math.round(wanted * [0.6, 0.3, 0.1][place % 3]), files.length);
  let next = 0;
  let thread = null;
  for (let n = 0; n < count; n++) {
    const time = start + (end - start) * (n / count);
    if (next < files.length && (n * files.length) / count >= next) {
      const [messageId, entries] = files[next++];
      const { kind, senderId, senderName, sentAt, name } = entries[0];
      await write({ messageId, senderId, senderName: senderName ?? PEOPLE.find(([id]) => id === senderId)?.[1] ?? null, sentAt, type: kind ?? 'file', text: name ? `[${kind}] ${name}` : `[${kind}]`, resources: entries.map(entry => entry.fileKey) });
    }
    const isReply = thread && n % 40 > 0 && n % 40 < 6;
    const line = await write({
      text: SAYINGS[n * 13 % SAYINGS.length] + (n % 3 ? '' : ` (${n})`), sentAt: iso(time),
      ...(isReply ? { threadId: thread.threadId, rootId: thread.messageId, parentId: thread.messageId } : n % 40 === 0 ? { threadId: `omt_${chat}_${n}` } : {}),
    });
    if (n % 40 === 0) thread = line;
  }
  // The last line is torn, as by a kill.
  out.end('{"v":1,"messageId":"om_torn","text":"to');
  await once(out, 'finish');
}
