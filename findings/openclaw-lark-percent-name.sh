#!/usr/bin/env bash
# A file with a percent sign in its name is lost in Lark's plugin for OpenClaw: it fails on the name when the bytes have come.
#
# Version:   @larksuite/openclaw-lark 2026.7.16 and @larksuiteoapi/node-sdk 1.74.0 with node 18.2 or newer, and a server of its own that names files as the
#            platform does: Content-Disposition: attachment; filename="…", not encoded. What the plugin takes from OpenClaw is replaced by a client of the SDK.
# Expected:  the bytes, and the name of the header; where a name cannot be decoded, the name as it came.
# Behaviour: the plain filename is percent-decoded like filename*. "100% done.pdf" ends the download with URIError, after all bytes were received; the
#            error names neither the file nor the message. "50%25.pdf" becomes "50%.pdf".
# Seen:
#   plan.pdf: 13 bytes, named plan.pdf
#   100% done.pdf: URIError: URI malformed, 13 bytes were served
#   50%25.pdf: 13 bytes, named 50%.pdf
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y > log && npm install --no-audit --no-fund --omit=peer @larksuite/openclaw-lark@2026.7.16 @larksuiteoapi/node-sdk@1.74.0 >> log 2>&1 || { cat log; exit 1; }
cat > show.cjs <<'JS'
const http = require('node:http');
const Module = require('node:module');
const lark = require('@larksuiteoapi/node-sdk');

let client;
const load = Module._load;
const silent = { info() {}, debug() {}, warn() {}, error() {} };
Module._load = function (request, ...rest) {
    if (request.endsWith('/core/lark-client.js')) {
        return { LarkClient: { fromCfg: () => ({ sdk: client }) } };
    }

    const needsOpenClaw = request.startsWith('openclaw/') || (request.startsWith('.') && !request.includes('media'));
    return needsOpenClaw ? new Proxy({}, { get: () => () => silent }) : load.call(this, request, ...rest);
};

const { downloadMessageResourceFeishu } = require(`${process.cwd()}/node_modules/@larksuite/openclaw-lark/src/messaging/outbound/media.js`);
const names = ['plan.pdf', '100% done.pdf', '50%25.pdf'];
let served;
const server = http.createServer((request, response) => {
    if (request.url.includes('tenant_access_token')) {
        response.setHeader('Content-Type', 'application/json; charset=utf-8');
        response.end(JSON.stringify({ code: 0, msg: 'ok', expire: 7200, tenant_access_token: 't-1' }));
        return;
    }

    const name = names[Number(request.url.match(/resources\/file_(\d)/)[1])];
    response.writeHead(200, { 'Content-Type': 'application/pdf', 'Content-Disposition': `attachment; filename="${name}"` });
    response.end('all the bytes', () => { served = 13; });
});

server.listen(0, '127.0.0.1', async () => {
    client = new lark.Client({ appId: 'cli_1', appSecret: 'none', domain: `http://127.0.0.1:${server.address().port}`, logger: silent });
    for (const [index, name] of names.entries()) {
        served = 0;
        try {
            const { buffer, fileName } = await downloadMessageResourceFeishu({ cfg: {}, messageId: 'om_1', fileKey: `file_${index}`, type: 'file' });
            console.log(`${name}: ${buffer.length} bytes, named ${fileName}`);
        } catch (error) {
            console.log(`${name}: ${error.name}: ${error.message}, ${served} bytes were served`);
        }
    }

    server.close();
    server.closeAllConnections();
});
JS

seen=$(node show.cjs | grep -v 'client ready')
echo "$seen"
[[ $seen == $'plan.pdf: 13 bytes, named plan.pdf\n100% done.pdf: URIError: URI malformed, 13 bytes were served\n50%25.pdf: 13 bytes, named 50%.pdf' ]] || { echo 'The behaviour has changed.'; exit 1; }
