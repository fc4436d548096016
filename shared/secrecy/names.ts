/**
 * What is a secret by the name of its field. Names are read word by word, because services write one thing in many ways
 * (`AppSecretValue`, `client_secret`, `DBAccountPassword`, `x-acs-security-token`): the last word that means a secret
 * decides, unless a word behind it says that the field only tells something about one (`SecretName`, `PasswordPolicy`).
 * What nobody has thought of counts as a secret. Sources: the contracts of RAM, IMS, STS and FC for Base32StringSeed,
 * QRCodePNG, AuthenticationCode1, SAMLAssertion, OIDCToken and authConfig.password; ECS UserData; KMS Plaintext and
 * PrivateKeyData; VPC Psk; ECI EnvironmentVar.N.Value; STS Credentials.
 */
const MEANS_A_SECRET: readonly (readonly string[])[] = [
  'secret|secrets|password|passwords|passwd|passphrase|passcode|pwd|psk|token|tokens|jwt|seed|plaintext|kubeconfig|cookie|cookies|otp|signature|credential|credentials',
  'authorization|kube config|connection string|private key|private keys|api key|shared key|customer key|user data|pass phrase|pass word|plain text|qr code|saml assertion|sk',
  'authentication code|verification code|verify code|mfa code|auth code|auth key',
  'encryption key|decryption key|master key|session key|signing key|account key|data key',
  // A container's settings, written flat.
  'environment value|environment var value|environment variable value|env value|env var value|envs value',
].flatMap((line) => line.split('|').map((noun) => noun.split(' ')));

/** Behind one: it is not the secret that stands there, but something about it. */
const IS_ABOUT = new Set(
  `name names arn arns id ids uid type types kind status state policy length age reset required reuse prevention version
  versions count number quota limit size enabled enable disabled disable expire expires expired expiry expiration time date
  at last rotation rotate rotated used use valid validity level mode format algorithm algo description desc tag tags stage
  stages path region account user player principal owner info inherit history strategy strength complexity ttl seconds
  minutes hours days duration lifetime method nonce config manager exist exists login endpoint issuer url uri index
  hint provider contain different character md5 source scope report spec`.split(/\s+/),
);
/** What begins so is a switch or a number. */
const BEGINS_A_RULE = new Set(
  'allow need needs require requires required enable enabled disable disabled is has minimum min maximum max use with without no auto generate'.split(
    ' ',
  ),
);
/** Before `token`: it marks a place in a list, or a repeated call, and opens nothing. */
const MARKS_A_PLACE = new Set(
  'next client continuation page paging pagination scroll iterator cursor idempotency idempotent retry resume start previous prev list'.split(
    ' ',
  ),
);

/** Before `tokens`: a language model's, counted. */
const COUNTS_TOKENS = new Set(
  'max min total input output prompt completion cached reasoning used usage num number count new thinking text image audio accepted rejected prediction'.split(
    ' ',
  ),
);

/** Words that are written together in lower case: `accesskeysecret`, `x-oss-securitytoken`. */
const TOGETHER =
  /access|account|admin|api|app|auth|bearer|client|code|credentials?|data|db|encryption|id|key|login|master|name|new|old|pass(?:word|wd|phrase|code)?|private|pwd|qr|refresh|root|secret|security|session|shared|signature|signing|ssh|token|user|value/g;
/** What a word ends with that is written together with any other: `PGPASSWORD`, `csrftoken`. */
const ENDS_TOGETHER = /^(.+?)((?:password|passwd|passphrase|passcode|secret|token)s?)$/;

/** No name of a service's is longer; of what is, the end decides. */
const LONGEST = 200;
const MOST_REMEMBERED = 4_000;
/** The same few hundred names stand in every event. */
const remembered = new Map<string, boolean>();

/** Whether a field of this name holds a secret, whichever way its words are joined. Pure. */
export function isSecretName(name: string): boolean {
  const end = name.slice(-LONGEST);
  const known = remembered.get(end);
  if (known !== undefined) return known;
  const is = meansASecret(wordsOf(end));
  if (remembered.size >= MOST_REMEMBERED) remembered.clear();
  remembered.set(end, is);
  return is;
}

function meansASecret(words: readonly string[]): boolean {
  if (BEGINS_A_RULE.has(words[0] ?? '')) return false;
  for (let end = words.length; end > 0; end -= 1) {
    const noun = MEANS_A_SECRET.find((parts) => parts.every((part, i) => words[end - parts.length + i] === part));
    if (noun === undefined) continue;
    if (noun[0] === 'token' && MARKS_A_PLACE.has(words[end - 2] ?? '')) return false;
    if (noun[0] === 'tokens' && COUNTS_TOKENS.has(words[end - 2] ?? '')) return false;
    // Of a signed address: the AccessKey id, the day and the region that it was signed with.
    if (noun[0] === 'credential' && words[0] === 'x') return false;
    return !words.slice(end).some((word) => IS_ABOUT.has(word));
  }
  // In an address or a form: `pass`.
  return words.at(-1) === 'pass';
}

/** Whether a field within what is a secret by its name only tells something about it: `{"Secret":{"SecretName":…}}`. Pure. */
export function onlyTells(name: string): boolean {
  const words = wordsOf(name.slice(-LONGEST));
  if (isSecretName(name)) return false;
  return BEGINS_A_RULE.has(words[0] ?? '') || IS_ABOUT.has(words.at(-1) ?? '');
}

/** In lower case, without digits: `DBAccountPassword` is db, account, password. */
export function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((word) => word !== '')
    .flatMap((word) => {
      const parts = word.match(TOGETHER) ?? [];
      return parts.join('') === word ? parts : (ENDS_TOGETHER.exec(word)?.slice(1) ?? [word]);
    });
}
