import fc from 'fast-check';
import { cutWithoutSecrets } from '../../../shared/secrecy/cut';
import { withoutSecretsInWriting } from '../../../shared/secrecy/in-text';
import { keptDocument, keptJson, keptLine, keptLines, withoutSecretsIn } from '../../../shared/secrecy/kept';
import { keepSecret, keepSecretsOf } from '../../../shared/secrecy/known';
import { growthForFourTimes, LINEAR_AT_MOST } from '../../growth';

const R = '[removed]';
const left = (record: object): unknown => JSON.parse(keptJson(record));

describe('settings are kept by their names, without their values:', () => {
  test.each<[string, object, object]>([
    [
      'Function Compute, as a map',
      { functionName: 'f', environmentVariables: { DB: 'hush', PORT: 8080, EMPTY: '', IS_ON: true } },
      { functionName: 'f', environmentVariables: { DB: R, PORT: R, EMPTY: '', IS_ON: true } },
    ],
    ['and in capitals', { EnvironmentVariables: { A: 'hush' } }, { EnvironmentVariables: { A: R } }],
    [
      'Elastic Container Instance, as a list, and what it refers to',
      { Container: [{ Image: 'nginx', EnvironmentVar: [{ Key: 'A', Value: 'hush' }, { Key: 'B' }] }] },
      { Container: [{ Image: 'nginx', EnvironmentVar: [{ Key: 'A', Value: R }, { Key: R }] }] },
    ],
    ['the same, flat', { 'Container.1.EnvironmentVar.1.Value': 'hush' }, { 'Container.1.EnvironmentVar.1.Value': R }],
    ['a container of Kubernetes', { env: [{ name: 'A', value: 'hush' }] }, { env: [{ name: 'A', value: R }] }],
    [
      'Serverless App Engine, as a text',
      { Envs: '[{"name":"A","value":"hush"}]' },
      { Envs: '[{"name":"A","value":"[removed]"}]' },
    ],
    ['a list of secrets', { Password: ['hush', 'hush2'], Passwords: [] }, { Password: [R, R], Passwords: [] }],
    ['a number', { Password: 123456, PasswordLength: 12 }, { Password: R, PasswordLength: 12 }],
    ['what an object tells about one stays', { Secret: { Name: 'db' } }, { Secret: { Name: 'db' } }],
    [
      'what a secret holds, however deep',
      {
        Password: { value: 'hush' },
        Passwords: { Item: ['hush', { a: 7 }] },
        TokenList: ['hush'],
        Token: [true, null, ''],
      },
      { Password: { value: R }, Passwords: { Item: [R, { a: R }] }, TokenList: [R], Token: [true, null, ''] },
    ],
    [
      'but not what tells about it',
      {
        SecretList: {
          Secret: [{ SecretName: 'db', CreateTime: 't', Tags: [{ TagKey: 'a', TagValue: 'b' }], Text: 'hush' }],
        },
      },
      {
        SecretList: {
          Secret: [{ SecretName: 'db', CreateTime: 't', Tags: [{ TagKey: 'a', TagValue: 'b' }], Text: R }],
        },
      },
    ],
    [
      'credentials, whose id and end are traces',
      {
        Credentials: {
          AccessKeyId: 'STS.a',
          Expiration: 't',
          AccessKeySecret: 'hush',
          SecurityToken: 'hush',
          Key: 'hush',
        },
      },
      { Credentials: { AccessKeyId: 'STS.a', Expiration: 't', AccessKeySecret: R, SecurityToken: R, Key: R } },
    ],
    [
      'and without any',
      { credential: 'hush', EncryptionKey: 'hush', 'x-oss-credential': 'LTAI5tX/20260520' },
      { credential: R, EncryptionKey: R, 'x-oss-credential': 'LTAI5tX/20260520' },
    ],
    [
      'what a template gives a password by default',
      {
        TemplateBody: JSON.stringify({ Parameters: { DBPassword: { Type: 'String', NoEcho: true, Default: 'hush' } } }),
      },
      { TemplateBody: JSON.stringify({ Parameters: { DBPassword: { Type: 'String', NoEcho: true, Default: R } } }) },
    ],
    [
      'the value that a call is handed which is about a secret, and no value of a tag',
      {
        eventName: 'CreateSecretParameter',
        requestParameters: { Name: 'db', Value: 'hush', Tags: [{ Key: 'a', Value: 'b' }] },
        requestParameterJson: JSON.stringify({ Name: 'db', Value: 'hush' }),
        responseElements: { Parameter: { Type: 'Secret', Name: 'db', Value: 'hush' } },
      },
      {
        eventName: 'CreateSecretParameter',
        requestParameters: { Name: 'db', Value: R, Tags: [{ Key: 'a', Value: 'b' }] },
        requestParameterJson: JSON.stringify({ Name: 'db', Value: R }),
        responseElements: { Parameter: { Type: 'Secret', Name: 'db', Value: R } },
      },
    ],
    [
      'and that of another call stays',
      { eventName: 'CreateParameter', requestParameters: { Name: 'db', Type: 'String', Value: '1' } },
      { eventName: 'CreateParameter', requestParameters: { Name: 'db', Type: 'String', Value: '1' } },
    ],
    [
      'names of other tools',
      { KubeConfig: 'x', jwt: 'x', ConnectionString: 'x' },
      { KubeConfig: R, jwt: R, ConnectionString: R },
    ],
    ['Docker, as lines', { Env: ['A=hush', 'B=aHVzaA=='] }, { Env: [`A=${R}`, `B=${R}`] }],
    ['a file of them', { env: 'A=hush\nexport B=hush\n' }, { env: `A=${R}\nexport B=${R}\n` }],
    ['no form that is known', { envVars: 'hush' }, { envVars: R }],
    ['Base64', { Envs: ['aHVzaA=='], EnvVars: 'aHVzaA==' }, { Envs: [R], EnvVars: R }],
    ['a word stays', { environment: 'production', Env: 'test' }, { environment: 'production', Env: 'test' }],
    [
      'in a JSON text, and in one within it',
      { body: JSON.stringify({ a: JSON.stringify({ environmentVariables: { A: 'hush' } }) }) },
      { body: JSON.stringify({ a: JSON.stringify({ environmentVariables: { A: R } }) }) },
    ],
    [
      'in a JSON text that was cut',
      { body: '{"functionName":"f","environmentVariables":{"A":"hush","B":"hu' },
      { body: `{"functionName":"f","environmentVariables":${R}` },
    ],
    [
      'a value beside a name that means a secret',
      {
        Parameters: [
          { ParameterKey: 'DBPassword', ParameterValue: 'hush' },
          { ParameterKey: 'Zone', ParameterValue: 'b' },
        ],
      },
      {
        Parameters: [
          { ParameterKey: 'DBPassword', ParameterValue: R },
          { ParameterKey: 'Zone', ParameterValue: 'b' },
        ],
      },
    ],
    ['tags stay', { Tag: [{ Key: 'env', Value: 'prod' }] }, { Tag: [{ Key: 'env', Value: 'prod' }] }],
    ['and so do dates, for they become texts', { at: new Date(0) }, { at: '1970-01-01T00:00:00.000Z' }],
  ])('%s', (_, given, kept) => expect(left(withoutSecretsIn(given))).toEqual(kept));

  test('as deep as somebody may nest them', () => {
    const text = `{"env":${'['.repeat(5_000)}"hush"${']'.repeat(5_000)}}`;
    expect(keptJson({ env: JSON.parse(`${'['.repeat(90)}"hush"${']'.repeat(90)}`), x: 1 })).not.toContain('hush');
    expect(() => keptJson({ x: text.slice(0, 6_000) })).not.toThrow();
  });
});

