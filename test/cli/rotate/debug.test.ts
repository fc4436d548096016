import { readFileSync } from 'node:fs';
import { Rotation, SECRET } from './arrange';

test('with every debug switch on, the secret is still nowhere', async () => {
  const rotation = await Rotation.begin();
  try {
    const env = { DEBUG: '*', NODE_DEBUG: 'http,https,net,stream,fs' };
    const toKms = await rotation.run(['rotate', 'start', rotation.old, '--to-kms', SECRET, '--yes'], env);
    expect(toKms.code).toBe(0);
    expect(toKms.stderr).toMatch(/HTTP|NET \d+/);
    const [first] = [rotation.newKey];
    await rotation.step('undo');
    const toFile = ['--to-file', rotation.file(), '--discard', first.accessKeyId];
    const ended = await rotation.run(['rotate', 'start', rotation.old, ...toFile, '--yes'], env);
    expect(ended.code).toBe(0);
    expect(readFileSync(rotation.file(), 'utf8')).toContain(rotation.newKey.accessKeySecret);
    for (const { accessKeySecret } of [first, rotation.newKey]) {
      expect(rotation.output).not.toContain(accessKeySecret);
      expect(rotation.output).not.toContain(encodeURIComponent(accessKeySecret));
      expect(rotation.output).not.toContain(Buffer.from(accessKeySecret).toString('hex').slice(0, 16));
    }
  } finally {
    await rotation.end();
  }
});
