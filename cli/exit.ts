/** The command line's exit codes (design: "CLI exit codes"). */
export const EXIT = { done: 0, failed: 1, usage: 2, unchecked: 3, person: 4 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** A command ends with this code after its message; everything else that is thrown is a failure. */
export class CommandEnded extends Error {
  constructor(
    readonly exitCode: ExitCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