describe('secrets by the way they are written', () => {
  const BEGIN = '-----BEGIN RSA PRIVATE KEY-----';
  const END = '-----END RSA PRIVATE KEY-----';
  test.each([
    [
      '1.2.3.4 - - [t] "GET /o?Expires=1&OSSAccessKeyId=LTAI5tX&Signature=hu%2Bsh%3D HTTP/1.1" 200 1 2 "-"',
      '1.2.3.4 - - [t] "GET /o?Expires=1&OSSAccessKeyId=LTAI5tX&Signature=[removed] HTTP/1.1" 200 1 2 "-"',
    ],
    ['"GET /o?security-token=hush HTTP/1.1"', '"GET /o?security-token=[removed] HTTP/1.1"'],
    ['"/o?security%2Dtoken=hush&x=1"', '"/o?security%2Dtoken=[removed]&x=1"'],
    [
      '/o?x-oss-signature-version=OSS4-HMAC-SHA256&x-oss-credential=LTAI5tX%2F20260520&x-oss-signature=hush&x-oss-security-token=hush',
      '/o?x-oss-signature-version=OSS4-HMAC-SHA256&x-oss-credential=LTAI5tX%2F20260520&x-oss-signature=[removed]&x-oss-security-token=[removed]',
    ],
    ['?list-type=2&continuation-token=CgJ0Yg--&prefix=a', '?list-type=2&continuation-token=CgJ0Yg--&prefix=a'],
    ['https://x.example/#access_token=hush', 'https://x.example/#access_token=[removed]'],
    [
      'https://oapi.example/robot/send?access_token=hush&sign=hush',
      'https://oapi.example/robot/send?access_token=[removed]&sign=[removed]',
    ],
    ['{"u":"https://x/o?Signature=hush\\u0026b=1"}', '{"u":"https://x/o?Signature=[removed]\\u0026b=1"}'],
    ['<a href="/o?a=1&amp;Signature=hush">', '<a href="/o?a=1&amp;Signature=[removed]">'],
    [
      '/go?to=https%3A%2F%2Fx%2Fo%3FSignature%3Dhush%26b%3D1',
      '/go?to=https%3A%2F%2Fx%2Fo%3FSignature%3D[removed]%26b%3D1',
    ],
    ['mysql://root:hush@10.0.0.1:3306/db', 'mysql://root:[removed]@10.0.0.1:3306/db'],
    ['Password=hush&User=a', 'Password=[removed]&User=a'],
    ['{"Body":"Password=hush&User=a"}', '{"Body":"Password=[removed]&User=a"}'],
    ['{"Raw":"Host: x\\n\\ntoken=hush&a=1"}', '{"Raw":"Host: x\\n\\ntoken=[removed]&a=1"}'],
    ['Server=db;Uid=a; Pwd=hush;Port=1', 'Server=db;Uid=a; Pwd=[removed];Port=1'],
    ['SELECT a FROM b WHERE auth=1 AND sign=2', 'SELECT a FROM b WHERE auth=1 AND sign=2'],
    ['PageSize=1&nextToken=x Status=on', 'PageSize=1&nextToken=x Status=on'],
    ['redis://:hush@10.0.0.1:6379/0', 'redis://:[removed]@10.0.0.1:6379/0'],
    [
      'OSS4-HMAC-SHA256 Credential=LTAI5tX/20260520/cn-hangzhou/oss/aliyun_v4_request,Signature=hush',
      'OSS4-HMAC-SHA256 Credential=LTAI5tX/20260520/cn-hangzhou/oss/aliyun_v4_request,Signature=[removed]',
    ],
    ['?credential=hush&Credential=LTAI5tX:hush', '?credential=[removed]&Credential=[removed]'],
    ['https://x.example/@user:1/a', 'https://x.example/@user:1/a'],
    [`k: ${BEGIN}\\nhush+/=\\n${END}\\n`, `k: ${BEGIN}[removed]${END}\\n`],
    [`"${BEGIN}\\\\nhush`, `"${BEGIN}[removed]`],
    ['users: client-key-data: aHVzaA== x', 'users: client-key-data: [removed] x'],
  ])('%s', (given, kept) => expect(withoutSecretsInWriting(given)).toBe(kept));

  test('JSON stays JSON, and as deep as it was', () => {
    const texts = fc.constantFrom(
      'password: ',
      'PASSWORD="',
      "token='",
      'secret = ',
      'Default:',
      '- ',
      "'",
      '|',
      '\r\n  ',
      ...'"\\&?%;=@:/ \n'.split(''),
      'Signature',
      'token',
      '://a:b',
      BEGIN,
      END,
      'env',
      '{',
      '[',
      '--token ',
      '"--token", "',
      '- --token\n- ',
      '-u a:',
      'curl -su',
      'mysql -p',
      'echo ',
      ' | chpasswd',
      '\\\n',
      '<Password>',
      '</Password>',
      '&lt;Password&gt;',
      '<![CDATA[',
      ']]>',
      'a@',
      '密码：',
      'password "',
    );
    const text = fc.array(texts, { maxLength: 30 }).map((parts) => parts.join(''));
    const record = fc.dictionary(text, fc.oneof(text, fc.array(text), fc.dictionary(text, fc.json())));
    fc.assert(
      fc.property(record, (given) => {
        const line = keptJson({ given, text: JSON.stringify(given) });
        expect(line).not.toContain('\n');
        const back = JSON.parse(line) as { given: object; text: string };
        expect(() => JSON.parse(back.text)).not.toThrow();
      }),
      { numRuns: 300 },
    );
  });

  test.each([
    '?a=',
    '?token=',
    '%26token%3D',
    '://a:',
    `${BEGIN}\\n`,
    '\\',
    '&',
    '-----BEGIN ',
    'client-key-data: ',
    'token: ',
    '\n token:',
    'token="',
    '\\ntoken: ',
    '\\"token: ',
    ' ',
    '\n- ',
    "token='",
    'token = ',
    '-a ',
    '-u x:',
    "'",
    '<a',
    '<a>',
    '<Password>',
    '://',
    '"--token","',
    '--token ',
  ])('take no longer for what was made to take long: %j', (part) => {
    const growth = growthForFourTimes((size) => {
      keptLine(part.repeat(size));
      keptJson({ environmentVariables: part.repeat(size), x: `{"env":"${part.repeat(size)}` });
      // Where a text may hold options of a command, also as a text within a text.
      const command = `-a --token ${part.repeat(size)}`;
      keptJson({ a: command, b: JSON.stringify({ c: command }) });
    }, 12_500);
    expect(growth).toBeLessThan(LINEAR_AT_MOST);
  });
});

