// Reads a chat as one writes it first: fetch, JSON.parse of each page and of each content; names, texts and keys of resources.
// Usage: node history.mjs <base address> <token> <chat id>. One line of JSON: what each of two passes took.
const [base, token, chatId] = process.argv.slice(2);
const headers = { authorization: `Bearer ${token}` };

async function* messages() {
  for (let pageToken = ''; ;) {
    const page = pageToken && `&page_token=${encodeURIComponent(pageToken)}`;
    const answer = await fetch(`${base}open-apis/im/v1/messages?container_id_type=chat&container_id=${chatId}&sort_type=ByCreateTimeAsc&page_size=50&with_sender_name=true&card_msg_content_type=raw_card_content${page}`, { headers });
    const { code, data } = JSON.parse(await answer.text());
    if (code !== 0) {
      throw new Error(`code ${code}`);
    }

    yield* data.items;
    if (!data.has_more) {
      return;
    }

    pageToken = data.page_token;
  }
}

function* elementsOf(content) {
  for (const paragraph of content.content ?? []) {
    yield* paragraph;
  }
}

function textOf(type, content, mentions) {
  const named = (text) => (mentions ?? []).reduce((result, mention) => result.replaceAll(mention.key, `@${mention.name}`), text ?? '');
  switch (type) {
    case 'text': return named(content.text);
    case 'post': return [content.title, ...(content.content ?? []).map((paragraph) => paragraph.map((element) => element.tag === 'img' ? `![${element.image_key}]` : named(element.text)).join(''))].join('\n');
    case 'file': return `[File] ${content.file_name}`;
    case 'audio': return `[Voice message, ${content.duration / 1000}]`;
    case 'media': return `[Video, ${content.duration / 1000}] ${content.file_name}`;
    default: return `[${type}]`;
  }
}

function keysOf(type, content) {
  switch (type) {
    case 'image': return [content.image_key];
    case 'file': case 'audio': case 'sticker': return [content.file_key].filter(Boolean);
    case 'media': return [content.file_key, content.image_key].filter(Boolean);
    case 'post': return [...elementsOf(content)].map((element) => element.image_key).filter(Boolean).concat((content.files ?? []).map((file) => file.file_key));
    default: return [];
  }
}

async function pass() {
  const began = performance.now();
  const cpu = process.cpuUsage();
  const read = [];
  for await (const message of messages()) {
    // The content of a recalled message and of a merged forward is not JSON.
    const text = message.body.content;
    const content = text.startsWith('{') ? JSON.parse(text) : {};
    read.push({ id: message.message_id, name: message.sender.sender_i18n_names?.en_us || message.sender.sender_name, text: textOf(message.msg_type, content, message.mentions), keys: keysOf(message.msg_type, content) });
  }

  const { user, system } = process.cpuUsage(cpu);
  return {
    seconds: (performance.now() - began) / 1e3,
    cpu: (user + system) / 1e6,
    messages: read.length,
    keys: read.reduce((sum, message) => sum + message.keys.length, 0),
    names: read.reduce((sum, message) => sum + (message.name?.length ?? 0), 0),
  };
}

console.log(JSON.stringify([await pass(), await pass()]));
