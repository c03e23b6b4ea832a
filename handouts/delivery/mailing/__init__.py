"""What e-mail needs: settings, secrets, passphrases, the letter, the conversation with a mail server.  `delivery.mail` puts it together."""
