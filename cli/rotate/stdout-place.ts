import type { MadeKey } from '../../shared/aliyun/ram-rotation';
import type { Format, Place } from './place';
import { secretText } from './secret-text';

/** The caller's own pipe or, where it was asked for by its flag, his screen. */
export function stdoutPlace(format: Format): Place {
  return {
    record: { kind: 'stdout' },
    lines: [
      process.stdout.isTTY
        ? 'SHOW its secret on this terminal, once: whoever reads the screen or its history has it'
        : 'write its secret to standard output, once',
    ],
    prepare: async () => undefined,
    giveUp: async () => undefined,
    take: (key: MadeKey) =>
      new Promise((resolve, reject) => {
        process.stdout.write(`${secretText(key, format)}\n`, (error) => {
          if (error) reject(new Error(`standard output did not take it: ${(error as NodeJS.ErrnoException).code}`));
          else resolve('written to standard output');
        });
      }),
  };
}
