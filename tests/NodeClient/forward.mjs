// Reads one message as another client does it: one line of JSON for each item of the answer.
// Usage: node forward.mjs <folder with node_modules> <base address> <message id>
import { createRequire } from 'node:module';
import { join } from 'node:path';

const [folder, domain, messageId] = process.argv.slice(2);
const lark = createRequire(join(folder, 'index.js'))('@larksuiteoapi/node-sdk');
const client = new lark.Client({
  appId: 'cli_sandbox',
  appSecret: 'sandbox-secret',
  domain,
  logger: { error: console.error, warn: console.error, info() {}, debug() {}, trace() {} },
});
const answer = await client.im.message.get({ path: { message_id: messageId } });
for (const item of answer.data.items) {
  console.log(JSON.stringify({ messageId: item.message_id, upper: item.upper_message_id ?? null }));
}
