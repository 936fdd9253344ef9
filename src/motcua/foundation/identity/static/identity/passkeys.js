// Passkeys: asks the browser for a credential and sends it with the form. Without JavaScript the other factors remain.
(function () {
  'use strict'
  const json = window.webauthnJSON
  function options (form) {
    if (form.dataset.options) return Promise.resolve(JSON.parse(form.dataset.options))
    return fetch(form.action, { headers: { Accept: 'application/json', 'X-Requested-With': 'XMLHttpRequest' } })
      .then(function (answer) { return answer.json() })
  }
  function prepare (form) {
    const box = form.querySelector('[name="passwordless"]')
    form.hidden = false
    form.addEventListener('submit', function (event) {
      if (form.elements.credential.value) return
      event.preventDefault()
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
      }).catch(function () {
        const said = form.querySelector('[data-passkey-error]')
        if (said) said.hidden = false
      })
    })
  }
  if (json && window.PublicKeyCredential) document.querySelectorAll('form[data-passkey]').forEach(prepare)
})()
