// Lists the messages of a chat and downloads what they name, as another client does it: one line of JSON for each resource.
// Usage: node list.mjs <folder with node_modules> <base address> <chat id>
import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const [folder, domain, chatId] = process.argv.slice(2);
const lark = createRequire(join(folder, 'index.js'))('@larksuiteoapi/node-sdk');
const client = new lark.Client({
  appId: 'cli_sandbox',
  appSecret: 'sandbox-secret',
  domain,
  // Answers go to stdout, nothing else may.
  logger: { error: console.error, warn: console.error, info() {}, debug() {}, trace() {} },
});

function keysOf(item) {
  // The content of other types need not be JSON.
  const content = ['image', 'file', 'audio', 'media'].includes(item.msg_type) ? JSON.parse(item.body.content) : null;
  switch (item.msg_type) {
    case 'image': return [[content.image_key, 'image']];
    case 'file': case 'audio': return [[content.file_key, 'file']];
    case 'media': return [[content.file_key, 'file'], [content.image_key, 'image']];
    default: return [];
  }
}

async function hashOf(stream) {
  const hash = createHash('sha256');
  let length = 0;
  for await (const block of stream) {
    hash.update(block);
    length += block.length;
  }
  return { sha256: hash.digest('hex'), length };
}

const pages = await client.im.message.listWithIterator({
  params: { container_id_type: 'chat', container_id: chatId, page_size: 50, sort_type: 'ByCreateTimeAsc' },
});
for await (const page of pages) {
  for (const item of page.items) {
    const one = { messageId: item.message_id, type: item.msg_type, time: item.create_time, deleted: item.deleted, sender: item.sender.id, resources: [] };
    for (const [key, type] of item.deleted ? [] : keysOf(item)) {
      const answer = await client.im.messageResource.get({ path: { message_id: item.message_id, file_key: key }, params: { type } });
      one.resources.push({ key, ...await hashOf(answer.getReadableStream()) });
    }
    console.log(JSON.stringify(one));
  }
}
