import { withoutSecretsInWriting } from '../../../shared/secrecy/in-text';
import { keptJson } from '../../../shared/secrecy/kept';
import { withoutLikelySecrets } from '../../../shared/secrecy/named';
import { growthForFourTimes, LINEAR_AT_MOST } from '../../growth';

const left = (record: object): unknown => JSON.parse(keptJson(record));
const R = '[removed]';
/** A token as Kubernetes makes them, longer than any bound that somebody would think of. */
const LONG = `eyJ${'aB3'.repeat(400)}.eyJ${'cD4'.repeat(400)}.${'eF5'.repeat(100)}`;

/** What is left of a text: of itself, where JSON holds it, and where it stands in a JSON text within a JSON text. */
function expectLeft(given: string, kept: string): void {
  expect(withoutSecretsInWriting(given)).toBe(kept);
  for (const text of [given, kept]) expect(left({ a: text, b: 1 })).toEqual({ a: kept, b: 1 });
  const within = (text: string) => JSON.stringify({ c: JSON.stringify({ d: text, e: 1 }) });
  expect(left({ a: within(given) })).toEqual({ a: within(kept) });
}

describe.each([
  ['a short secret', 'hush'],
  ['one of three thousand characters', LONG],
  ['one with signs in it', 'hu,sh.1X=='],
])('%s is taken out whole:', (_, secret) => {
  test.each([
    ['behind an option', 'kubectl --token @S@ get po'],
    ['behind more blanks', 'x --token  \t          @S@ y'],
    ['behind an equals sign', 'x --token=@S@ y'],
    ['on the next line of a shell', 'x --token \\\n  @S@ \\\n  --y'],
    ['on the next line of Windows', 'x --token \\\r\n  @S@ y'],
    ['on the next line of another shell', 'x --token `\n  @S@ y'],
    ['as a list', '["kubectl","--token", "@S@"]'],
    ['as a list of lines', '[\n  "--token",\n  "@S@",\n  "--y"\n]'],
    ['as a list of Python', "['--token'\n,\n'@S@']"],
    ['as a list of YAML', 'args:\n- --db-password\n- @S@\n- --y\n'],
    ['as a list of YAML, in quotes', 'args:\n  - "--db-password"\n  - "@S@"\n'],
    ['of a user', 'curl -u alice:@S@ https://x'],
    ['of a user with blanks', "curl -u 'al ice:@S@' https://x"],
    ['of a user among other letters', 'curl -sSu alice:@S@ https://x'],
    ['of a user right behind the letter', 'curl -ualice:@S@ https://x'],
    ['of a user behind an equals sign', "curl --user='alice:@S@' https://x"],
    ['of a user in a list', '["curl","-u","alice:@S@"]'],
    ['of mysql', 'mysql -u root -p@S@ -e "show tables; x" db'],
    ['of mysqldump, behind a text', "mysqldump -e 'a; b' -p@S@ db"],
    ['of mysql in a list', '["mysql","-uroot","-p@S@"]'],
    ['of sshpass, and no port of ssh', "sshpass -p '@S@' ssh -p 2222 root@h"],
    ['of redis-cli', 'redis-cli -h x -a @S@ ping'],
    ['of docker, and no port of it', 'docker login -u a -p @S@ r && docker run -p 80:8080 x'],
    ['of ossutil', './ossutil64 cp a oss://b -i LTAI5tX -k @S@ -t @S@'],
    ['of openssl', 'openssl rsa -passin @S@ -in k'],
    ['before chpasswd', 'echo "root:@S@" | chpasswd'],
    ['right before chpasswd', 'echo root:@S@|chpasswd'],
    ['behind chpasswd', 'chpasswd <<< root:@S@'],
    ['before passwd', 'echo -n @S@ | passwd --stdin root'],
    ['before sudo', 'echo @S@ | sudo -S id'],
    ['of a host', 'amqp://u:@S@@h:5672/x'],
    ['of a host, with escaped slashes', 'amqp:\\/\\/u:@S@@h:5672\\/x'],
    ['of an element', '<a><Password kind="x">@S@</Password><b>c</b></a>'],
    ['of an element, as it is', '<a><Password><![CDATA[@S@]]></Password></a>'],
    ['of an element in HTML', '&lt;Password&gt;@S@&lt;/Password&gt;'],
    ['of an element that JSON writes', '\\u003cPassword\\u003e@S@\\u003c/Password\\u003e'],
    ['of an element in an element', '<Credentials><AccessKeyId>LTAI5tX</AccessKeyId><Key>@S@</Key></Credentials>'],
    ['of an element that was cut off', '<Password>@S@'],
    ['of what an error quotes', 'The specified Password "@S@" is invalid.'],
    ['of SQL', "create user a identified by '@S@'"],
    ['of a sentence in Chinese', '密码：@S@，请改'],
    ['of another', '数据库密码是@S@'],
  ])('%s', (__, text) => expectLeft(text.replaceAll('@S@', secret), text.replaceAll('@S@', R)));
});

