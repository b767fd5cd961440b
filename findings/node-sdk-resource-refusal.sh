#!/usr/bin/env bash
# A refused resource has no error code in the node SDK: the body of the refusal is a stream that was not read.
#
# Version:   @larksuiteoapi/node-sdk 1.74.0 with node 18 or newer, and a server of its own that refuses as the platform does: HTTP 400, {"code":234009,…}.
# Expected:  error.response.data.code is the code of the platform, as it is after any other call of this SDK.
# Behaviour: im.v1.messageResource.get asks for a stream, so data of its error is an IncomingMessage, in which code is undefined. A client that tells a
#            recalled message from a missing permission by that code takes every refusal for an unknown one. The code comes after reading the stream.
# Seen:
#   message.get: HTTP 400, data is an Object, code 234009
#   messageResource.get: HTTP 400, data is an IncomingMessage, code undefined
#   the same after reading the stream: code 234009
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y > log && npm install --no-audit --no-fund @larksuiteoapi/node-sdk@1.74.0 >> log 2>&1 || { cat log; exit 1; }
cat > show.cjs <<'JS'
const http = require('node:http');
const { text } = require('node:stream/consumers');
const lark = require('@larksuiteoapi/node-sdk');

const token = { code: 0, msg: 'ok', expire: 7200, tenant_access_token: 't-1' };
const refusal = { code: 234009, msg: 'refused', error: { log_id: '20261129' } };
const server = http.createServer((request, response) => {
    const isToken = request.url.includes('tenant_access_token');
    response.writeHead(isToken ? 200 : 400, { 'Content-Type': 'application/json; charset=utf-8' });
    response.end(JSON.stringify(isToken ? token : refusal));
});

server.listen(0, '127.0.0.1', async () => {
    const quiet = Object.fromEntries(['error', 'warn', 'info', 'debug', 'trace'].map(level => [level, () => { }]));
    const client = new lark.Client({ appId: 'cli_1', appSecret: 'none', domain: `http://127.0.0.1:${server.address().port}`, logger: quiet });
    const path = { message_id: 'om_1', file_key: 'img_1' };
    await show('message.get', () => client.im.v1.message.get({ path }));
    const body = await show('messageResource.get', () => client.im.v1.messageResource.get({ path, params: { type: 'image' } }));
    console.log(`the same after reading the stream: code ${JSON.parse(await text(body)).code}`);
    server.close();
    server.closeAllConnections();
});

async function show(name, call) {
    try {
        await call();
        console.log(`${name}: no error`);
    } catch (error) {
        const { status, data } = error.response;
        console.log(`${name}: HTTP ${status}, data is an ${data.constructor.name}, code ${data.code}`);
        return data;
    }
}
JS

seen=$(node show.cjs)
echo "$seen"
[[ $seen == *'an Object, code 234009'*'an IncomingMessage, code undefined'*'stream: code 234009'* ]] || { echo 'The behaviour has changed.'; exit 1; }
