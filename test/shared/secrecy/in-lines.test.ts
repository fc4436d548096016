import { withoutSecretsInWriting } from '../../../shared/secrecy/in-text';
import { keptJson } from '../../../shared/secrecy/kept';

const left = (record: object): unknown => JSON.parse(keptJson(record));

describe('a setting in a text:', () => {
  /** Of each the text itself, what is left of it, and the same where JSON holds the text, or holds a JSON that does. */
  test.each([
    ['users:\n- name: x\n  user:\n    token: hush\n', 'users:\n- name: x\n  user:\n    token: [removed]\n'],
    ['password: hush hush "hush"\r\nuser: a', 'password: [removed]\r\nuser: a'],
    ['a: 1\n- password: "hush" # old\n  b: 2', 'a: 1\n- password: "[removed]" # old\n  b: 2'],
    ["  password: 'hush'\n", "  password: '[removed]'\n"],
    ['password: |-\n  hush\n\n  hush\nb: 1', 'password: |-\n  [removed]\n\n  [removed]\nb: 1'],
    ['tokens:\n- hush\n- hush\nb: 1', 'tokens:\n- [removed]\n- [removed]\nb: 1'],
    [
      'Parameters:\n  DBPassword:\n    Type: String\n    Default: "hush"\n    NoEcho: true\n  Zone:\n    Default: b\n',
      'Parameters:\n  DBPassword:\n    Type: String\n    Default: [removed]\n    NoEcho: true\n  Zone:\n    Default: b\n',
    ],
    ['export PASSWORD="hush hush"; run', 'export PASSWORD="[removed]"; run'],
    ['PASSWORD="hu\\"sh\\\\" run', 'PASSWORD="[removed]\\\\" run'],
    ["run --password='hush' --x", "run --password='[removed]' --x"],
    ['const password = "hush";', 'const password = "[removed]";'],
    ["{'password': 'hush', 'a': 'b'}", "{'password': '[removed]', 'a': 'b'}"],
    ['access_key_id = LTAI5tX\naccess_key_secret = hush\n', 'access_key_id = LTAI5tX\naccess_key_secret = [removed]\n'],
    ['Authorization: Bearer hush', 'Authorization: [removed]'],
    ["curl -H 'Authorization: Bearer hush' https://x", "curl -H 'Authorization: [removed]' https://x"],
    ['curl -H "X-Api-Key: hush" https://x', 'curl -H "X-Api-Key: [removed]" https://x'],
    ['mysql --host db --password hush -e x', 'mysql --host db --password [removed] -e x'],
    ['x -db-password "hush hush" y', 'x -db-password "[removed]" y'],
    ['args: ["--db-password", "hush hush", "--x"]', 'args: ["--db-password", "[removed]", "--x"]'],
    ["['--token','hush']", "['--token','[removed]']"],
    ['run --password --verbose', 'run --password --verbose'],
    ['run --next-token a --password-policy b', 'run --next-token a --password-policy b'],
    ['curl -u alice:hush https://x', 'curl -u alice:[removed] https://x'],
    ['git clone https://ghp_0123456789abcdefghij@github.com/a', 'git clone https://[removed]@github.com/a'],
    ['git clone https://alice@github.com/a', 'git clone https://alice@github.com/a'],
    [
      '<a><Password kind="x">hush hush</Password><b>c</b></a>',
      '<a><Password kind="x">[removed]</Password><b>c</b></a>',
    ],
    ['<soap:SecurityToken>hush</soap:SecurityToken>', '<soap:SecurityToken>[removed]</soap:SecurityToken>'],
    ['<NextToken>a</NextToken>', '<NextToken>a</NextToken>'],
    ['user: {name: a, token: hush}', 'user: {name: a, token: [removed]}'],
    ['token:\nnext: 1', 'token:\nnext: 1'],
    ['PASSWORD="" TOKEN= run', 'PASSWORD="" TOKEN= run'],
    ['nextToken: a\nSecretName: "b"\npage: c', 'nextToken: a\nSecretName: "b"\npage: c'],
    [
      'acs:kms:cn-hangzhou:1:secret/a and token:a, if (token == a) token => b',
      'acs:kms:cn-hangzhou:1:secret/a and token:a, if (token == a) token => b',
    ],
    ['credential: LTAI5tX', 'credential: LTAI5tX'],
    ...[
      'InvalidSecurityToken: Specified SecurityToken is malformed.',
      'SignatureDoesNotMatch: The request signature does not conform.',
      'MissingSecurityToken: none',
      'IncompleteSignature: no',
    ].map((message) => [message, message]),
  ])('%j', (given, kept) => {
    expect(withoutSecretsInWriting(given)).toBe(kept);
    for (const text of [given, kept]) expect(left({ a: text, b: 1 })).toEqual({ a: kept, b: 1 });
    const within = (text: string) => JSON.stringify({ c: JSON.stringify({ d: text, e: 1 }) });
    expect(left({ a: within(given) })).toEqual({ a: within(kept) });
  });
});
