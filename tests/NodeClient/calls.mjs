// Calls every endpoint of the sandbox for which this client has a method, and prints what came as one line of JSON.
// Usage: node calls.mjs <folder with node_modules> <base address>
import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const [folder, domain] = process.argv.slice(2);
const lark = createRequire(join(folder, 'index.js'))('@larksuiteoapi/node-sdk');
const quiet = { error() {}, warn() {}, info() {}, debug() {}, trace() {} };
const app = { app_id: 'cli_sandbox', app_secret: 'sandbox-secret' };
const open = settings => new lark.Client({ appId: app.app_id, appSecret: app.app_secret, domain, logger: quiet, ...settings });
const client = open();

async function codeOf(call) {
  try {
    return (await call()).code;
  } catch (error) {
    return error.response?.data?.code ?? error.code;
  }
}

async function resource(message_id, file_key, type) {
  const answer = await client.im.messageResource.get({ path: { message_id, file_key }, params: { type } });
  const hash = createHash('sha256');
  for await (const block of answer.getReadableStream()) {
    hash.update(block);
  }

  return hash.digest('hex');
}

async function pagesOf(list, params) {
  const items = [];
  for await (const page of await list({ params })) {
    items.push(...page.items);
  }

  return items;
}

async function found(data) {
  const ids = [];
  let page_token;
  do {
    const answer = await client.im.message.search({ data, params: { page_size: 2, ...(page_token && { page_token }) } });
    ids.push(...answer.data.items.map(item => item.meta_data.message_id));
    page_token = answer.data.has_more ? answer.data.page_token : undefined;
  } while (page_token);
  return ids;
}

const messagesOf = params => pagesOf(client.im.message.listWithIterator, params);
const ticket = { ...app, app_ticket: 'sandbox-ticket' };
const appToken = await client.auth.appAccessToken.create({ data: ticket });

console.log(JSON.stringify({
  tokens: {
    tenantInternal: await client.auth.tenantAccessToken.internal({ data: app }),
    appInternal: await client.auth.appAccessToken.internal({ data: app }),
    app: appToken,
    tenant: await client.auth.tenantAccessToken.create({ data: { app_access_token: appToken.app_access_token, tenant_key: 'tenant_sandbox' } }),
    ticketResend: await client.auth.appTicket.resend({ data: app }),
  },
  chats: (await pagesOf(client.im.chat.listWithIterator, { page_size: 1 })).map(chat => ({ id: chat.chat_id, name: chat.name })),
  singleChats: (await pagesOf(params => client.im.chat.listWithIterator(params, lark.withUserAccessToken('u-sandbox')), { types: 'p2p,group' }))
    .filter(chat => chat.chat_mode === 'p2p').map(chat => ({ id: chat.chat_id, target: chat.p2p_target_id })),
  named: (await messagesOf({ container_id_type: 'chat', container_id: 'oc_sandbox_today', page_size: 50, with_sender_name: true, card_msg_content_type: 'raw_card_content' }))
    .map(item => ({ id: item.message_id, name: item.sender.sender_name ?? null, english: item.sender.sender_i18n_names?.en_us || null, link: item.message_app_link, content: item.body.content })),
  topicRoots: (await messagesOf({ container_id_type: 'chat', container_id: 'oc_sandbox_topics', page_size: 50, only_thread_root_messages: true })).length,
  found: await found({ query: 'plan', filter: { chat_ids: ['oc_sandbox_today'] } }),
  foundSince: await found({ query: ' ', filter: { chat_ids: ['oc_sandbox_today'], time_range: { start_time: '2026-11-16T09:03:00+08:00', end_time: '2026-11-16T09:03:59+08:00' } } }),
  chat: (await client.im.chat.get({ path: { chat_id: 'oc_sandbox_finance_team' } })).data,
  scopes: (await client.application.scope.list()).data.scopes.map(scope => scope.scope_name),
  user: (await client.authen.userInfo.get({}, lark.withUserAccessToken('u-sandbox'))).data,
  message: (await client.im.message.get({ path: { message_id: 'om_sandbox_image' } })).data.items.map(item => item.message_id),
  descending: (await messagesOf({ container_id_type: 'chat', container_id: 'oc_sandbox_finance_team', sort_type: 'ByCreateTimeDesc', page_size: 3 })).map(item => item.message_id),
  thread: (await messagesOf({ container_id_type: 'thread', container_id: 'omt_sandbox_invoices', page_size: 1 })).map(item => item.message_id),
  image: await resource('om_sandbox_image', 'img_v3_sandbox_chart', 'image'),
  file: await resource('om_sandbox_report', 'file_v3_sandbox_report', 'file'),
  large: await resource('om_sandbox_8mib', 'file_v3_sandbox_8mib', 'file'),
  errors: {
    chat: await codeOf(() => client.im.chat.get({ path: { chat_id: 'oc_error_230002' } })),
    noChat: await codeOf(() => client.im.chat.get({ path: { chat_id: 'oc_nowhere' } })),
    history: await codeOf(() => client.im.message.list({ params: { container_id_type: 'chat', container_id: 'oc_sandbox_foreign' } })),
    pageSize: await codeOf(() => client.im.message.list({ params: { container_id_type: 'chat', container_id: 'oc_sandbox_finance_team', page_size: 51 } })),
    message: await codeOf(() => client.im.message.get({ path: { message_id: 'om_get_error_230110' } })),
    // With its own token at hand this client would not send another.
    token: await codeOf(() => open({ disableTokenCache: true }).im.chat.list({}, lark.withTenantToken('t-dead'))),
    secret: await codeOf(() => client.auth.tenantAccessToken.internal({ data: { ...app, app_secret: 'wrong' } })),
    app: await codeOf(() => client.auth.tenantAccessToken.internal({ data: { ...app, app_id: 'cli_nobody' } })),
    ticket: await codeOf(() => client.auth.appAccessToken.create({ data: { ...ticket, app_ticket: 'wrong' } })),
    tenantOfNobody: await codeOf(() => client.auth.tenantAccessToken.create({ data: { app_access_token: appToken.app_access_token, tenant_key: 'nobody' } })),
    resourceStatus: await (async () => {
      try {
        await resource('om_error_234004', 'file_v3_error', 'file');
        return 200;
      } catch (error) {
        // A body that nobody reads would keep this process from ending.
        error.response?.data?.destroy();
        return error.response?.status;
      }
    })(),
  },
}));
