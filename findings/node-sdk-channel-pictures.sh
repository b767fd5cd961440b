#!/usr/bin/env bash
# Of pictures that are sent at once, the node SDK's Channel gives one message, with the id of the last: the others cannot be downloaded with it.
#
# Version:   @larksuiteoapi/node-sdk 1.74.0 with node 18.2 or newer, and a server of its own that has one picture in each of three messages and refuses the
#            picture of another message as the platform does it: HTTP 400, {"code":234003,…}.
# Expected:  each resource of a message of the Channel can be downloaded with the messageId of that message.
# Behaviour: messages of a chat that each come within 600 ms of the one before become one. It has the resources of all, and the messageId and createTime of the
#            last; the other ids are not in it, nor anything that tells of the merging. Each picture is a message of its own for the platform, so of several that
#            are sent at once only the last can be downloaded. safety: { batch: { text: { delayMs: 0 } } } turns it off, for pictures too.
# Seen:
#   at once: om_3 with img_1, img_2, img_3
#   img_1 in om_3: HTTP 400
#   img_2 in om_3: HTTP 400
#   img_3 in om_3: 5 bytes
#   one second apart: om_4 with img_4
#   img_4 in om_4: 5 bytes
#   one second apart: om_5 with img_5
#   img_5 in om_5: 5 bytes
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y > log && npm install --no-audit --no-fund @larksuiteoapi/node-sdk@1.74.0 >> log 2>&1 || { cat log; exit 1; }
cat > show.cjs <<'JS'
const http = require('node:http');
const { setTimeout: wait } = require('node:timers/promises');
const lark = require('@larksuiteoapi/node-sdk');

const server = http.createServer((request, response) => {
    const [, message, picture] = request.url.match(/messages\/om_(\d)\/resources\/img_(\d)/) ?? [];
    if (request.url.includes('tenant_access_token')) {
        answer(response, 200, { code: 0, msg: 'ok', expire: 7200, tenant_access_token: 't-1' });
    } else if (request.url.includes('/bot/v3/info')) {
        answer(response, 200, { code: 0, msg: 'ok', bot: { open_id: 'ou_bot', app_name: 'Desk' } });
    } else if (message === picture) {
        response.writeHead(200, { 'Content-Type': 'image/png' });
        response.end('bytes');
    } else {
        answer(response, 400, { code: 234003, msg: 'File not in msg.' });
    }
});

function answer(response, status, body) {
    response.writeHead(status, { 'Content-Type': 'application/json; charset=utf-8' });
    response.end(JSON.stringify(body));
}

server.listen(0, '127.0.0.1', async () => {
    const quiet = Object.fromEntries(['error', 'warn', 'info', 'debug', 'trace'].map(level => [level, () => { }]));
    const domain = `http://127.0.0.1:${server.address().port}`;
    const channel = lark.createLarkChannel({ appId: 'cli_1', appSecret: 'none', domain, transport: 'webhook', logger: quiet });
    let merged = [];
    channel.on('message', message => { merged.push(message); });
    await channel.connect();

    let last = 0;
    const receive = () => {
        const id = ++last;
        const content = JSON.stringify({ image_key: `img_${id}` });
        const message = { message_id: `om_${id}`, chat_id: 'oc_1', chat_type: 'p2p', message_type: 'image', create_time: `${Date.now()}`, content };
        const event = { sender: { sender_id: { open_id: 'ou_1' }, sender_type: 'user' }, message };
        return channel.dispatcher.invoke({ schema: '2.0', header: { event_id: `e_${id}`, event_type: 'im.message.receive_v1' }, event });
    };

    for (const [what, count, pause] of [['at once', 3, 0], ['one second apart', 2, 1000]]) {
        merged = [];
        for (let sent = 0; sent < count; sent++) {
            await receive();
            await wait(pause);
        }

        await wait(1000);
        for (const { messageId, resources } of merged) {
            console.log(`${what}: ${messageId} with ${resources.map(resource => resource.fileKey).join(', ')}`);
            for (const { fileKey } of resources) {
                let seen;
                try {
                    const path = { message_id: messageId, file_key: fileKey };
                    const file = await channel.rawClient.im.v1.messageResource.get({ path, params: { type: 'image' } });
                    const chunks = await file.getReadableStream().toArray();
                    seen = `${Buffer.concat(chunks).length} bytes`;
                } catch (error) {
                    seen = `HTTP ${error.response?.status}`;
                }

                console.log(`${fileKey} in ${messageId}: ${seen}`);
            }
        }
    }

    await channel.disconnect();
    server.close();
    server.closeAllConnections();
});
JS

seen=$(node show.cjs)
echo "$seen"
[[ $seen == 'at once: om_3 with img_1, img_2, img_3
img_1 in om_3: HTTP 400
img_2 in om_3: HTTP 400
img_3 in om_3: 5 bytes
one second apart: om_4 with img_4
img_4 in om_4: 5 bytes
one second apart: om_5 with img_5
img_5 in om_5: 5 bytes' ]] || { echo 'The behaviour has changed.'; exit 1; }
