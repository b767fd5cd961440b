#!/usr/bin/env bash
# In a message that mentions somebody, the node SDK's Channel takes the indentation out of all lines, those of code blocks included.
#
# Version:   @larksuiteoapi/node-sdk 1.74.0 with node 18.2 or newer. normalize() is exported for events from elsewhere; createLarkChannel calls it for each message.
# Expected:  @_user_1 becomes a name, or is left out where it is the bot, and the rest of the text stays as it was written.
# Behaviour: with a mention, whoever is mentioned, each run of blanks and tabs in the text becomes one blank, also at the start of a line and within the fences of
#            a code block. Without one, the text is as it was sent. As a bot answers in groups only where it is mentioned, Python or YAML that works in a private
#            chat with it arrives broken in a group, and still looks like code.
# Seen:
#   text: "def f(x):\n    if x:\n        return 1"
#   text with a mention: "@Ann def f(x):\n if x:\n return 1"
#   code block: "```PYTHON\ndef f(x):\n    if x:\n        return 1\n```"
#   code block with a mention: "@Ann\n\n```PYTHON\ndef f(x):\n if x:\n return 1\n```"
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y > log && npm install --no-audit --no-fund @larksuiteoapi/node-sdk@1.74.0 >> log 2>&1 || { cat log; exit 1; }
cat > show.cjs <<'JS'
const { normalize } = require('@larksuiteoapi/node-sdk');

async function show(what, message_type, content, mentions) {
    const message = { message_id: 'om_1', chat_id: 'oc_1', chat_type: 'group', message_type, content: JSON.stringify(content), mentions };
    const event = { sender: { sender_id: { open_id: 'ou_bob' }, sender_type: 'user' }, message };
    const { content: text } = await normalize(event, { botIdentity: { openId: 'ou_bot', name: 'Desk' } });
    console.log(`${what}: ${JSON.stringify(text)}`);
}

(async () => {
    const code = 'def f(x):\n    if x:\n        return 1';
    const block = [{ tag: 'code_block', language: 'PYTHON', text: code }];
    const at = [{ tag: 'at', user_id: '@_user_1', user_name: 'Ann' }];
    const mentions = [{ key: '@_user_1', id: { open_id: 'ou_ann' }, name: 'Ann' }];
    await show('text', 'text', { text: code });
    await show('text with a mention', 'text', { text: `@_user_1 ${code}` }, mentions);
    await show('code block', 'post', { title: '', content: [block] });
    await show('code block with a mention', 'post', { title: '', content: [at, block] }, mentions);
})();
JS

seen=$(node show.cjs)
echo "$seen"
[[ $seen == 'text: "def f(x):\n    if x:\n        return 1"
text with a mention: "@Ann def f(x):\n if x:\n return 1"
code block: "```PYTHON\ndef f(x):\n    if x:\n        return 1\n```"
code block with a mention: "@Ann\n\n```PYTHON\ndef f(x):\n if x:\n return 1\n```"' ]] || { echo 'The behaviour has changed.'; exit 1; }
