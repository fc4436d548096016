import { Readable } from 'node:stream';
import fc from 'fast-check';
import { policyEvaluate } from '../../cli/policy-evaluate';

const document = { Version: '1', Statement: [{ Effect: 'Allow', Action: 'oss:*', Resource: '*' }] };
const deny = { Version: '1', Statement: { Effect: 'Deny', Action: 'oss:Delete*', Resource: '*' } };
const request = { action: 'oss:GetObject', resource: 'acs:oss:*:*:b/x', context: {} };
const question = JSON.stringify({ policies: [document], request });
const allowed = { decision: 'Allow', policy: 0, statement: 0 };

async function run(...chunks: (string | Buffer)[]): Promise<{ exitCode: number; answers: Record<string, unknown>[] }> {
  const lines: string[] = [];
  const exitCode = await policyEvaluate(Readable.from(chunks, { objectMode: true }), (line) => lines.push(line));
  for (const line of lines) expect(line).not.toMatch(/[\r\n]/);
  return { exitCode, answers: lines.map((line) => JSON.parse(line)) };
}

describe('policy evaluate', () => {
  test('answers each line in its order, and ends with 0 when every line got a decision', async () => {
    const denied = JSON.stringify({
      policies: [document, JSON.stringify(deny)],
      request: { ...request, action: 'oss:DeleteObject' },
    });
    const unknown = JSON.stringify({ policies: [], request });
    expect(await run(`${question}\n${denied}\n${unknown}\n`)).toEqual({
      exitCode: 0,
      answers: [
        allowed,
        { decision: 'Deny', policy: 1, statement: 0 },
        { decision: 'ImplicitDeny', policy: null, statement: null },
      ],
    });
  });

  test('nothing in, nothing out', async () => {
    expect(await run()).toEqual({ exitCode: 0, answers: [] });
    expect(await run('\n\r\n   \n')).toEqual({ exitCode: 0, answers: [] });
  });

  test('takes CRLF, a byte order mark, and a last line without newline', async () => {
    expect(await run(`\ufeff${question}\r\n\r\n${question}`)).toEqual({ exitCode: 0, answers: [allowed, allowed] });
  });

  test.each<[string, string, string, RegExp]>([
    ['text that is no JSON', 'policies', 'BadLine', /not JSON/],
    ['a cut line', question.slice(0, -1), 'BadLine', /not JSON/],
    ['a list', `[${question}]`, 'BadLine', /not a JSON object/],
    ['null', 'null', 'BadLine', /not a JSON object/],
    ['a number', '7', 'BadLine', /not a JSON object/],
    ['deep nesting', '['.repeat(200_000) + ']'.repeat(200_000), 'BadLine', /nested too deeply/],
    ['an abyss', `{"policies":${'['.repeat(4_000_000)}`, 'BadLine', /nested too deeply/],
    ['deep nesting in a policy', `{"policies":[${'['.repeat(99)}${']'.repeat(99)}]}`, 'BadPolicy', /nested too deeply/],
    ['a request twice', '{"policies":[],"request":{},"request":{}}', 'BadLine', /request: the member stands twice/],
    ['no policies', JSON.stringify({ request }), 'BadPolicy', /policies: it must be a list/],
    ['policies that are none', JSON.stringify({ policies: document, request }), 'BadPolicy', /must be a list/],
    ['a policy null', JSON.stringify({ policies: [null], request }), 'BadPolicy', /policies\[0\]: it is not a JSON/],
    [
      'a policy as cut text',
      JSON.stringify({ policies: ['{'], request }),
      'BadPolicy',
      /policies\[0\]: it is not JSON/,
    ],
    [
      'a second policy with a fault',
      JSON.stringify({ policies: [document, { ...document, Version: '2' }], request }),
      'BadPolicy',
      /policies\[1\]\.Version: it must be "1"/,
    ],
    [
      'a member twice in a policy',
      '{"policies":[{"Version":"1","Statement":{"Effect":"Deny","Effect":"Allow","Action":"*","Resource":"*"}}]}',
      'BadPolicy',
      /policies\[0\]\.Statement\.Effect: the member stands twice/,
    ],
    ['no request', JSON.stringify({ policies: [document] }), 'BadRequest', /must be an object/],
    ['an empty request', JSON.stringify({ policies: [document], request: {} }), 'BadRequest', /action/],
    [
      'a context value that is an object',
      JSON.stringify({ policies: [], request: { ...request, context: { a: {} } } }),
      'BadRequest',
      /context\.a/,
    ],
    [
      'a context key twice',
      '{"policies":[],"request":{"action":"a:b","resource":"*","context":{"k":"1","k":"2"}}}',
      'BadRequest',
      /context\.k: the member stands twice/,
    ],
  ])('%s is one error in its place, and the lines around it are answered', async (_, line, error, message) => {
    const { exitCode, answers } = await run(`${question}\n${line}\n${question}\n`);
    expect(exitCode).toBe(3);
    expect(answers).toEqual([allowed, { error, message: expect.stringMatching(message) }, allowed]);
  });

  test('a line that is not UTF-8 is not guessed at', async () => {
    const broken = Buffer.concat([Buffer.from(question.slice(0, 10)), Buffer.from([0xff, 0xfe]), Buffer.from('\n')]);
    const { exitCode, answers } = await run(broken, question);
    expect(exitCode).toBe(3);
    expect(answers).toEqual([{ error: 'BadLine', message: 'The line is not UTF-8.' }, allowed]);
  });

  test('a line longer than memory is for is refused, and the next one answered', async () => {
    const megabyte = Buffer.alloc(1024 * 1024, 'x');
    const { exitCode, answers } = await run(...new Array<Buffer>(20).fill(megabyte), `\n${question}\n`);
    expect(exitCode).toBe(3);
    expect(answers).toEqual([{ error: 'BadLine', message: expect.stringContaining('longer than') }, allowed]);
  });

  test('a long line within bounds is answered', async () => {
    const long = { ...request, resource: `acs:oss:*:*:b/${'x'.repeat(900_000)}` };
    const many = new Array<object>(500).fill(deny);
    expect(await run(JSON.stringify({ policies: [...many, document], request: long }))).toEqual({
      exitCode: 0,
      answers: [{ decision: 'Allow', policy: 500, statement: 0 }],
    });
  });

  test('the cuts of the stream change nothing', async () => {
    const chinese = JSON.stringify({
      policies: [document],
      request: { ...request, resource: 'acs:oss:*:*:桶/对象😀' },
    });
    const bytes = Buffer.from(`${question}\r\n{\n\n${chinese}\n${question}`);
    const whole = await run(bytes);
    expect(whole.answers).toHaveLength(4);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(bytes.length), { maxLength: 8 }), async (cuts) => {
        const places = [0, ...cuts.sort((a, b) => a - b), bytes.length];
        const chunks = places.slice(1).map((end, i) => bytes.subarray(places[i], end));
        expect(await run(...chunks)).toEqual(whole);
      }),
    );
  });

  test('many different documents are each judged by their own words', async () => {
    const lines = Array.from({ length: 200 }, (_, i) => {
      const own = {
        Version: '1',
        Statement: { Effect: i % 3 === 0 ? 'Deny' : 'Allow', Action: `s${i}:*`, Resource: '*' },
      };
      return JSON.stringify({ policies: [own], request: { action: `s${i}:Do`, resource: '*', context: {} } });
    });
    const { answers } = await run([...lines, ...lines].join('\n'));
    const expected = answers.map((_, i) => ((i % 200) % 3 === 0 ? 'Deny' : 'Allow'));
    expect(answers.map((answer) => answer.decision)).toEqual(expected);
  });

  test('an input that breaks is a failure, not an answer', async () => {
    async function* broken() {
      yield question;
      throw new Error('the pipe broke');
    }
    await expect(policyEvaluate(broken(), () => undefined)).rejects.toThrow('the pipe broke');
  });
});
