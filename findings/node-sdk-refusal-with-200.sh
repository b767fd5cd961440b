#!/usr/bin/env bash
# A resource that is refused with status 200 is a success to the node SDK: the refusal becomes the file.
#
# Version:   @larksuiteoapi/node-sdk 1.74.0 with node 18 or newer, and a server of its own that answers as the platform sometimes does: HTTP 200 with
#            {"code":2200,…} or {"code":99991663,…} in place of the file (seen by users: larksuite/node-sdk issue 111).
# Expected:  an error, or the code: a call that returns JSON gives the same body with its code.
# Behaviour: im.v1.messageResource.get gives its usual object, which has no code, and writeFile writes the JSON into the file. Nothing fails.
#            Only the Content-Type in headers tells it from a picture, and a JSON file sent as a message has the same type; what tells them apart is the
#            Content-Disposition, which a file has and a refusal has not.
# Seen:
#   message.get: code 2200
#   messageResource.get: no error, code undefined
#   picture.png: {"code":2200,"msg":"Internal Error"}
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y > log && npm install --no-audit --no-fund @larksuiteoapi/node-sdk@1.74.0 >> log 2>&1 || { cat log; exit 1; }
cat > show.cjs <<'JS'
const fs = require('node:fs');
const http = require('node:http');
const lark = require('@larksuiteoapi/node-sdk');

const token = { code: 0, msg: 'ok', expire: 7200, tenant_access_token: 't-1' };
const server = http.createServer((request, response) => {
    response.writeHead(200, { 'Content-Type': 'application/json; charset=utf-8' });
    response.end(JSON.stringify(request.url.includes('tenant_access_token') ? token : { code: 2200, msg: 'Internal Error' }));
});

server.listen(0, '127.0.0.1', async () => {
    const quiet = Object.fromEntries(['error', 'warn', 'info', 'debug', 'trace'].map(level => [level, () => { }]));
    const client = new lark.Client({ appId: 'cli_1', appSecret: 'none', domain: `http://127.0.0.1:${server.address().port}`, logger: quiet });
    const message = await client.im.v1.message.get({ path: { message_id: 'om_1' } });
    console.log(`message.get: code ${message.code}`);
    const resource = await client.im.v1.messageResource.get({ path: { message_id: 'om_1', file_key: 'img_1' }, params: { type: 'image' } });
    console.log(`messageResource.get: no error, code ${resource.code}`);
    await resource.writeFile('picture.png');
    console.log(`picture.png: ${fs.readFileSync('picture.png', 'utf8')}`);
    server.close();
    server.closeAllConnections();
});
JS

seen=$(node show.cjs)
echo "$seen"
[[ $seen == *'message.get: code 2200'*'no error, code undefined'*'picture.png: {"code":2200'* ]] || { echo 'The behaviour has changed.'; exit 1; }