describe('what this process knows to be a secret', () => {
  beforeAll(() => {
    keepSecret('of-the-state-key"1');
    keepSecretsOf('https://hooks.example.com/x?token=of-the-webhook&account=1234567890123456&region=cn-hangzhou');
  });

  test('is in no object either, and what tells where something happened stays', () => {
    const record = {
      a: 'of-the-state-key"1',
      b: ['https://x/?t=of-the-webhook'],
      id: '1234567890123456',
      r: 'cn-hangzhou',
    };
    const kept = { a: '[secret]', b: ['https://x/?t=[secret]'], id: '1234567890123456', r: 'cn-hangzhou' };
    expect(left(record)).toEqual(kept);
    expect(JSON.parse(keptDocument(record).toString())).toEqual(kept);
    expect(keptLines([keptLine('with of-the-webhook'), keptLine('two')]).toString()).toBe('with [secret]\ntwo\n');
    expect(keptLines([]).toString()).toBe('');
  });

  test.each([
    [`${'x'.repeat(10)} of-the-webhook`, 18, `${'x'.repeat(10)} [secret`],
    ['robot?access_token=a1b2c3d4e5f60718293a is refused', 30, 'robot?access_token=[removed] i'],
    ['with Qw3eRt5yUi7oPa9sDf1gHj2kLz4xCv in it', 12, 'with [remove'],
    ['{"AccessKeySecret":"hush","a":1}', 22, '{"AccessKeySecret":"[r'],
    ['short', 10, 'short'],
    ['\u{1f511}\u{1f511}\u{1f511}', 2, '\u{1f511}\u{1f511}'],
  ])('half of one is not known for one, so a text is cut behind it: %s', (given, most, kept) =>
    expect(cutWithoutSecrets(given, most)).toBe(kept),
  );

  test('what was cut may bear a mark', () => expect(cutWithoutSecrets('abcdef', 3, '…')).toBe('abc…'));
});
