// What the keys do. In a field for text and in a dialog they do what they do everywhere.

const typesInto = element => element.matches('input, select, textarea, audio, video');

addEventListener('keydown', event => {
  const { key, target } = event;
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || byId('viewer').open || byId('keys').open || byId('facts').open) {
    if (reading.isShown && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && key === 'p') {
      event.preventDefault();
      printConversation(context);
    }
    return;
  }
  if (target === byId('q') && key === 'Escape') {
    change({ q: '' });
  } else if (target === byId('q') && (key === 'ArrowDown' || key === 'Enter') && !event.isComposing) {
    list().enter();
  } else if (!(target instanceof Element) || typesInto(target)) {
    return;
  } else if (key === '/') {
    byId('q').focus();
    byId('q').select();
  } else if (key === '?') {
    byId('keys').showModal();
  } else if (/^[1-7]$/.test(key) && (key < 7 || messages.exist)) {
    change({ view: VIEWS[key - 1] }, { entry: true, mark: null });
  } else if (target === document.body && key.startsWith('Arrow')) {
    // The paging keys scroll as everywhere until something in the list has the focus.
    list().enter();
  } else if (!actOnItem(key, target) && !(list().host.contains(target) && list().key(event))) {
    return;
  }
  event.preventDefault();
});

function actOnItem(key, target) {
  const stop = target.closest('[data-at]');
  if (!stop) {
    return false;
  }
  if (reading.isShown) {
    return (key === 'i' || (key === 'Enter' && target === stop)) && reading.talk.act(key, reading.talk.flow.items[Number(stop.dataset.at)]);
  }
  const media = stop.querySelector('audio, video');
  if (key === 'i' || (key === 'Enter' && !media && target === stop && stop.matches('.line'))) {
    viewer.open(Number(stop.dataset.at), rows.items);
    return true;
  }
  if ((key === 'Enter' || key === ' ') && media && target === stop) {
    if (media.paused) media.play().catch(() => {}); else media.pause();
    return true;
  }
  return false;
}
