#!/usr/bin/env bash
# A page that fails ends the history of the node SDK's iterator without an error: what was cut off looks complete.
#
# Version:   @larksuiteoapi/node-sdk 1.74.0 with node 18.2 or newer, and a server of its own with three pages, of which the second is refused for the quota
#            as the platform does it: HTTP 429, {"code":99991400,…}.
# Expected:  for await (… of await client.im.v1.message.listWithIterator(…)) throws, as message.list does for the same page.
# Behaviour: the iterator writes the error to the logger, gives one empty object in place of the page, and ends. A script that archives a chat in this way
#            exits with 0 and has only part of the chat; has_more of the page before would show it, but the iterator keeps that to itself.
# Seen:
#   listWithIterator: om_1, om_2, (no items), end
#   message.list: HTTP 429, code 99991400
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y > log && npm install --no-audit --no-fund @larksuiteoapi/node-sdk@1.74.0 >> log 2>&1 || { cat log; exit 1; }
cat > show.cjs <<'JS'
const http = require('node:http');
const lark = require('@larksuiteoapi/node-sdk');

const pages = { '': ['om_1', 'om_2'], 'page-2': ['om_3'], 'page-3': ['om_4'] };
const next = { '': 'page-2', 'page-2': 'page-3' };
const server = http.createServer((request, response) => {
    const url = new URL(request.url, 'http://127.0.0.1');
    const token = url.searchParams.get('page_token') ?? '';
    if (url.pathname.includes('tenant_access_token')) {
        answer(response, 200, { code: 0, msg: 'ok', expire: 7200, tenant_access_token: 't-1' });
    } else if (token === 'page-2') {
        answer(response, 429, { code: 99991400, msg: 'request trigger frequency limit' });
    } else {
        const data = { items: pages[token].map(message_id => ({ message_id })), has_more: token in next, page_token: next[token] };
        answer(response, 200, { code: 0, msg: 'success', data });
    }
});

function answer(response, status, body) {
    response.writeHead(status, { 'Content-Type': 'application/json; charset=utf-8' });
    response.end(JSON.stringify(body));
}

server.listen(0, '127.0.0.1', async () => {
    const quiet = Object.fromEntries(['error', 'warn', 'info', 'debug', 'trace'].map(level => [level, () => { }]));
    const client = new lark.Client({ appId: 'cli_1', appSecret: 'none', domain: `http://127.0.0.1:${server.address().port}`, logger: quiet });
    const params = { container_id_type: 'chat', container_id: 'oc_1' };
    const seen = [];
    try {
        for await (const page of await client.im.v1.message.listWithIterator({ params })) {
            seen.push(...page?.items?.map(item => item.message_id) ?? ['(no items)']);
        }
        seen.push('end');
    } catch (error) {
        seen.push(`HTTP ${error.response?.status}`);
    }
    console.log(`listWithIterator: ${seen.join(', ')}`);
    try {
        await client.im.v1.message.list({ params: { ...params, page_token: 'page-2' } });
        console.log('message.list: no error');
    } catch (error) {
        console.log(`message.list: HTTP ${error.response.status}, code ${error.response.data.code}`);
    }
    server.close();
    server.closeAllConnections();
});
JS

seen=$(node show.cjs)
echo "$seen"
[[ $seen == *'listWithIterator: om_1, om_2, (no items), end'*'message.list: HTTP 429, code 99991400'* ]] || { echo 'The behaviour has changed.'; exit 1; }
