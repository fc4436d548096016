const SECRET_NAME =
  /^(password|newpassword|oldpassword|accesskeysecret|securitytoken|signature|secret.*|authenticationcode\d|base32stringseed|qrcodepng|code)$/i;

/** A copy without what must not be written down: secrets leave no trace in the calls log or in an event. */
export function withoutSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (value === null || typeof value !== 'object' || value instanceof Date) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !SECRET_NAME.test(name))
      .map(([name, inner]) => [name, withoutSecrets(inner)]),
  );
}