test('a token of digits and letters for a user, however long', () => {
  expectLeft(`git clone https://${LONG}@git.example.com/a`, `git clone https://${R}@git.example.com/a`);
});

describe('what hands over no secret stays:', () => {
  test.each([
    'run --password --verbose -v',
    'docker run -p 80:8080 -it x',
    'mkdir -p a; ssh -p 22 h',
    'mysql -u root -p db; cp -pr a b',
    'curl -u https://x.example/a -o y',
    'echo hello | grep -S h',
    'args:\n- --token\n- --verbose\n',
    '{"x":"--token","name":"y"}',
    'the <Password> of <b>x</b>',
    '<SecretName>db</SecretName><Secret><SecretName>db</SecretName></Secret>',
    '密钥：LTAI5tExampleLeakedKey01',
    'the password policy of 2026',
    'https://alice@github.com/a and a@b',
  ])('%s', (text) => expectLeft(text, text));
});

test('a command in Base64 that hands over a secret stands there as a text without it, and another as it was written', () => {
  const coded = (text: string) => Buffer.from(text).toString('base64');
  const parameters = (content: string) => ({
    CommandContent: content,
    inText: JSON.stringify({ CommandContent: content }),
  });
  const script = (secret: string) => `#!/bin/sh\nexport DB_PASSWORD="${secret}"\nPGPASSWORD=${secret} psql\n`;
  expect(left(parameters(coded(script('hush'))))).toEqual(parameters(script(R)));
  expect(left({ a: coded(JSON.stringify({ Password: 'hush' })) })).toEqual({ a: JSON.stringify({ Password: R }) });
  expect(left({ a: coded(coded('mysql -phush db')) })).toEqual({ a: `mysql -p${R} db` });
  const harmless = parameters(coded('#!/bin/sh\nls -la /tmp\n'));
  expect(left(harmless)).toEqual(harmless);
  const bytes = { a: Buffer.from([1, 2, 3, 255, 254, ...Buffer.from('DB_PASSWORD="hush"')]).toString('base64') };
  expect(left(bytes)).toEqual(bytes);
});

describe('of words that somebody wrote to us, a password is taken out where nothing but a blank stands before it:', () => {
  test.each([
    ['password Tr0ub4dor&3!x', `password ${R}`],
    ['the password is Tr0ub4dor&3!x', `the password is ${R}`],
    ['口令 Tr0ub4dor&3!x', `口令 ${R}`],
    ['密码：Tr0ub4dor&3!x', `密码：${R}`],
    ['密码：a\\xb\\/c，请改', `密码：${R}，请改`],
    ['PGPASSWORD=Tr0ub4dor psql', `PGPASSWORD=${R} psql`],
    ['the password policy of 2026 is too weak', 'the password policy of 2026 is too weak'],
    ['the password is unknown', 'the password is unknown'],
  ])('%s', (given, kept) => expect(withoutLikelySecrets(given)).toBe(kept));
});

describe('takes no longer for what was made to take long, also as a text in a text:', () => {
  test.each([
    '\\',
    '"',
    "'",
    '\\"',
    '-a ',
    '-a "',
    "-a '",
    '-u x:',
    "-u 'x://",
    '--token ',
    '--token \\\n',
    '"--token","',
    '"--token","a":',
    '- --token\n- ',
    ' ',
    'mysql ',
    'mysql -p',
    'echo | chpasswd ',
    'chpasswd <<<',
    '<a',
    '<a ',
    '<Password>',
    '<a>',
    '&lt;Password ',
    '\\u003cPassword ',
    '<![CDATA[',
    '://',
    '://a:',
    '://1',
    '@',
    '密码：',
    'password ',
    'password "',
    'YWFh',
  ])('%j', (part) => {
    const growth = growthForFourTimes((size) => {
      for (const begin of ['', '-a --token ', '<a></a><Password>://']) {
        const text = begin + part.repeat(size);
        withoutSecretsInWriting(text);
        keptJson({ a: text, b: JSON.stringify({ c: text }) });
      }
      withoutLikelySecrets(part.repeat(size));
    }, 8_000);
    expect(growth).toBeLessThan(LINEAR_AT_MOST);
  });
});
