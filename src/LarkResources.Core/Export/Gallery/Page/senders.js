// Who sent what: by name where the export knows one, by id where it does not.

/** Decodes the senders. Two of one name are told apart by the ends of their ids, whatever cannot be seen in the names. */
function decodeSenders(rows) {
  const senders = rows.map(([id, name]) => ({ key: id ?? `name:${name}`, id, name, twin: false }));
  const byName = new Map();
  for (const sender of senders) {
    if (sender.name) {
      const seen = folded(sender.name).replace(new RegExp(UNSEEN.source, 'g'), '').trim();
      byName.set(seen, [...(byName.get(seen) ?? []), sender]);
    }
  }
  for (const same of byName.values()) {
    same.forEach(sender => { sender.twin = same.length > 1; });
  }
  return senders;
}

/** For places that take only a string. */
const senderText = sender => foreignText(sender.name ?? sender.id) + (sender.twin && sender.id ? ` (…${foreignText(sender.id.slice(-6))})` : '');

/** The name as an element: foreign text, with the end of the id where another sender has the same name. */
function senderName(sender, mark = text => foreign(text)) {
  return el('span', { className: 'sender' }, mark(sender.name ?? sender.id),
    sender.twin && sender.id ? el('span', { className: 'quiet' }, ' …', foreign(sender.id.slice(-6))) : null);
}

// Only a client of the platform is opened from here.
const CLIENT_HOST = /^applink\.(?:[a-z0-9-]+\.)*(?:feishu\.cn|larksuite\.com)$/;

/** The address that opens a message in Lark; null for anything else. */
function clientAddress(text) {
  if (!text || !URL.canParse(text)) {
    return null;
  }
  const { protocol, hostname, port, username, password, href } = new URL(text);
  return protocol === 'https:' && CLIENT_HOST.test(hostname) && !port && !username && !password ? href : null;
}

function clientLink(text, { t }) {
  const address = clientAddress(text);
  return address && el('a', { href: address, target: '_blank', rel: 'noopener noreferrer' }, t.client);
}
