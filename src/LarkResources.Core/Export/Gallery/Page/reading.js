// The conversation on the page: what is shown of it while it is read, and how a message is found again.

class Reading {
  constructor(context) {
    this.context = context;
    this.messages = context.messages;
    this.talk = new Talk(context);
    this.said = { shown: [], count: 0 };
    this.known = 0;
    // Called by the rows.
    context.refreshTalk = keep => this.refresh(keep);
    context.openItem = item => this.openItem(item);
  }

  get isShown() {
    return this.context.state.view === 'conversation';
  }

  /** Chooses the messages anew. `keep` is one that stays where it is on the screen. */
  refresh(keep = null) {
    this.talk.searched();
    this.said = chooseMessages(this.messages.all, this.context.state, this.talk.open);
    if (this.isShown) {
      this.talk.show(this.said.shown, keep);
      this.paint();
    }
  }

  paint() {
    const { t, lang } = this.context;
    const { all, expected, complete, failed } = this.messages;
    const number = count => numberText(count, lang);
    byId('shown').textContent = t.shownMessages(number(this.said.count), number(complete ? all.length : expected))
      + (failed ? ` · ${t.unread}` : complete ? '' : ` · ${t.reading(number(all.length), number(expected))}`);
    byId('empty').hidden = this.said.shown.length > 0 || !complete;
    byId('empty').textContent = all.length ? t.nothingSaid : t.emptyTalk;
  }

  /** Shows what a piece of the conversation that has come adds to it. */
  added() {
    const from = this.known;
    this.known = this.messages.all.length;
    chooseMessages(this.messages.all, this.context.state, this.talk.open, from, this.said);
    if (this.isShown) {
      if (from === 0) this.talk.show(this.said.shown); else this.talk.flow.grow();
      this.paint();
    }
  }

  /** The items of the messages that are shown, in their order; a cover is with its video. */
  items() {
    const of = message => [...message.items.filter(item => !message.items.some(other => other.poster === item)), ...message.forwarded.flatMap(of)];
    return this.talk.flow.items.flatMap(of);
  }

  openItem(item) {
    const items = this.items();
    this.context.viewer.open(items.indexOf(item), items);
  }

  /** Brings a message to the screen, whatever hides it: a filter, or the thread that it is folded into. */
  goTo(id) {
    const { context, talk } = this;
    const { state } = context;
    const message = this.messages.find(id);
    if (!message) {
      return;
    }
    if (!this.said.shown.includes(message)) {
      const isFiltered = isNarrowed(state) || (state.chat && state.chat !== message.chat.id);
      if (isFiltered) {
        Object.assign(state, { q: '', chat: '', from: '', to: '', kind: '', sender: '' });
      }
      if (message.root) {
        talk.openThreads.add(message.root);
      }
      if (isFiltered) context.refreshAll(); else this.refresh();
    }
    const position = talk.flow.items.indexOf(message);
    talk.flow.active = position;
    talk.flow.layOut();
    talk.flow.reveal(position);
    const element = talk.flow.elementAt(position);
    element?.focus({ preventScroll: true });
    element?.classList.add('found');
  }
}
