#!/usr/bin/env bash
# In a text with ten or more mentions, Lark's plugin for OpenClaw gives the tenth and later people the name of the first and a digit.
#
# Version:   @larksuite/openclaw-lark 2026.7.16 with node 18 or newer. Its modules for the cache of names and for the log, which need OpenClaw, are left
#            out; the conversion of a text uses neither.
# Expected:  each key of a mention (@_user_1, @_user_2, …) becomes the name that the message lists for it.
# Behaviour: the keys are replaced one after the other, wherever they stand: @_user_1 is also the beginning of @_user_10, and comes first. So @_user_10
#            is told as "@Ann0", and Jim, who was mentioned, is nowhere in the text. In a post, where a mention is an element of its own, the names are right.
# Seen:
#   text: @Ann @Ben @Cid @Dan @Eva @Fay @Gus @Hal @Ida @Ann0 @Ann1 @Ann2
#   post: @Ann @Ben @Cid @Dan @Eva @Fay @Gus @Hal @Ida @Jim @Kay @Leo
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y > log && npm install --no-audit --no-fund --omit=peer @larksuite/openclaw-lark@2026.7.16 >> log 2>&1 || { cat log; exit 1; }
cat > show.cjs <<'JS'
const Module = require('node:module');
const load = Module._load;
Module._load = function (request, ...rest) {
    const needsOpenClaw = request.endsWith('/user-name-cache.js') || request.endsWith('/lark-logger.js');
    return needsOpenClaw ? { larkLogger: () => ({ info() {} }) } : load.call(this, request, ...rest);
};

const converters = `${process.cwd()}/node_modules/@larksuite/openclaw-lark/src/messaging/converters`;
const { convertText } = require(`${converters}/text.js`);
const { convertPost } = require(`${converters}/post.js`);
const { buildConvertContextFromItem } = require(`${converters}/content-converter-helpers.js`);

const names = ['Ann', 'Ben', 'Cid', 'Dan', 'Eva', 'Fay', 'Gus', 'Hal', 'Ida', 'Jim', 'Kay', 'Leo'];
const mentions = names.map((name, index) => ({ key: `@_user_${index + 1}`, id: `ou_${index + 1}`, id_type: 'open_id', name }));
const context = buildConvertContextFromItem({ message_id: 'om_1', mentions }, 'om_1');
const text = JSON.stringify({ text: mentions.map(({ key }) => key).join(' ') });
const spaced = mentions.flatMap(({ key, name }, index) => [{ tag: 'text', text: index ? ' ' : '' }, { tag: 'at', user_id: key, user_name: name }]);
console.log(`text: ${convertText(text, context).content}`);
console.log(`post: ${convertPost(JSON.stringify({ title: '', content: [spaced] }), context).content}`);
JS

seen=$(node show.cjs)
echo "$seen"
[[ $seen == $'text: @Ann @Ben @Cid @Dan @Eva @Fay @Gus @Hal @Ida @Ann0 @Ann1 @Ann2\npost: @Ann @Ben @Cid @Dan @Eva @Fay @Gus @Hal @Ida @Jim @Kay @Leo' ]] || { echo 'The behaviour has changed.'; exit 1; }
