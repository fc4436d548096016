import { fstatSync, statSync } from 'node:fs';
import type { MadeKey } from '../../shared/aliyun/ram-rotation';
import type { SecretFormat } from '../../shared/incident/rotation-entries';
import { CommandEnded, EXIT } from '../exit';
import type { Place } from './place';
import { secretText } from './secret-text';

/** The caller's own pipe or, where it was asked for by its flag, his screen. */
export function stdoutPlace(format: SecretFormat): Place {
  if (leadsNowhere(process.stdout))
    throw new CommandEnded(
      EXIT.usage,
      'Standard output is closed, or leads to /dev/null: the secret would reach nobody. No key was made.',
    );
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

/** Node.js opens /dev/null in the place of a closed standard output, and that takes whatever is written to it. */
function leadsNowhere({ fd }: { readonly fd: number }): boolean {
  try {
    const [output, nowhere] = [fstatSync(fd), statSync('/dev/null')];
    return output.isCharacterDevice() && output.rdev === nowhere.rdev;
  } catch {
    // Another system's: what the write comes to tells.
    return false;
  }
}
