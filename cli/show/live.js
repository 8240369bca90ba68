// What the live view of a run does where scripts run: it looks again every second and changes what
// has changed, so that nothing moves under a reader's eyes or hands; it says when nobody answers.
(function () {
  'use strict';
  const state = document.getElementById('state');
  const news = document.getElementById('news');
  let seen = new Date();
  let gone = false;

  // Makes one element like another; what is the same stays the same element. The chart is its own.
  function change(old, fresh) {
    if (old.id === 'curves') return;
    if (old.nodeName !== fresh.nodeName) {
      old.replaceWith(fresh);
    } else if (old.nodeType === Node.TEXT_NODE) {
      if (old.data !== fresh.data) old.data = fresh.data;
    } else {
      for (const { name, value } of fresh.attributes)
        if (old.getAttribute(name) !== value) old.setAttribute(name, value);
      const next = [...fresh.childNodes];
      const last = [...old.childNodes];
      next.forEach((child, i) => {
        if (i < last.length) change(last[i], child);
        else old.appendChild(child);
      });
      last.slice(next.length).forEach((child) => { child.remove(); });
    }
  }

  function data() {
    const script = document.getElementById('data');
    return script ? script.textContent : '';
  }

  function show(text) {
    const before = data();
    const page = new DOMParser().parseFromString(text, 'text/html');
    change(state, page.getElementById('state'));
    if (data() !== before)
      document.getElementById('curves').dispatchEvent(new Event('fresh'));
  }

  function say(text, bad) {
    if (news.textContent !== text) news.textContent = text;
    news.className = bad ? 'gone' : 'soft';
  }

  async function look() {
    try {
      const answer = await fetch('state', { cache: 'no-store' });
      if (!answer.ok) throw new Error(String(answer.status));
      const text = await answer.text();
      if (gone) location.reload(); // another run
      show(text);
      seen = new Date();
      say('This page looks again every second.', false);
    } catch (error) {
      gone = true;
      const how = state.dataset.state === 'ended' ? 'The run has ended.'
        : 'Nobody answers: the run has ended or was stopped, and its own output has the results.';
      say(how + ' This is how it stood at ' + seen.toLocaleTimeString() + '.', true);
    }
    setTimeout(look, gone ? 5000 : 1000);
  }
  look();
})();
