import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as errors from '../../shared/errors';

interface ErrorClass {
  readonly name: string;
  readonly code?: unknown;
}

const classes = Object.values(errors).filter(
  (exported) => typeof exported === 'function' && exported.prototype instanceof errors.TourniquetError,
) as unknown as readonly ErrorClass[];

const page = readFileSync(join(__dirname, '../../docs/errors.md'), 'utf8');
const rows = page
  .split('\n')
  .filter((line) => line.startsWith('| `'))
  .map((line) => line.split(' | ').map((cell) => cell.replace(/^\| | \|$/g, '').trim()));
const documented = rows.map(([code = '']) => code.replaceAll('`', ''));

test('there are errors, and the table of them is read', () => {
  expect(classes.length).toBeGreaterThan(20);
  expect(rows.length).toBeGreaterThan(20);
});

test.each(classes)('$name has its own code, made from its name', (kind) => {
  const own = Object.getOwnPropertyDescriptor(kind, 'code')?.value;
  expect(own).toBe(kind.name.replace(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase());
});

test('docs/errors.md has a row for every class, and no other', () => {
  expect([...documented].sort()).toEqual(classes.map(({ code }) => String(code)).sort());
});

test.each(rows)('%s says what it means and what to do', (...cells) => {
  expect(cells).toHaveLength(3);
  for (const cell of cells.slice(1)) expect(cell.length).toBeGreaterThan(10);
});

describe('an error', () => {
  const cause = new Error('the first failure');
  const error = new errors.CloudNotFound('ram', 'GetUser', 'EntityNotExist.User', 404, 'request-1', 'gone', { cause });

  test('knows its name, its code and its cause', () => {
    expect([error.name, error.code, error.cause]).toEqual(['CloudNotFound', 'CLOUD_NOT_FOUND', cause]);
    expect(error).toBeInstanceOf(errors.CloudCallFailed);
    expect(error).toBeInstanceOf(Error);
  });

  test('says what happened to what', () => {
    expect(error.message).toBe('ram GetUser failed: EntityNotExist.User (HTTP 404): gone');
  });

  test('repeats no control characters of what it was given, and no whole secret', () => {
    expect(new errors.InvalidUserName('a\u001b[2J\nb').message).not.toMatch(/\p{Cc}/u);
    const secret = 'Xq7kP2mN9vB4cL8sD1fG6hJ3wR5tYz';
    expect(new errors.InvalidAccessKeyId(secret).message).not.toContain(secret.slice(0, 9));
  });

  test('of the cloud shows no control characters of its code and its request id, and cuts what is long', () => {
    const acts = '\u001b[31mred\u001b]0;owned\u0007';
    const failed = new errors.CloudCallFailed('bss', 'QueryAccountBalance', acts, 200, acts + 'x'.repeat(300), 'none');
    for (const text of [failed.message, failed.cloudCode, failed.requestId]) expect(text).not.toMatch(/\p{Cc}/u);
    expect(failed.requestId?.length).toBeLessThan(110);
  });

  test('of the configuration has every problem on a line of its own', () => {
    const { message, problems } = new errors.ConfigurationInvalid(['one is wrong.', 'two is wrong.']);
    expect(message.split('\n').slice(1)).toEqual(['  - one is wrong.', '  - two is wrong.']);
    expect(problems).toHaveLength(2);
  });
});
