#!/usr/bin/env bash
# Satori's adapter for Lark gives the oldest page of a chat as its latest messages, and asks for the next one with the id of a message.
#
# Version:   @satorijs/adapter-lark 3.12.4 with @satorijs/core 4.6.0 and node 18.2 or newer, and a server of its own with chats of 45 and of 3 messages. As the
#            platform documents, it lists 20 on a page and the oldest first unless sort_type says otherwise. It refuses a page_token that it has not given.
# Expected:  getMessageList(chat) has the latest messages in ascending order, as the core takes them, and getMessageIter(chat) goes from the latest to the oldest.
# Behaviour: the adapter asks for no order, so that the first page has the oldest messages, and turns it round. Code that wants the last few messages of a chat gets
#            the first ones, newest first, and nothing fails; a test chat of fewer than 20 messages does not show it. As next it gives the id of a message in
#            place of the platform's page_token, also where has_more is false, so that getMessageIter goes from the oldest message upwards and asks for a page
#            that does not exist, however short the chat is.
# Seen:
#   45 messages, list: om_20 … om_1, next om_20
#   45 messages, iterator: om_1 … om_20, HTTP 400 for page_token=om_20
#   3 messages, list: om_3 … om_1, next om_3
#   3 messages, iterator: om_1 … om_3, HTTP 400 for page_token=om_3
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y > log && npm install --no-audit --no-fund @satorijs/adapter-lark@3.12.4 @satorijs/core@4.6.0 >> log 2>&1 || { cat log; exit 1; }
cat > show.cjs <<'JS'
const http = require('node:http');
const { Context, HTTP } = require('@satorijs/core');
const { LarkBot } = require('@satorijs/adapter-lark');

const server = http.createServer((request, response) => {
    const query = new URL(request.url, 'http://127.0.0.1').searchParams;
    const messages = Array.from({ length: Number(query.get('container_id').slice(3)) }, (_, index) => message(index + 1));
    if (query.get('sort_type') === 'ByCreateTimeDesc') {
        messages.reverse();
    }

    const start = Number((query.get('page_token') ?? 'page-0').match(/^page-(\d+)$/)?.[1]);
    if (Number.isNaN(start)) {
        answer(response, 400, { code: 230001, msg: 'Your request contains an invalid request parameter.' });
        return;
    }

    const end = start + Number(query.get('page_size') ?? 20);
    const has_more = end < messages.length;
    answer(response, 200, { code: 0, msg: 'success', data: { items: messages.slice(start, end), has_more, page_token: has_more ? `page-${end}` : '' } });
});

function message(number) {
    const time = `${1764547200000 + number}`;
    const body = { content: JSON.stringify({ text: `number ${number}` }) };
    return { message_id: `om_${number}`, chat_id: 'oc_1', msg_type: 'text', create_time: time, update_time: time, sender: { id: 'ou_1' }, body };
}

function answer(response, status, body) {
    response.writeHead(status, { 'Content-Type': 'application/json; charset=utf-8' });
    response.end(JSON.stringify(body));
}

server.listen(0, '127.0.0.1', async () => {
    const context = new Context();
    context.plugin(HTTP);
    const endpoint = `http://127.0.0.1:${server.address().port}/open-apis`;
    const bot = new LarkBot(context, { platform: 'feishu', appId: 'cli_1', appSecret: 'none', endpoint });
    for (const count of [45, 3]) {
        const { data, next } = await bot.getMessageList(`oc_${count}`);
        console.log(`${count} messages, list: ${data[0].id} … ${data.at(-1).id}, next ${next}`);
        const ids = [];
        let end = 'end';
        try {
            for await (const { id } of bot.getMessageIter(`oc_${count}`)) {
                ids.push(id);
            }
        } catch (error) {
            end = `HTTP ${error.response.status} for ${new URL(error.response.url).search.match(/page_token=.*/)}`;
        }
        console.log(`${count} messages, iterator: ${ids[0]} … ${ids.at(-1)}, ${end}`);
    }
    process.exit();
});
JS

seen=$(node show.cjs)
echo "$seen"
[[ $seen == '45 messages, list: om_20 … om_1, next om_20
45 messages, iterator: om_1 … om_20, HTTP 400 for page_token=om_20
3 messages, list: om_3 … om_1, next om_3
3 messages, iterator: om_1 … om_3, HTTP 400 for page_token=om_3' ]] || { echo 'The behaviour has changed.'; exit 1; }
