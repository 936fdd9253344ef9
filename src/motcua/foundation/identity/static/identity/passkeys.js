// Passkeys: asks the browser for a credential and sends it with the form. Without JavaScript the other factors remain.
(function () {
  'use strict'
  const json = window.webauthnJSON
  function options (form) {
    if (form.dataset.options) return Promise.resolve(JSON.parse(form.dataset.options))
    return fetch(form.action, { headers: { Accept: 'application/json', 'X-Requested-With': 'XMLHttpRequest' } })
      .then(function (answer) { return answer.json() })
  }
  // The browser's own reasons are English and technical: only whether the person stopped it, or the device holds the key already, is told.
  const reasons = { NotAllowedError: 'cancelled', AbortError: 'cancelled', InvalidStateError: 'known' }
  function say (form, problem) {
    const spoken = form.querySelector('[data-passkey-spoken]')
    if (!spoken) return
    const words = spoken.dataset[reasons[problem && problem.name]] || spoken.dataset.failed
    spoken.textContent = ''
    spoken.hidden = false
    window.setTimeout(function () { spoken.textContent = words }, 50)
  }
  function prepare (form) {
    const box = form.querySelector('[name="passwordless"]')
    form.hidden = false
    form.addEventListener('submit', function (event) {
      if (form.elements.credential.value) return
      event.preventDefault()
      const spoken = form.querySelector('[data-passkey-spoken]')
      if (spoken) spoken.hidden = true
      options(form).then(function (asked) {
        if (form.dataset.passkey !== 'create') return json.get(asked.request_options)
        const wanted = asked.creation_options
        const choice = wanted.publicKey.authenticatorSelection
        const alone = Boolean(box && box.checked)
        choice.residentKey = alone ? 'required' : 'discouraged'
        choice.requireResidentKey = alone
        if (alone) choice.userVerification = 'required'
        return json.create(wanted)
      }).then(function (credential) {
        form.elements.credential.value = JSON.stringify(credential)
        form.submit()
      }).catch(function (problem) { say(form, problem) })
    })
  }
  if (json && window.PublicKeyCredential) document.querySelectorAll('form[data-passkey]').forEach(prepare)
})()
