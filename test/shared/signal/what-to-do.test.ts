import { parseEvent } from '../../../shared/signal/parse';

const KEY = 'LTAI5tSomeLeakedKey00001';
const parse = (event: object) => parseEvent(JSON.stringify(event), 'request-1');

describe('what a refusal says to do', () => {
  test.each([
    ['release', KEY, `release ${KEY} --reason "…"`],
    ['approve', KEY, `approve ${KEY} --reason "…"`],
    ['rotate', KEY, `rotate start ${KEY} --to-file new-key.json`],
    ['release', undefined, 'release <AccessKey id> --reason "…"'],
    ['release', '$(reboot)', 'release <AccessKey id> --reason "…"'],
  ])('%s of %s says what to run instead, whole enough to be copied', (name, accessKeyId, words) => {
    expect(() => parse({ command: name, accessKeyId })).toThrow(`Run: npx --no ak-tourniquet ${words}`);
  });

  test('a key that is not named is said to be missing', () => {
    expect(() => parse({ command: 'investigate' })).toThrow(/No AccessKey id was given: accessKeyId is missing/);
  });
});
