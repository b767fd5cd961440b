// The conversation on paper: what the filters let through, with every thread open, in the order of reading.

const MOST_ON_PAPER = 2000;
const LONGEST_WAIT = 15000;

/** Puts the messages into the page for the printer; only a part of the list is there otherwise. */
function layPaper(context) {
  const { lang, t, state, messages } = context;
  const { shown } = chooseMessages(messages.all, state, { has: () => !isNarrowed(state) });
  const some = shown.slice(0, MOST_ON_PAPER);
  byId('paper').replaceChildren(
    el('h1', {}, t.title),
    el('p', { className: 'quiet' }, t.shownMessages(numberText(some.length, lang), numberText(messages.all.length, lang)), shown.length > some.length ? ` · ${t.paperFull}` : ''),
    ...some.map((message, at) => talkRow(some, at, context, true)));
  byId('paper').querySelectorAll('audio, video').forEach(player => player.remove());
  document.body.classList.add('on-paper');
  Pictures.loadAll(byId('paper'));
}

function clearPaper() {
  byId('paper').replaceChildren();
  document.body.classList.remove('on-paper');
}

/** Prints once the pictures are there; one that cannot be shown is not waited for. */
async function printConversation(context) {
  layPaper(context);
  const pictures = [...byId('paper').querySelectorAll('img')].map(picture => picture.decode().catch(() => {}));
  await Promise.race([Promise.all(pictures), new Promise(done => { setTimeout(done, LONGEST_WAIT); })]);
  print();
}
